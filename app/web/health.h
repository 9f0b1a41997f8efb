#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include <stdint.h>

#include "base/status.h"

struct app;

/*
 * How the site is, for /healthz and /metrics. It is looked at HEALTH_SECONDS
 * apart, however often somebody asks.
 */
enum { HEALTH_SECONDS = 5, HEALTH_CHANNELS = 3 };

enum disk {
	DISK_OK = 1,
	DISK_LOW,       /* less than 256 MiB are left */
	DISK_FULL,      /* less than 1 MiB: next to nothing can be stored */
	DISK_READ_ONLY,
};

struct health {
	int64_t looked_at; /* 0: not yet */
	/* By outbox_channel, when the oldest message that is due should have
	 * left; 0 for none. */
	int64_t oldest[HEALTH_CHANNELS];
	enum disk disk;
	uint64_t disk_left; /* bytes of the data folder's disk, for us */
};

/* Brings app->health up to date. OK, or the store's status. */
enum status health_look(struct app *app, int64_t now);

/* "ok", "low", "full" or "read-only". */
const char *disk_name(enum disk disk);

#endif

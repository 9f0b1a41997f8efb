#ifndef COURIER_COURIER_H
#define COURIER_COURIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct mail_opener;
struct mail_sealer;
struct meters_commits;
struct opened;
struct outbox_row;
struct settings;
struct store;

/*
 * The courier role: its own process, and the only one that talks to the
 * outside (mail, webhooks, calendars). It sends what waits in the outbox, and
 * keeps house: see housekeeping.h. All of it is borrowed and lives as long as
 * the process.
 */
struct courier {
	const char *data;
	const char *conf;        /* the folder of site.yaml */
	const struct settings *settings;
	const char *public_url;
	const char *admin_url;
	bool demo;               /* nothing leaves */
	int64_t clock_shift;     /* added to the real clock */
	struct meters_commits *commits; /* where it counts them, or NULL */
	int ready_fd;            /* -1 for none */
	const char *ready_text;  /* written to it once */
};

/* What the courier works with. Opened in its process. */
struct courier_work {
	const struct courier *courier;
	struct arena *arena; /* lives as long as the process */
	struct store *store;
	struct mail_opener *opener;
	struct mail_sealer *sealer; /* for what it queues itself */
	bool elected; /* of all machines' this one is at work, so far */
};

/* Works until SIGTERM, SIGINT or SIGQUIT. Returns an exit code. */
int courier_run(const struct courier *courier);

/* Opens what was sealed in a message of the outbox, in arena. OK, or INVALID:
 * it does not open, be it damaged or sealed to another key. */
enum status courier_open(struct courier_work *work, struct arena *arena,
    const struct outbox_row *row, struct opened *text);

/* Any number, for spreading retries. */
uint32_t courier_random(void);

#endif

#include "web/health.h"

#include <sys/statvfs.h>

#include "store/outbox.h"
#include "web/app.h"

static const uint64_t mebibyte = 1 << 20;

const char *
disk_name(enum disk disk)
{
	switch (disk) {
	case DISK_OK:
		break;
	case DISK_LOW:
		return "low";
	case DISK_FULL:
		return "full";
	case DISK_READ_ONLY:
		return "read-only";
	}
	return "ok";
}

/* A disk that does not tell is no fault by itself. */
static void
look_at_disk(const struct app *app, struct health *health)
{
	struct statvfs state;

	health->disk = DISK_OK;
	health->disk_left = 0;
	if (fstatvfs(app->data_fd, &state) == -1)
		return;
	health->disk_left = (uint64_t)state.f_bavail * state.f_frsize;
	if ((state.f_flag & ST_RDONLY) != 0)
		health->disk = DISK_READ_ONLY;
	else if (health->disk_left < mebibyte)
		health->disk = DISK_FULL;
	else if (health->disk_left < 256 * mebibyte)
		health->disk = DISK_LOW;
}

enum status
health_look(struct app *app, int64_t now)
{
	struct health found = { .looked_at = now };
	const int64_t before = app->health.looked_at;
	enum status st = OK;

	/* A clock that was set back is no reason to wait. */
	if (before != 0 && now >= before && now - before < HEALTH_SECONDS)
		return OK;
	for (int i = OUTBOX_MAIL; i <= OUTBOX_HOOK && st == OK; i++) {
		st = store_outbox_oldest(app->store, (enum outbox_channel)i,
		    now, &found.oldest[i]);
		if (st == NOT_FOUND)
			st = OK;
	}
	if (st != OK)
		return st;
	look_at_disk(app, &found);
	app->health = found;
	return OK;
}

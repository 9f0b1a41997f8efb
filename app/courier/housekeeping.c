#include "courier/housekeeping.h"

#include <unistd.h>

#include "base/log.h"
#include "calendar/zone.h"
#include "store/erasures.h"
#include "store/old_copies.h"
#include "store/retention.h"
#include "store/store.h"

/* Few enough that no visitor waits for them. */
enum { LEADS_AT_ONCE = 50 };

/* Half past three, as a minute of the day. */
enum { NIGHT_MINUTE = 3 * 60 + 30 };

static enum status
erase_all(struct store *store, const struct retention *retention, int64_t now)
{
	int64_t erased = LEADS_AT_ONCE;
	int64_t all = 0;
	enum status st = OK;

	while (st == OK && erased == LEADS_AT_ONCE) {
		st = store_retention_run(store, retention, now, LEADS_AT_ONCE,
		    &erased);
		all += erased;
	}
	if (all > 0)
		log_info("courier.retention", "erased=%lld", (long long)all);
	return st;
}

static enum status
tidy(struct store *store, bool at_night)
{
	bool large;
	enum status st = store_is_large(store, &large);

	return st == OK && (at_night || !large) ? store_tidy(store) : st;
}

enum status
housekeeping_run(const char *data, const struct retention *retention,
    bool at_night, int64_t now)
{
	struct store *store;
	enum status st = store_open(data, STORE_COURIER, &store);

	if (st == OK) {
		st = erase_all(store, retention, now);
		if (st == OK)
			st = tidy(store, at_night);
		store_close(store);
	}
	/* In a folder of the desk's user the nightly backup does it. */
	if (st == OK && access(data, W_OK) == 0)
		st = old_copies_remove(data, now, RETENTION_COPY_DAYS);
	if (st != OK)
		log_error("courier.housekeeping", "%s", status_name(st));
	return st;
}

int64_t
housekeeping_next(const struct zone *zone, int64_t now)
{
	const int64_t today = zone_day(zone, now);
	const int64_t at = zone_on_day(zone, today, NIGHT_MINUTE);

	return at > now ? at : zone_on_day(zone, today + 1, NIGHT_MINUTE);
}

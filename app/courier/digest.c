#include "courier/digest.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "calendar/zone.h"
#include "config/settings.h"
#include "courier/courier.h"
#include "courier/day_count.h"
#include "crypto/mail_seal.h"
#include "domain/hours.h"
#include "domain/letter.h"
#include "store/mail_facts.h"
#include "store/outbox.h"

enum { LATE_SECONDS = 3 * 3600, LETTER_MAX = 64 };

/* Whether the digest of a civil day is to be written now. */
static bool
is_time(const struct settings *settings, int64_t now, int64_t *day)
{
	const struct zone *zone = settings->availability.zone;
	int64_t at;

	*day = zone_day(zone, now);
	at = zone_on_day(zone, *day, hours_clock(settings->mail.digest_at));
	return now >= at && now < at + LATE_SECONDS;
}

/* All of it is looked up when it leaves. */
static enum status
seal(struct courier_work *work, struct arena *arena, int64_t now,
    struct outbox_new *message)
{
	static const struct letter letter = {
		.of = { { "", "", "" }, { "" } },
		.token = "",
	};
	BUF(packed, LETTER_MAX);
	enum status st;

	letter_pack(&packed, &letter);
	*message = (struct outbox_new){ .channel = OUTBOX_MAIL,
		.kind = letter_id(LETTER_OWNER_DIGEST), .due_at = now };
	if ((st = uuid_new(message->uuid)) != OK)
		return st;
	return mail_seal(work->sealer, arena, message->uuid, packed.data,
	    packed.len, now, &message->epoch, &message->sealed);
}

static enum status
queue(struct courier_work *work, int64_t day, int64_t now)
{
	ARENA(arena);
	struct outbox_new message;
	struct outbox_list list = { &message, 1 };
	const char *digest;
	enum status st = day_count(arena, work->store,
	    work->courier->settings->availability.zone, now, &digest);

	if (st != OK)
		return st;
	if (*digest == '\0')
		list.len = 0;
	else if ((st = seal(work, arena, now, &message)) != OK)
		return st;
	return store_digest_put(work->store, day, &list, now);
}

void
digest_run(struct courier_work *work, int64_t now)
{
	const struct settings *settings = work->courier->settings;
	int64_t day;
	int64_t last = INT64_MIN;
	enum status st;

	if (*settings->mail.digest_at == '\0' || !is_time(settings, now, &day))
		return;
	st = store_digest_day(work->store, &last);
	if ((st == OK || st == NOT_FOUND) && last < day)
		st = queue(work, day, now);
	if (st != OK && st != NOT_FOUND)
		log_warn("courier.digest", "%s", status_name(st));
}

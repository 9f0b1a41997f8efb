/*
 * Fills a data folder with sealed leads for bench_desk.py: people with a
 * message each, at every stage, most of them with a next date.
 *
 *   fill_leads DATA COUNT
 *
 * Without waiting for the disk: what it makes is thrown away.
 */
#include <inttypes.h>
#include <time.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/seal.h"
#include "crypto/token.h"
#include "store/lead_changes.h"
#include "store/lead_copies.h"
#include "store/store_private.h"
#include "store/uuid.h"
#include "vault/sealing.h"

enum { MINUTE = 60, A_DAY = 86400 };

/* As many as the widest page of the site lets through. */
static const char message[] = "We run a booking platform for small theatres "
    "and have outgrown the prototype: seats are sold twice on busy evenings, "
    "and nobody dares to touch the code that does it. There are three of us, "
    "two know JavaScript well and one comes from Python. The data should stay "
    "in the country and the whole thing has to be up for the season, which "
    "begins in September. We have looked at a few stacks and cannot agree; "
    "what would you pick, and what would you leave alone until later? There "
    "is a test system we could show you in the call.";

static void
must(enum status st, const char *what)
{
	if (st == OK)
		return;
	fprintf(stderr, "fill_leads: %s: %s\n", what, status_name(st));
	exit(1);
}

static void
run(struct store *store, const char *sql)
{
	char *problem = NULL;

	if (sqlite3_exec(store->database.db, sql, NULL, NULL, &problem) ==
	    SQLITE_OK)
		return;
	fprintf(stderr, "fill_leads: %s\n", problem);
	exit(1);
}

/*
 * A million leads in minutes: where nobody else has the database open, no page
 * is read or written twice for a single row. Beside a server it goes on as
 * everybody else does.
 */
static void
hurry(struct store *store)
{
	sqlite3 *db = store->database.db;

	run(store, "PRAGMA synchronous = OFF");
	if (sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE;"
		"PRAGMA cache_size = -400000;"
		"PRAGMA journal_mode = MEMORY", NULL, NULL, NULL) != SQLITE_OK)
		run(store, "PRAGMA locking_mode = NORMAL");
}

static void
add(struct store *store, struct sealer *sealer, int64_t number, int64_t now)
{
	ARENA(arena);
	static const struct lead_changes no_changes;
	char uuid[UUID_TEXT_SIZE];
	struct sealed_lead sealed;
	const int64_t at = now - now % MINUTE - (number % 90) * A_DAY;
	const char *name = arena_printf(arena, "Person %" PRId64 " Example",
	    number);
	const char *email = arena_printf(arena, "person%" PRId64
	    "@example.org", number);
	const struct lead_own texts = {
		.head = { name, email, "Example & Partners" },
		.body = { message },
	};
	struct lead_copy copy = {
		.uuid = uuid,
		.kind = LEAD_CONTACT,
		.stage = LEAD_NEW + (enum lead_stage)(number % 7),
		.created_at = at,
		.stage_at = at,
		.result = number % 3 == 0 ? "" : "js-data-grow-poly",
		.consent = "2026-11",
		.consent_at = at,
		.doubt = DOUBT_NONE,
		.zone = "UTC",
		/* A third has no date; the others are spread over a month. */
		.follow_up_on = number % 3 == 0 ? 0 :
		    now / A_DAY - 10 + number % 40,
		.touched_at = at,
		.recommended = "",
		.changes = &no_changes,
		.sealed = &sealed,
	};
	int64_t id;

	must(uuid_new(uuid), "uuid");
	must(sealing_lead(sealer, arena, uuid, &texts, now, &sealed),
	    "sealing");
	must(store_lead_import(store, &copy, &id), "storing");
}

int
main(int argc, char **argv)
{
	const int64_t now = time(NULL);
	struct store *store;
	struct sealer *sealer;
	int64_t count;

	if (argc != 3 || !text_int(argv[2], 1, INT64_MAX, &count)) {
		fputs("fill_leads DATA COUNT\n", stderr);
		return 64;
	}
	crypto_start();
	must(store_open(argv[1], STORE_OFFICE, &store), "opening");
	must(sealing_new(store, &sealer), "the key");
	hurry(store);
	for (int64_t i = 0; i < count; i++)
		add(store, sealer, i, now);
	run(store, "PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)");
	sealer_free(sealer);
	store_close(store);
	return 0;
}

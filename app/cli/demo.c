#include "cli/demo.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "cli/setup.h"
#include "crypto/token.h"
#include "domain/consent.h"
#include "store/store.h"
#include "store/uuid.h"
#include "vault/sealing.h"

static const char demo_email[] = "owner@example.org";
static const char demo_passphrase[] = "four ways to start";

/* Nobody. The names say so, the addresses are of a domain kept for examples
 * (RFC 2606). */
static const struct person {
	const char *name;
	const char *email;
	const char *company;
	const char *message;
	const char *result;
	int days;  /* from today */
	int hour;  /* UTC */
} people[] = {
	{ "Ada Example", "ada@example.org", "Example Bakery",
	    "We take orders by telephone and want to take them online.\n"
	    "Two of us know JavaScript.", "js-crud-mvp-one", 2, 9 },
	{ "Ben Sample", "ben@example.net", "Sample Instruments",
	    "A pricing engine that must be right for ten years.",
	    "cs-rules-long-two", 3, 10 },
	{ "Chloë Placeholder", "chloe@example.com", "",
	    "Our models are in Python, the site is not.",
	    "js-data-grow-poly", 4, 9 },
};

static const int64_t day_seconds = 86400;
static const int64_t hour_seconds = 3600;

static enum status
add_person(struct store *store, struct sealer *sealer,
    const struct person *person, int64_t now)
{
	ARENA(arena);
	const struct lead_own texts = {
		{ person->name, person->email, person->company },
		{ person->message },
	};
	struct sealed_lead lead;
	char uuid[UUID_TEXT_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	int64_t today = now - now % day_seconds;
	int64_t at = today + person->days * day_seconds +
	    person->hour * hour_seconds;
	struct booking_new booking = {
		.slot = { at, at + hour_seconds / 2 },
		.token_hash = hash,
		.zone = "Europe/Berlin",
		.result = person->result,
		.consent = consent_version(LEAD_BOOKING),
		.lead = &lead,
		.day_from = today,
		.day_to = today,
	};
	bool repeated;
	enum status st;

	random_bytes(hash, sizeof(hash));
	if ((st = uuid_new(uuid)) != OK ||
	    (st = sealing_lead(sealer, arena, uuid, &texts, now,
	    &lead)) != OK)
		return st;
	return store_booking_add(store, &booking, now, &repeated);
}

static enum status
fill(const char *dir, int64_t now)
{
	struct sealer *sealer = NULL;
	struct store *store;
	enum status st;

	if ((st = store_open(dir, STORE_OFFICE, &store)) != OK)
		return st;
	st = sealing_new(store, &sealer);
	for (size_t i = 0; i < countof(people) && st == OK; i++)
		st = add_person(store, sealer, &people[i], now);
	sealer_free(sealer);
	store_close(store);
	return st;
}

enum status
demo_create(const char *dir, int64_t now)
{
	struct setup setup = { dir, demo_email, demo_passphrase,
		&passphrase_cost_demo };
	char recovery[RECOVERY_TEXT_SIZE];
	enum status st = setup_create(&setup, recovery);

	if (st != OK)
		return st;
	return fill(dir, now);
}

void
demo_announce(void)
{
	(void)printf("demonstration: sign in at /admin as %s with the "
	    "passphrase \"%s\"; no mail leaves\n", demo_email,
	    demo_passphrase);
	(void)fflush(stdout);
}

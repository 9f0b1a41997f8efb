/*
 * A break-in into the public process: with its rights, its files and its
 * memory nothing opens that was stored before. The controls show that the same
 * tries do open what they must.
 */
#include "burglar.h"

#include <sodium.h>
#include <sqlite3.h>

#include "../unit/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "crypto/opener_private.h"
#include "crypto/own_copy.h"
#include "crypto/token.h"
#include "store/store_private.h"
#include "store/uuid.h"
#include "vault/leads.h"
#include "vault/sealing.h"

#define in_office(name) \
	cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)

enum {
	FEW_STEPS = 8,
	ALL_STEPS = 1100, /* more than an epoch has */
	SEALED_BEFORE = 2,
	SEALED_IN_ALL = 5,
	COPY_MAX = 4096,
};

/* A booking with its visitor's copy, as the public role stores it. */
static void
book(struct test_office *office, char token[TOKEN_TEXT_SIZE])
{
	const struct lead_own texts = { { "Cleo", "cleo@example.org", "" },
		{ "A call" } };
	uint8_t hash[TOKEN_HASH_SIZE];
	char uuid[UUID_TEXT_SIZE];
	struct sealed_lead lead;
	bool repeated;
	BUF(own, COPY_MAX);

	token_new(token);
	assert_status(token_hash(token, hash), OK);
	assert_status(uuid_new(uuid), OK);
	assert_status(sealing_lead(office->sealer, office->arena, uuid,
	    &texts, office_now, &lead), OK);
	assert_status(own_copy_seal(token, "Cleo", 4, &own), OK);
	assert_status(store_booking_add(office->public_store,
	    &(struct booking_new){ .slot = { office_now + 3600,
	    office_now + 5400 }, .token_hash = hash, .zone = "UTC",
	    .result = "", .consent = "2026-11", .own = own.data,
	    .own_len = own.len, .lead = &lead }, office_now, &repeated), OK);
}

/* Leads of an epoch that has ended and of the one under way. */
static void
store_leads_of_two_epochs(struct test_office *office,
    char token[TOKEN_TEXT_SIZE])
{
	for (int i = 0; i < SEALED_BEFORE; i++)
		(void)office_write(office, "Ann", "ann@example.org", "Hello");
	office_finish(office);
	office_begin(office);
	(void)office_write(office, "Bob", "bob@example.org", "Hello");
	book(office, token);
	(void)office_write(office, "Dan", "dan@example.org", "Hello");
}

static void
nothing_opens(const struct loot *loot, struct bytes bytes, int steps,
    const char *what)
{
	struct opened_ways ways = burglar_try(loot, bytes, steps);

	if (bytes.len < BURGLAR_KEY)
		fail_msg("%s: nothing there to try", what);
	if (ways.records != 0 || ways.roots != 0 || ways.copies != 0)
		fail_msg("%s opens %d records, %d roots, %d copies", what,
		    ways.records, ways.roots, ways.copies);
}

static void
nothing_of_the_public_role_opens_what_is_stored(void **state)
{
	static const char *const files[] = { "intake.db", "intake.db-wal",
		"keys/public.key", "keys/form.key" };
	struct test_office *office = *state;
	char token[TOKEN_TEXT_SIZE];
	struct bytes memory;
	struct loot loot;

	store_leads_of_two_epochs(office, token);
	memory = burglar_memory(office);
	loot = burglar_loot(office);
	assert_int_equal(loot.len, SEALED_IN_ALL);
	assert_non_null(loot.own);
	nothing_opens(&loot, memory, ALL_STEPS, "memory");
	for (size_t i = 0; i < countof(files); i++)
		nothing_opens(&loot, burglar_file(office, files[i]), FEW_STEPS,
		    files[i]);
	nothing_opens(&loot, burglar_key(office, "keys/public.key"), ALL_STEPS,
	    "the public key");
	nothing_opens(&loot, burglar_key(office, "keys/form.key"), ALL_STEPS,
	    "the key of forms");
}

static int
prepare(struct store *store, const char *sql)
{
	sqlite3_stmt *query;
	int code = sqlite3_prepare_v2(store->database.db, sql, -1, &query,
	    NULL);

	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	return code;
}

/* The authorizer looks at what he asks through the program's own handle; the
 * office's may ask the same. */
static void
the_public_roles_own_handle_reads_nothing_sealed(void **state)
{
	static const char *const wanted[] = { "SELECT head FROM lead",
		"SELECT body FROM lead", "SELECT root FROM seal_epoch",
		"SELECT id FROM lead WHERE hex(head) > ''",
		"ATTACH 'office.db' AS office" };
	struct test_office *office = *state;

	(void)office_write(office, "Ann", "ann@example.org", "Hello");
	for (size_t i = 0; i < countof(wanted); i++) {
		if (prepare(office->public_store, wanted[i]) == SQLITE_OK)
			fail_msg("not refused: %s", wanted[i]);
		assert_int_equal(prepare(office->vault.store, wanted[i]),
		    SQLITE_OK);
	}
}

/* ---- one step ---- */

/* Where the chain of a lead's epoch begins, for whoever has the secret. */
static struct chain
chain_of(struct test_office *office, const struct sealed_lead *lead)
{
	const struct site_secret *secret = opener_newest(
	    office->vault.opener);
	struct chain chain;

	assert_non_null(secret);
	assert_status(epoch_open(&lead->epoch, secret->public_key,
	    secret->secret_key, &chain), OK);
	return chain;
}

static struct loot
loot_of(const struct loot *loot, size_t at)
{
	struct loot one = *loot;

	one.leads = loot->leads + at;
	one.len = 1;
	return one;
}

static void
the_next_key_does_not_open_the_previous_record(void **state)
{
	struct test_office *office = *state;
	struct chain chain;
	struct chain before;
	uint8_t key[BURGLAR_KEY];
	struct bytes bytes = { key, sizeof(key) };
	struct loot loot;
	struct loot of[3];

	for (int i = 0; i < 3; i++)
		(void)office_write(office, "Ann", "ann@example.org", "Hello");
	loot = burglar_loot(office);
	for (size_t i = 0; i < countof(of); i++)
		of[i] = loot_of(&loot, i);
	/* To where the second lead's head is next. */
	before = chain_of(office, &loot.leads[0]);
	assert_status(chain_reach(&before, of[0].leads->body.number, key), OK);
	assert_int_equal(burglar_try(&of[0], bytes, 0).records, 1);
	chain = before;
	chain_step(&chain, key);
	/* The key of that record, and what comes of it as a chain key. */
	assert_int_equal(burglar_try(&of[1], bytes, 0).records, 1);
	assert_int_equal(burglar_try(&of[0], bytes, ALL_STEPS).records, 0);
	assert_int_equal(burglar_try(&of[2], bytes, ALL_STEPS).records, 0);
	/* The chain key behind it gives all that follows, nothing before. */
	bytes = (struct bytes){ before.key, sizeof(before.key) };
	assert_int_equal(burglar_try(&of[0], bytes, ALL_STEPS).records, 0);
	assert_int_equal(burglar_try(&of[1], bytes, ALL_STEPS).records, 2);
	assert_int_equal(burglar_try(&of[2], bytes, ALL_STEPS).records, 2);
}

/* ---- the controls ---- */

/* What is looked for among other bytes, not at their beginning. */
static struct bytes
planted(struct test_office *office, const uint8_t key[BURGLAR_KEY])
{
	const size_t len = 4 * BURGLAR_KEY;
	uint8_t *bytes = arena_alloc(office->arena, len);

	random_bytes(bytes, len);
	memcpy(bytes + BURGLAR_KEY + 3, key, BURGLAR_KEY);
	return (struct bytes){ bytes, len };
}

static void
the_right_keys_do_open_it(void **state)
{
	struct test_office *office = *state;
	char token[TOKEN_TEXT_SIZE];
	uint8_t key[BURGLAR_KEY];
	struct opened_ways ways;
	struct lead_row row;
	struct lead_body body;
	struct chain chain;
	struct loot loot;

	store_leads_of_two_epochs(office, token);
	loot = burglar_loot(office);
	ways = burglar_try(&loot, planted(office, opener_newest(
	    office->vault.opener)->secret_key), 0);
	assert_int_equal(ways.roots, 2);
	chain = chain_of(office, &loot.leads[0]);
	ways = burglar_try(&loot, planted(office, chain.key), ALL_STEPS);
	assert_int_equal(ways.records, 2 * SEALED_BEFORE);
	chain_step(&chain, key);
	assert_int_equal(burglar_try(&loot, planted(office, key), 0).records,
	    1);
	assert_int_equal(sodium_base642bin(key, sizeof(key), token,
	    strlen(token), NULL, NULL, NULL,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING), 0);
	assert_int_equal(burglar_try(&loot, planted(office, key), 0).copies,
	    1);
	/* And the office reads all of it. */
	for (int64_t id = 1; id <= SEALED_IN_ALL; id++) {
		assert_status(vault_lead(&office->vault, office->arena, id,
		    &row, &body), OK);
		assert_false(row.unreadable);
	}
}

/* The honest limit: who sees the memory first, reads what comes after. */
static void
what_is_sealed_after_the_break_in_is_open_to_it(void **state)
{
	struct test_office *office = *state;
	struct bytes memory;
	struct loot loot;
	struct loot past;
	struct loot next;

	(void)office_write(office, "Ann", "ann@example.org", "Hello");
	memory = burglar_memory(office);
	(void)office_write(office, "Bob", "bob@example.org", "Hello");
	loot = burglar_loot(office);
	past = loot_of(&loot, 0);
	next = loot_of(&loot, 1);
	assert_int_equal(burglar_try(&past, memory, ALL_STEPS).records, 0);
	assert_int_equal(burglar_try(&next, memory, FEW_STEPS).records, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_office(nothing_of_the_public_role_opens_what_is_stored),
		in_office(the_public_roles_own_handle_reads_nothing_sealed),
		in_office(the_next_key_does_not_open_the_previous_record),
		in_office(the_right_keys_do_open_it),
		in_office(what_is_sealed_after_the_break_in_is_open_to_it),
	};

	return cmocka_run_group_tests_name("break in", tests, NULL, NULL);
}

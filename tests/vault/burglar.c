#include "burglar.h"

#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>

#include "../unit/test.h"

#include "base/arena.h"
#include "crypto/own_copy.h"
#include "crypto/seal_private.h"
#include "crypto/token.h"

enum { FILE_MAX = 8 << 20, RECORD_MAX = 4096, LEADS_MAX = 64 };

/* ---- what he takes ---- */

static sqlite3 *
open_intake(struct test_office *office)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(arena_printf(office->arena,
	    "%s/intake.db", office->dir), &db), SQLITE_OK);
	return db;
}

static sqlite3_stmt *
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *query;

	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	return query;
}

static struct bytes
column(struct arena *arena, sqlite3_stmt *query, int at)
{
	const void *bytes = sqlite3_column_blob(query, at);
	size_t len = (size_t)sqlite3_column_bytes(query, at);
	uint8_t *copy = arena_alloc(arena, len + 1);

	assert_non_null(bytes);
	memcpy(copy, bytes, len);
	return (struct bytes){ copy, len };
}

static void
copy_column(void *to, size_t size, sqlite3_stmt *query, int at)
{
	assert_int_equal(sqlite3_column_bytes(query, at), size);
	memcpy(to, sqlite3_column_blob(query, at), size);
}

static struct sealed
record_of(struct arena *arena, sqlite3_stmt *query, enum seal_kind kind,
    int at)
{
	struct bytes bytes = column(arena, query, at);
	struct sealed sealed = {
		.kind = kind,
		.uuid = arena_strdup(arena,
		    (const char *)sqlite3_column_text(query, 0)),
		.number = sqlite3_column_int64(query, at + 1),
		.bytes = bytes.at,
		.size = bytes.len,
	};

	copy_column(sealed.epoch, sizeof(sealed.epoch), query, 1);
	return sealed;
}

static struct sealed_lead
lead_of(struct arena *arena, sqlite3_stmt *query)
{
	struct sealed_lead lead = {
		.epoch = { .generation = sqlite3_column_int64(query, 2) },
		.head = record_of(arena, query, SEAL_HEAD, 4),
		.body = record_of(arena, query, SEAL_BODY, 6),
	};

	copy_column(lead.epoch.id, sizeof(lead.epoch.id), query, 1);
	copy_column(lead.epoch.root, sizeof(lead.epoch.root), query, 3);
	return lead;
}

static void
take_leads(struct arena *arena, sqlite3 *db, struct loot *loot)
{
	sqlite3_stmt *query = ask(db, "SELECT uuid, epoch, generation, root,"
	    " head, head_number, body, body_number FROM lead JOIN seal_epoch"
	    " ON seal_epoch.id = lead.seal_epoch ORDER BY lead.id");

	loot->leads = arena_array(arena, LEADS_MAX, sizeof(*loot->leads));
	while (sqlite3_step(query) == SQLITE_ROW) {
		assert_true(loot->len < LEADS_MAX);
		loot->leads[loot->len++] = lead_of(arena, query);
	}
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
}

struct loot
burglar_loot(struct test_office *office)
{
	sqlite3 *db = open_intake(office);
	struct loot loot = { .len = 0 };
	sqlite3_stmt *query = ask(db, "SELECT public_key FROM seal_key"
	    " ORDER BY generation DESC");
	struct bytes own;

	take_leads(office->arena, db, &loot);
	assert_int_equal(sqlite3_step(query), SQLITE_ROW);
	copy_column(loot.public_key, sizeof(loot.public_key), query, 0);
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	query = ask(db, "SELECT own FROM booking WHERE length(own) > 0");
	if (sqlite3_step(query) == SQLITE_ROW) {
		own = column(office->arena, query, 0);
		loot.own = own.at;
		loot.own_len = own.len;
	}
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return loot;
}

struct bytes
burglar_file(struct test_office *office, const char *name)
{
	uint8_t *bytes = arena_alloc(office->arena, FILE_MAX);
	int fd = open(arena_printf(office->arena, "%s/%s", office->dir, name),
	    O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd == -1)
		return (struct bytes){ bytes, 0 };
	len = read(fd, bytes, FILE_MAX);
	assert_true(len >= 0 && len < FILE_MAX);
	assert_int_equal(close(fd), 0);
	return (struct bytes){ bytes, (size_t)len };
}

struct bytes
burglar_key(struct test_office *office, const char *name)
{
	struct bytes text = burglar_file(office, name);
	uint8_t *key = arena_alloc(office->arena, BURGLAR_KEY);
	size_t len;

	assert_int_equal(sodium_base642bin(key, BURGLAR_KEY,
	    (const char *)text.at, text.len, "\n", &len, NULL,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING), 0);
	assert_int_equal(len, BURGLAR_KEY);
	return (struct bytes){ key, len };
}

struct bytes
burglar_memory(struct test_office *office)
{
	const uintptr_t page = 4096;
	const uint8_t *sealer = (const uint8_t *)office->sealer;
	const size_t before = (uintptr_t)sealer & (page - 1);
	const size_t len = (before + sizeof(struct press) + page - 1) &
	    ~(page - 1);
	uint8_t *bytes = arena_alloc(office->arena, len);

	memcpy(bytes, sealer - before, len);
	return (struct bytes){ bytes, len };
}

/* ---- what he tries ---- */

static bool
opens(const uint8_t key[BURGLAR_KEY], const struct sealed *sealed)
{
	const struct binding binding = ratchet_binding(SEAL_RECORD_LABEL,
	    sealed);
	uint8_t text[RECORD_MAX];

	assert_true(sealed->size <= sizeof(text));
	return aead_open(text, sealed->bytes, sealed->size, &binding,
	    key) == OK;
}

static int
records_of_key(const struct loot *loot, const uint8_t key[BURGLAR_KEY])
{
	int count = 0;

	for (size_t i = 0; i < loot->len; i++)
		count += opens(key, &loot->leads[i].head) +
		    opens(key, &loot->leads[i].body);
	return count;
}

static int
records_of_chain(const struct loot *loot, const uint8_t key[BURGLAR_KEY],
    int steps)
{
	struct chain chain = { .number = 0 };
	uint8_t next[BURGLAR_KEY];
	int count = 0;

	memcpy(chain.key, key, BURGLAR_KEY);
	for (int i = 0; i < steps; i++) {
		chain_step(&chain, next);
		count += records_of_key(loot, next);
	}
	return count;
}

/* An epoch once: leads of one stand together. */
static int
roots_of_secret(const struct loot *loot, const uint8_t key[BURGLAR_KEY])
{
	struct chain chain;
	int count = 0;

	for (size_t i = 0; i < loot->len; i++) {
		const struct seal_epoch *epoch = &loot->leads[i].epoch;

		if (i > 0 && memcmp(epoch->id, loot->leads[i - 1].epoch.id,
		    sizeof(epoch->id)) == 0)
			continue;
		count += epoch_open(epoch, loot->public_key, key,
		    &chain) == OK;
	}
	return count;
}

static int
copies_of_token(const struct loot *loot, const uint8_t key[BURGLAR_KEY])
{
	ARENA(arena);
	char token[TOKEN_TEXT_SIZE];
	const uint8_t *text;
	size_t len;

	if (loot->own == NULL)
		return 0;
	(void)sodium_bin2base64(token, sizeof(token), key, BURGLAR_KEY,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return own_copy_open(arena, token, loot->own, loot->own_len, &text,
	    &len) == OK;
}

struct opened_ways
burglar_try(const struct loot *loot, struct bytes bytes, int steps)
{
	struct opened_ways ways = { .records = 0 };

	assert_true(loot->len > 0);
	for (size_t at = 0; at + BURGLAR_KEY <= bytes.len; at++) {
		const uint8_t *key = bytes.at + at;

		/* In a row of equal bytes one try is enough. */
		if (at > 0 && memcmp(key, key - 1, BURGLAR_KEY) == 0)
			continue;
		ways.records += records_of_key(loot, key) +
		    records_of_chain(loot, key, steps);
		ways.roots += roots_of_secret(loot, key);
		ways.copies += copies_of_token(loot, key);
	}
	return ways;
}

#include "takings.h"

#include <poll.h>
#include <sqlite3.h>
#include <sys/eventfd.h>

#include "../unit/test.h"
#include "disk.h"

#include "base/arena.h"
#include "domain/audit.h"
#include "store/contacts.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/office_private.h"
#include "store/staged.h"
#include "store/uuid.h"
#include "vault/notes.h"
#include "vault/sealing.h"
#include "vault/take.h"

enum { WRITERS = 2, AT_ONCE = 6, QUEUE = 64, WAIT_MS = 30000 };

static const int64_t first_slot = 1795428000; /* 2026-11-23T10:00:00Z */

/* A visitor's form on its way. */
struct form {
	struct write write; /* first */
	enum taking_kind kind;
	int mark;
	uint8_t hash[32]; /* token or form */
	char uuid[UUID_TEXT_SIZE];
	struct sealed_lead lead;
};

struct site {
	struct test_office *office;
	struct writer *writers[WRITERS];
	int wake[WRITERS];
	struct arena *arena; /* of a round */
	struct form forms[WRITERS * AT_ONCE];
	int next; /* mark */
	int notes;
};

static void
acknowledge(enum taking_kind kind, int64_t number)
{
	disk_acknowledge((int64_t)kind * TAKING_STEP + number);
}

/* ---- visitors ---- */

static void
mark_hash(uint8_t hash[32], int mark)
{
	memset(hash, 0, 32);
	memcpy(hash, &mark, sizeof(mark));
}

/* Every ninth wants a slot that is taken. */
static enum status
book(struct store *store, struct write *write)
{
	const struct form *form = (struct form *)write;
	const int slot = form->mark % 9 == 8 ? form->mark - 7 : form->mark;
	const struct booking_new booking = {
		.slot = { first_slot + slot * 1800,
		    first_slot + slot * 1800 + 1800 },
		.token_hash = form->hash,
		.zone = "Europe/Berlin",
		.result = "js-data-grow-poly",
		.consent = "2026-11",
		.lead = &form->lead,
		.own = "sealed under the link",
		.own_len = 21,
	};
	bool repeated;

	return store_booking_add(store, &booking, office_now, &repeated);
}

static enum status
message(struct store *store, struct write *write)
{
	const struct form *form = (struct form *)write;
	const struct contact_new contact = { .form_hash = form->hash,
		.zone = "UTC", .result = "", .consent = "2026-11",
		.lead = &form->lead };
	bool repeated;

	return store_contact_add(store, &contact, office_now, &repeated);
}

/* Stores half of something and thinks better of it: the batch is done again,
 * with savepoints. */
static enum status
waver(struct store *store, struct write *write)
{
	TRANSACTION(tx, &store->database);
	const struct form *form = (struct form *)write;
	const struct lead_new lead = { .kind = LEAD_CONTACT, .result = "",
		.consent = "2026-11", .zone = "", .sealed = &form->lead };
	enum status st = transaction_begin(&tx);

	if (st == OK && (st = stage(store,
		&(struct staged){ lead, .at = office_now })) == OK)
		st = staged_insert(&store->database, false);
	return st == OK ? CONFLICT : st;
}

static void
fill_form(struct site *site, struct form *form)
{
	const int mark = site->next++;
	const struct lead_own texts = {
		{ "Ada Example", "ada@example.org", "Example Ltd" },
		{ "We have a service that is slow, and would like to talk." },
	};

	assert_true(mark < TAKINGS_MAX);
	*form = (struct form){ .mark = mark,
		.kind = mark % 2 == 0 ? TAKING_BOOKING : TAKING_MESSAGE };
	form->write.run = mark % 41 == 40 ? waver :
	    mark % 2 == 0 ? book : message;
	mark_hash(form->hash, mark);
	assert_status(uuid_new(form->uuid), OK);
	assert_status(sealing_lead(site->office->sealer, site->arena,
	    form->uuid, &texts, office_now, &form->lead), OK);
}

static void
told(const struct form *form)
{
	if (form->write.status == OK)
		acknowledge(form->kind, form->mark);
	else
		assert_status(form->write.status, CONFLICT);
}

static void
hand_over(struct site *site, int count)
{
	for (int i = 0; i < count; i++) {
		fill_form(site, &site->forms[i]);
		assert_true(writer_add(site->writers[i % WRITERS],
		    &site->forms[i].write, NULL));
	}
}

static void
collect(struct site *site, int count)
{
	int left = count;

	while (left > 0) {
		struct pollfd fds[WRITERS];

		for (int i = 0; i < WRITERS; i++)
			fds[i] = (struct pollfd){ site->wake[i], POLLIN, 0 };
		assert_true(poll(fds, WRITERS, WAIT_MS) > 0);
		for (int i = 0; i < WRITERS; i++) {
			uint64_t times;

			if (fds[i].revents == 0)
				continue;
			assert_int_equal(read(site->wake[i], &times,
			    sizeof(times)), sizeof(times));
			for (struct write *w = writer_done(site->writers[i]);
			    w != NULL; w = w->next, left--)
				told((struct form *)w);
		}
	}
}

/* ---- the desk ---- */

static int64_t
number(sqlite3 *db, const char *sql, int mark)
{
	uint8_t hash[32];
	sqlite3_stmt *query;
	int64_t found = 0;

	mark_hash(hash, mark);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &query, NULL),
	    SQLITE_OK);
	if (sqlite3_bind_parameter_count(query) > 0)
		(void)sqlite3_bind_blob(query, 1, hash, 32, SQLITE_STATIC);
	if (sqlite3_step(query) == SQLITE_ROW)
		found = sqlite3_column_int64(query, 0);
	(void)sqlite3_finalize(query);
	return found;
}

static int64_t
lead_of(struct store *store, int mark)
{
	return number(store->database.db,
	    "SELECT id FROM lead WHERE form_hash = ?", mark);
}

static void
erase(struct test_office *office, int mark)
{
	struct vault *vault = &office->vault;
	const int64_t id = lead_of(vault->store, mark);
	const struct audit_event event = { office_now, 1, AUDIT_LEAD_ERASED,
		id };
	struct deed deed;

	if (id == 0)
		return;
	acknowledge(TAKING_ERASING, mark);
	assert_status(office_deed(vault->office, &event, &deed), OK);
	assert_status(store_lead_erase(vault->store, id, &deed, office_now),
	    OK);
	acknowledge(TAKING_ERASED, mark);
}

static void
note(struct site *site)
{
	struct vault *vault = &site->office->vault;
	const int64_t id = lead_of(vault->store, 1);
	const struct audit_event event = { office_now, 1, AUDIT_LEAD_READ,
		id };

	if (id == 0)
		return;
	assert_status(vault_note_add(vault, id, 1, "Ring on Monday",
	    office_now), OK);
	acknowledge(TAKING_NOTE, ++site->notes);
	assert_status(office_audit_note(vault->office, &event), OK);
	acknowledge(TAKING_EVENT, number(vault->office->database.db,
	    "SELECT max(id) FROM audit_event", 0));
}

/* Something else each round, while the visitors' batches are stored. */
static void
desk_works(struct site *site, int round)
{
	struct vault *vault = &site->office->vault;

	if (round % 3 == 0)
		assert_status(vault_take_in(vault, office_now), OK);
	if (round % 4 == 1)
		note(site);
	if (round % 5 == 4 && round > 5)
		erase(site->office, round * 2 + 1);
	if (round % 23 == 22)
		assert_status(store_tidy(vault->store), OK);
}

static void
open_site(struct site *site, struct test_office *office)
{
	*site = (struct site){ .office = office, .arena = arena_new(1 << 16) };
	for (int i = 0; i < WRITERS; i++) {
		site->wake[i] = eventfd(0, EFD_CLOEXEC);
		assert_int_not_equal(site->wake[i], -1);
		assert_status(writer_start(office->dir, QUEUE, site->wake[i],
		    &site->writers[i]), OK);
	}
}

static void
close_site(struct site *site)
{
	for (int i = 0; i < WRITERS; i++) {
		writer_stop(site->writers[i]);
		writer_free(site->writers[i]);
		(void)close(site->wake[i]);
	}
	arena_free(site->arena);
}

void
takings_work(struct test_office *office, int rounds)
{
	struct site site;

	open_site(&site, office);
	for (int round = 0; round < rounds; round++) {
		const int count = 1 + round * 7 % (WRITERS * AT_ONCE);

		hand_over(&site, count);
		desk_works(&site, round);
		collect(&site, count);
		arena_reset(site.arena);
	}
	close_site(&site);
}

void
takings_careless(struct test_office *office, int rounds)
{
	struct store *store = office->vault.store;
	struct site site = { .office = office, .arena = arena_new(1 << 16) };

	assert_int_equal(sqlite3_exec(store->database.db,
	    "PRAGMA synchronous = NORMAL", NULL, NULL, NULL), SQLITE_OK);
	for (int round = 0; round < rounds; round++) {
		const enum status begun = writes_begin(store);

		for (int i = 0; i < AT_ONCE; i++) {
			fill_form(&site, &site.forms[i]);
			site.forms[i].write.next = i + 1 == AT_ONCE ? NULL :
			    &site.forms[i + 1].write;
		}
		writes_end(store, begun, &site.forms[0].write);
		for (int i = 0; i < AT_ONCE; i++)
			told(&site.forms[i]);
		arena_reset(site.arena);
	}
	arena_free(site.arena);
}

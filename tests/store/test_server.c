/*
 * A PostgreSQL server that is not there, or not any more, or not ours.
 */
#include "folder.h"
#include "server.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/util.h"
#include "store/contacts.h"
#include "store/postgres.h"
#include "store/staged.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

static int64_t
leads(const char *dir)
{
	return folder_number(dir, "intake.db", "SELECT count(*) FROM lead");
}

/* Stores one, in a transaction of its own. */
static enum status
add(struct store *store, int mark)
{
	const uint8_t form[32] = { (uint8_t)mark };
	bool repeated;

	return store_contact_add(store, &(struct contact_new){
		.result = "", .consent = "v", .zone = "UTC",
		.form_hash = form,
		.lead = folder_lead(NULL, "head", 4, "body", 4) }, now,
	    &repeated);
}

/* Stores one within a transaction that is open. */
static enum status
insert(struct store *store)
{
	const struct lead_new lead = { .kind = LEAD_CONTACT, .result = "",
		.consent = "v", .zone = "",
		.sealed = folder_lead(NULL, "head", 4, "body", 4) };

	return stage(store, &(struct staged){ lead, .at = now });
}

/* As an administrator does, with whoever is connected but himself; once they
 * have gone. */
static void
end_connections(const char *dir)
{
	static const char others[] = "SELECT count(*) FROM pg_stat_activity,"
	    " pg_sleep(0.01) WHERE datname = current_database()"
	    " AND pid <> pg_backend_pid()";

	folder_run(dir, "intake.db", "SELECT pg_terminate_backend(pid)"
	    " FROM pg_stat_activity WHERE datname = current_database()"
	    " AND pid <> pg_backend_pid()");
	while (folder_number(dir, "intake.db", others) > 0)
		continue;
}

/* Nothing was stored so far, and the next is. */
static void
goes_on_from_nothing(const char *dir, struct store *store)
{
	assert_int_equal(leads(dir), 0);
	assert_status(add(store, 1), OK);
	assert_int_equal(leads(dir), 1);
	store_close(store);
}

static void
a_commit_after_a_failure_is_none(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);

	{
		TRANSACTION(tx, &store->database);

		assert_status(transaction_begin(&tx), OK);
		assert_status(insert(store), OK);
		assert_status(postgres_run(store->database.postgres,
		    "SELECT 1 / 0"), FAILED);
		assert_status(insert(store), BUSY);
		assert_status(transaction_commit(&tx), BUSY);
	}
	goes_on_from_nothing(*state, store);
}

static void
what_is_lost_within_a_transaction_is_not_stored(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);

	{
		TRANSACTION(tx, &store->database);

		assert_status(transaction_begin(&tx), OK);
		assert_status(insert(store), OK);
		end_connections(*state);
		assert_status(insert(store), BUSY);
		/* Not on a connection made anew, as if nothing had been. */
		assert_status(insert(store), BUSY);
		assert_status(transaction_commit(&tx), BUSY);
	}
	goes_on_from_nothing(*state, store);
}

/* Whoever finds out notices nothing of it. */
static void
a_lost_connection_is_made_anew(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);

	assert_status(add(store, 1), OK);
	end_connections(*state);
	assert_status(add(store, 2), OK);
	assert_int_equal(leads(*state), 2);
	store_close(store);
}

static void
one_is_elected_until_its_connection_is_lost(void **state)
{
	struct store *one = folder_store(*state, STORE_COURIER);
	struct store *other = folder_store(*state, STORE_COURIER);

	assert_status(database_elect(&one->database), OK);
	assert_status(database_elect(&one->database), OK);
	assert_status(database_elect(&other->database), CONFLICT);
	store_close(one);
	end_connections(*state);
	assert_status(database_elect(&other->database), BUSY);
	assert_status(database_elect(&other->database), OK);
	store_close(other);
}

static void
schemas_of_another_version_are_refused(void **state)
{
	static const char *const versions[] = { "version - 1",
		"version + 1" };
	struct store *store;
	ARENA(arena);

	for (size_t i = 0; i < countof(versions); i++) {
		folder_run(*state, "intake.db", arena_printf(arena,
		    "UPDATE schema_version SET version = %s", versions[i]));
		assert_status(store_open(*state, STORE_PUBLIC, &store),
		    INVALID);
		folder_run(*state, "intake.db", arena_printf(arena,
		    "UPDATE schema_version SET version = %s",
		    versions[1 - i]));
	}
	store_close(folder_store(*state, STORE_PUBLIC));
}

static void
each_wrong_place_has_its_status(void **state)
{
	ARENA(arena);
	const char *socket = getenv("FOURWAYS_POSTGRES");
	const struct {
		const char *text;
		enum status status;
	} places[] = {
		{ "", INVALID },
		{ "sqlite://intake.db", INVALID },
		{ "postgresql://owner:secret@/x?host=/nowhere", INVALID },
		{ "postgresql://owner@/x?host=/nowhere", BUSY },
		{ arena_printf(arena, "postgresql://owner@/nothing?host=%s",
		    socket), FAILED },
	};

	for (size_t i = 0; i < countof(places); i++) {
		struct store *store;

		folder_write(*state, "database", places[i].text,
		    strlen(places[i].text));
		assert_status(store_open(*state, STORE_PUBLIC, &store),
		    places[i].status);
		assert_null(store);
	}
	assert_int_equal(unlink(folder_path(*state, "database")), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		ON_FOLDER(a_commit_after_a_failure_is_none),
		ON_FOLDER(what_is_lost_within_a_transaction_is_not_stored),
		ON_FOLDER(a_lost_connection_is_made_anew),
		ON_FOLDER(one_is_elected_until_its_connection_is_lost),
		ON_FOLDER(schemas_of_another_version_are_refused),
		ON_EMPTY(each_wrong_place_has_its_status),
	};

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}

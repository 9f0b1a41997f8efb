#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/buf.h"
#include "store/availability.h"
#include "store/contacts.h"

static const int64_t now = 1795255259; /* 2026-11-21T10:00:59Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */

static const uint8_t form[32] = { 5 };

static enum status
add(struct store *store, const uint8_t form_hash[32], enum doubt doubt,
    bool *repeated)
{
	struct contact_new contact = {
		.form_hash = form_hash,
		.zone = "Asia/Kathmandu",
		.result = "js-data-grow-poly",
		.consent = "2026-11",
		.doubt = doubt,
		.wishes = { ten, 0 },
		.lead = folder_lead(NULL, "who", 3, "what", 4),
	};

	return store_contact_add(store, &contact, now, repeated);
}

static void
a_message_is_a_new_lead_with_its_wishes(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	ARENA(arena);
	struct lead_row row;
	bool repeated;

	assert_status(add(store, form, 0, &repeated), OK);
	assert_false(repeated);
	assert_status(store_lead(store, arena, 1, &row), OK);
	assert_int_equal(row.kind, LEAD_CONTACT);
	assert_int_equal(row.stage, LEAD_NEW);
	assert_int_equal(row.doubt, DOUBT_NONE);
	assert_int_equal(row.wishes[0], ten);
	assert_int_equal(row.wishes[1], 0);
	assert_string_equal(row.zone, "Asia/Kathmandu");
	assert_string_equal(row.result, "js-data-grow-poly");
	assert_memory_equal(row.sealed.head.bytes, "who", 3);
	assert_memory_equal(row.sealed.body.bytes, "what", 4);
	assert_int_equal(row.created_at % 60, 0);
	store_close(store);
}

static void
a_message_keeps_no_slot(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	struct slots busy;
	bool repeated;

	assert_status(add(store, form, 0, &repeated), OK);
	assert_status(store_busy(store, arena, now, ten - 86400, ten + 86400,
	    0, &busy), OK);
	assert_int_equal(busy.len, 0);
	store_close(store);
}

static void
a_form_sent_twice_is_one_message(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	static const uint8_t other[32] = { 6 };
	bool repeated;

	assert_status(add(store, form, 0, &repeated), OK);
	assert_status(add(store, form, 0, &repeated), OK);
	assert_true(repeated);
	assert_status(add(store, other, 0, &repeated), OK);
	assert_false(repeated);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM lead"), 2);
	store_close(store);
}

static void
a_doubtful_message_is_marked_with_reason_and_time(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	bool repeated;

	assert_status(add(store, form, DOUBT_HASTE, &repeated), OK);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT quarantined_at FROM lead WHERE quarantine = 'haste'"),
	    now - 59);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(a_message_is_a_new_lead_with_its_wishes),
		ON_FOLDER(a_message_keeps_no_slot),
		ON_FOLDER(a_form_sent_twice_is_one_message),
		ON_FOLDER(a_doubtful_message_is_marked_with_reason_and_time),
	};

	return cmocka_run_group_tests_name("contacts", tests, NULL, NULL);
}

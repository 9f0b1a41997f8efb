#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/buf.h"
#include "store/booking_changes.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */

/* Books slot number n for a lead of that name. */
static void
add_lead(struct store *store, const char *name, int n)
{
	BUF(head, 1000);
	BUF(body, 1000);
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten + n * 1800, token, n);
	bool repeated;

	lead_head_pack(&head, &(struct lead_head){ name, "a@example.org",
	    "Müller & Söhne" });
	lead_body_pack(&body, &(struct lead_body){ "two\nlines" });
	booking.lead = folder_lead(NULL, head.data, head.len, body.data,
	    body.len);
	assert_status(store_booking_add(store, &booking, now + n * 60,
	    &repeated), OK);
}

/* What a row holds: these leads are packed and not sealed at all. */
static struct lead_head
head_of(struct arena *arena, const struct lead_row *row)
{
	const struct sealed *sealed = &row->sealed.head;
	struct lead_head head;

	assert_status(lead_head_unpack(arena, sealed->bytes, sealed->size,
	    &head), OK);
	return head;
}

static struct store *
store_of_three(const char *dir)
{
	struct store *store = folder_store(dir, STORE_OFFICE);

	add_lead(store, "Ada", 1);
	add_lead(store, "Bob", 2);
	add_lead(store, "Cleo", 3);
	return store;
}

static void
leads_come_newest_first(void **state)
{
	struct store *store = store_of_three(*state);
	ARENA(arena);
	struct lead_rows rows;

	assert_status(store_leads(store, arena, 0, 10, &rows), OK);
	assert_int_equal(rows.len, 3);
	assert_string_equal(head_of(arena, &rows.at[0]).name, "Cleo");
	assert_string_equal(head_of(arena, &rows.at[2]).name, "Ada");
	assert_string_equal(head_of(arena, &rows.at[1]).email, "a@example.org");
	assert_string_equal(head_of(arena, &rows.at[1]).company, "Müller & Söhne");
	assert_int_equal(rows.at[1].kind, LEAD_BOOKING);
	assert_int_equal(rows.at[1].stage, LEAD_CALL_BOOKED);
	assert_int_equal(rows.at[1].created_at, now + 120);
	assert_int_equal(rows.at[1].starts_at, ten + 3600);
	assert_string_equal(rows.at[1].result, "js-data-grow-poly");
	assert_int_equal(strlen(rows.at[1].uuid), 36);
	assert_string_not_equal(rows.at[1].uuid, rows.at[2].uuid);
	assert_false(rows.at[1].unreadable);
	store_close(store);
}

static void
a_list_of_no_leads_is_empty(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	ARENA(arena);
	struct lead_rows rows;
	int64_t count = -1;

	assert_status(store_leads(store, arena, 0, 10, &rows), OK);
	assert_int_equal(rows.len, 0);
	assert_status(store_lead_count(store, &count), OK);
	assert_int_equal(count, 0);
	store_close(store);
}

static void
leads_are_read_page_by_page(void **state)
{
	struct store *store = store_of_three(*state);
	ARENA(arena);
	struct lead_rows rows;
	int64_t count;

	assert_status(store_leads(store, arena, 0, 2, &rows), OK);
	assert_int_equal(rows.len, 2);
	assert_status(store_leads(store, arena, rows.at[1].id, 2, &rows), OK);
	assert_int_equal(rows.len, 1);
	assert_string_equal(head_of(arena, &rows.at[0]).name, "Ada");
	assert_status(store_leads(store, arena, rows.at[0].id, 2, &rows), OK);
	assert_int_equal(rows.len, 0);
	assert_status(store_lead_count(store, &count), OK);
	assert_int_equal(count, 3);
	store_close(store);
}

static void
a_lead_is_read_with_its_body(void **state)
{
	struct store *store = store_of_three(*state);
	ARENA(arena);
	struct lead_row row;
	struct lead_body body;

	assert_status(store_lead(store, arena, 2, &row), OK);
	assert_string_equal(head_of(arena, &row).name, "Bob");
	assert_status(lead_body_unpack(arena, row.sealed.body.bytes,
	    row.sealed.body.size, &body), OK);
	assert_string_equal(body.message, "two\nlines");
	assert_status(store_lead(store, arena, 4, &row), NOT_FOUND);
	store_close(store);
}

static void
a_cancelled_call_is_not_a_leads_next(void **state)
{
	struct store *store = store_of_three(*state);
	ARENA(arena);
	struct lead_row row;

	folder_run(*state, "intake.db",
	    "UPDATE booking SET state = 'cancelled' WHERE lead_id = 2");
	assert_status(store_lead(store, arena, 2, &row), OK);
	assert_int_equal(row.starts_at, 0);
	store_close(store);
}

static void
a_lead_comes_with_all_that_opens_it(void **state)
{
	struct store *store = store_of_three(*state);
	const uint8_t epoch[SEAL_EPOCH_ID_SIZE] = { 7 };
	ARENA(arena);
	struct lead_row row;

	assert_status(store_lead(store, arena, 2, &row), OK);
	assert_int_equal(row.seal_format, SEAL_FORMAT);
	assert_int_equal(row.sealed.epoch.generation, 1);
	assert_memory_equal(row.sealed.epoch.id, epoch, sizeof(epoch));
	assert_memory_equal(row.sealed.head.epoch, epoch, sizeof(epoch));
	assert_int_equal(row.sealed.head.kind, SEAL_HEAD);
	assert_int_equal(row.sealed.body.kind, SEAL_BODY);
	assert_int_equal(row.sealed.body.number, row.sealed.head.number + 1);
	assert_string_equal(row.sealed.body.uuid, row.uuid);
	store_close(store);
}

static void
text_that_is_not_utf8_is_read_as_a_replacement(void **state)
{
	struct store *store = store_of_three(*state);
	ARENA(arena);
	struct lead_row row;

	folder_run(*state, "intake.db",
	    "UPDATE lead SET result = CAST(x'61ff62' AS TEXT) WHERE id = 2;"
	    "UPDATE lead SET result = CAST(x'610062' AS TEXT) WHERE id = 1");
	assert_status(store_lead(store, arena, 2, &row), OK);
	assert_string_equal(row.result, "\xef\xbf\xbd");
	assert_status(store_lead(store, arena, 1, &row), OK);
	assert_string_equal(row.result, "\xef\xbf\xbd");
	store_close(store);
}

static void
an_erased_leads_id_is_not_given_again(void **state)
{
	struct store *store = store_of_three(*state);
	ARENA(arena);
	struct lead_rows rows;

	assert_status(folder_erase(store, 3, now), OK);
	add_lead(store, "Dan", 4);
	assert_status(store_leads(store, arena, 0, 1, &rows), OK);
	assert_int_equal(rows.at[0].id, 4);
	store_close(store);
}

int
main(void)
{
	static const struct CMUnitTest both[] = {
		ON_FOLDER(leads_come_newest_first),
		ON_FOLDER(a_list_of_no_leads_is_empty),
		ON_FOLDER(leads_are_read_page_by_page),
		ON_FOLDER(a_lead_is_read_with_its_body),
		ON_FOLDER(a_cancelled_call_is_not_a_leads_next),
		ON_FOLDER(a_lead_comes_with_all_that_opens_it),
		ON_FOLDER(an_erased_leads_id_is_not_given_again),
	};
	static const struct CMUnitTest files[] = {
		ON_FOLDER(text_that_is_not_utf8_is_read_as_a_replacement),
	};

	return RUN_TESTS("leads", both, files);
}

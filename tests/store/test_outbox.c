#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/util.h"
#include "store/booking_changes.h"
#include "store/mail_facts.h"
#include "store/outbox.h"

/* Any bytes: the store does not look into what is sealed. */
static const uint8_t body[] = "sealed bytes of a letter";

enum { NOW = 1795420800, DAY = 86400, HALF_HOUR = 1800 };

static struct outbox_new
message(const char *kind, int64_t due_at)
{
	struct outbox_new made = { .channel = OUTBOX_MAIL, .kind = kind,
		.due_at = due_at };

	assert_status(uuid_new(made.uuid), OK);
	memset(made.epoch.id, 7, sizeof(made.epoch.id));
	made.epoch.generation = 1;
	made.sealed = (struct sealed){ .kind = SEAL_MAIL, .number = 3,
		.bytes = body, .size = sizeof(body) };
	return made;
}

static int64_t
count(const char *dir, const char *sql)
{
	return folder_number(dir, "intake.db", sql);
}

/* A booking with a confirmation, a reminder and a word to the owner. */
static int64_t
book(const char *dir, uint8_t token[32], int mark, enum doubt doubt)
{
	struct store *store = folder_store(dir, STORE_PUBLIC);
	struct booking_new booking = folder_booking(NOW + 2 * DAY +
	    mark * HALF_HOUR, token, mark);
	struct outbox_new messages[4];
	const struct outbox_list list = { messages, countof(messages) };
	bool repeated;

	messages[0] = message("booking.confirmed", NOW);
	messages[0].when = OUTBOX_IF_SURE;
	messages[0].lapses = true;
	messages[1] = message("reminder.day", NOW + DAY);
	messages[1].when = OUTBOX_IF_SURE;
	messages[1].lapses = true;
	messages[2] = message("owner.booked", NOW);
	messages[2].when = OUTBOX_IF_SURE;
	messages[3] = message("owner.requested", NOW);
	messages[3].when = OUTBOX_IF_DOUBTFUL;
	booking.outbox = &list;
	booking.doubt = doubt;
	assert_status(store_booking_add(store, &booking, NOW, &repeated), OK);
	/* The form sent twice queues nothing more. */
	assert_status(store_booking_add(store, &booking, NOW, &repeated), OK);
	assert_true(repeated);
	store_close(store);
	return 1;
}

static void
a_booking_and_its_mail_are_stored_together_and_once(void **state)
{
	uint8_t token[32];

	book(*state, token, 1, DOUBT_NONE);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"), 3);
	assert_int_equal(count(*state, "SELECT count(*) FROM mail_epoch"), 1);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox WHERE"
	    " booking_id = 1 AND lead_id = 1 AND state = 'waiting'"), 3);
}

static void
a_doubtful_form_writes_to_the_owner_alone(void **state)
{
	uint8_t token[32];

	book(*state, token, 1, DOUBT_HASTE);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"), 1);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE kind = 'owner.requested'"), 1);
}

static void
due_messages_come_oldest_first_with_what_is_sealed(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct outbox_new two[2] = { message("a.later", NOW + 60),
		message("a.sooner", NOW) };
	const struct outbox_list list = { two, 2 };
	struct outbox_rows rows;
	ARENA(arena);

	assert_status(store_outbox_add(store, &list, 0, 0, NOW), OK);
	assert_status(store_outbox_due(store, arena, OUTBOX_MAIL, NOW - 1, 9,
	    &rows), OK);
	assert_int_equal(rows.len, 0);
	assert_status(store_outbox_due(store, arena, OUTBOX_HOOK, NOW + 60, 9,
	    &rows), OK);
	assert_int_equal(rows.len, 0);
	assert_status(store_outbox_due(store, arena, OUTBOX_MAIL, NOW + 60, 9,
	    &rows), OK);
	assert_int_equal(rows.len, 2);
	assert_string_equal(rows.at[0].kind, "a.sooner");
	assert_int_equal(rows.at[0].sealed.size, sizeof(body));
	assert_memory_equal(rows.at[0].sealed.bytes, body, sizeof(body));
	assert_int_equal(rows.at[0].sealed.number, 3);
	assert_string_equal(rows.at[0].uuid, two[1].uuid);
	store_close(store);
}

static void
what_is_sent_keeps_its_time_and_loses_its_body(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct outbox_new one = message("booking.confirmed", NOW);
	const struct outbox_list list = { &one, 1 };
	struct outbox_row row;
	ARENA(arena);

	assert_status(store_outbox_add(store, &list, 0, 0, NOW), OK);
	assert_status(store_outbox_claim(store, 1, NOW + 60), OK);
	assert_status(store_outbox_sent(store, 1, NOW + 2), OK);
	assert_status(store_outbox_find(store, arena, 1, &row), OK);
	assert_int_equal(row.state, OUTBOX_SENT);
	assert_int_equal(row.sent_at, NOW + 2);
	assert_int_equal(row.tries, 1);
	assert_false(row.has_body);
	assert_int_equal(count(*state, "SELECT count(*) FROM mail_epoch"), 0);
	assert_status(store_outbox_claim(store, 1, NOW + 60), CONFLICT);
	assert_status(store_outbox_again(store, 1, NOW), CONFLICT);
	store_close(store);
}

static void
a_claim_counts_the_try_before_it_is_made(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct outbox_new one = message("booking.confirmed", NOW);
	const struct outbox_list list = { &one, 1 };
	struct outbox_rows rows;
	ARENA(arena);

	assert_status(store_outbox_add(store, &list, 0, 0, NOW), OK);
	assert_status(store_outbox_claim(store, 1, NOW + 60), OK);
	/* Killed here, it is not due again at once. */
	assert_status(store_outbox_due(store, arena, OUTBOX_MAIL, NOW + 59, 9,
	    &rows), OK);
	assert_int_equal(rows.len, 0);
	assert_status(store_outbox_due(store, arena, OUTBOX_MAIL, NOW + 60, 9,
	    &rows), OK);
	assert_int_equal(rows.len, 1);
	assert_int_equal(rows.at[0].tries, 1);
	store_close(store);
}

static void
a_failure_says_why_and_when_and_the_last_gives_up(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct outbox_new one = message("booking.confirmed", NOW);
	const struct outbox_list list = { &one, 1 };
	struct outbox_failure failure = { 451, "put off", NOW + 300 };
	struct outbox_row row;
	ARENA(arena);

	assert_status(store_outbox_add(store, &list, 0, 0, NOW), OK);
	assert_status(store_outbox_claim(store, 1, NOW + 60), OK);
	assert_status(store_outbox_failed(store, 1, &failure), OK);
	assert_status(store_outbox_find(store, arena, 1, &row), OK);
	assert_int_equal(row.state, OUTBOX_WAITING);
	assert_int_equal(row.last_code, 451);
	assert_string_equal(row.last_reason, "put off");
	assert_int_equal(row.next_try_at, NOW + 300);
	failure = (struct outbox_failure){ 550, "refused", 0 };
	assert_status(store_outbox_failed(store, 1, &failure), OK);
	assert_status(store_outbox_find(store, arena, 1, &row), OK);
	assert_int_equal(row.state, OUTBOX_DEAD);
	assert_true(row.has_body);
	assert_status(store_outbox_again(store, 1, NOW + DAY), OK);
	assert_status(store_outbox_find(store, arena, 1, &row), OK);
	assert_int_equal(row.state, OUTBOX_WAITING);
	assert_int_equal(row.tries, 0);
	assert_int_equal(row.due_at, NOW + DAY);
	assert_status(store_outbox_again(store, 2, NOW), NOT_FOUND);
	store_close(store);
}

static void
a_cancelled_call_takes_its_reminder_back(void **state)
{
	struct outbox_new one = message("booking.cancelled", NOW);
	const struct outbox_list list = { &one, 1 };
	struct store *store;
	uint8_t token[32];

	book(*state, token, 1, DOUBT_NONE);
	store = folder_store(*state, STORE_PUBLIC);
	assert_status(store_booking_cancel(store, token, &list, NOW), OK);
	/* A second time it tells nothing. */
	assert_status(store_booking_cancel(store, token, &list, NOW), OK);
	store_close(store);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE kind IN ('reminder.day', 'booking.confirmed')"
	    " AND state = 'cancelled' AND body IS NULL"), 2);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE state = 'waiting'"), 2);
}

static void
a_moved_call_takes_its_reminder_along(void **state)
{
	struct outbox_new two[2] = { message("booking.moved", NOW),
		message("reminder.day", NOW + 4 * DAY) };
	const struct outbox_list list = { two, 2 };
	struct booking_move move = {
		.slot = { NOW + 5 * DAY, NOW + 5 * DAY + HALF_HOUR },
		.zone = "Europe/Berlin",
		.outbox = &list,
	};
	struct store *store;
	uint8_t token[32];

	book(*state, token, 1, DOUBT_NONE);
	store = folder_store(*state, STORE_PUBLIC);
	assert_status(store_booking_move(store, token, &move, NOW), OK);
	store_close(store);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE kind = 'reminder.day' AND state = 'waiting'"), 1);
	assert_int_equal(count(*state, "SELECT due_at FROM outbox"
	    " WHERE kind = 'reminder.day' AND state = 'waiting'"),
	    NOW + 4 * DAY);
}

static void
an_erased_lead_leaves_no_mail(void **state)
{
	struct store *store;
	uint8_t token[32];

	book(*state, token, 1, DOUBT_NONE);
	store = folder_store(*state, STORE_PUBLIC);
	assert_status(store_booking_erase(store, token, NULL, NOW), OK);
	store_close(store);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"), 0);
	assert_int_equal(count(*state, "SELECT count(*) FROM mail_epoch"), 0);
}

static void
an_erased_call_that_is_ahead_is_told_of_and_one_that_was_is_not(void **state)
{
	struct outbox_new cancelled = message("owner.cancelled", NOW);
	const struct outbox_list list = { &cancelled, 1 };
	struct store *store;
	uint8_t token[32];

	book(*state, token, 1, DOUBT_NONE);
	store = folder_store(*state, STORE_PUBLIC);
	assert_status(store_booking_erase(store, token, &list, NOW), OK);
	store_close(store);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE kind = 'owner.cancelled' AND state = 'waiting'"
	    " AND lead_id IS NULL AND booking_id = 1"), 1);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"), 1);
	book(*state, token, 2, DOUBT_NONE);
	store = folder_store(*state, STORE_PUBLIC);
	assert_status(store_booking_erase(store, token, &list, NOW + 3 * DAY),
	    OK);
	store_close(store);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"), 1);
}

/* Corrects it to another address, with a confirmation. */
static enum status
correct(const char *dir, const uint8_t token[32], int64_t at)
{
	static const uint8_t hash[16] = { 9 };
	struct outbox_new confirmed = message("booking.confirmed", at);
	const struct outbox_list list = { &confirmed, 1 };
	struct store *store = folder_store(dir, STORE_PUBLIC);
	ARENA(arena);
	struct booking_view view;
	struct booking_correction correction = { .own = "copy", .own_len = 4,
		.email_hash = hash, .outbox = &list, .mails_a_day = 2,
		.now = at };
	enum status st;

	assert_status(store_booking_by_token(store, arena, token, &view), OK);
	correction.lead = folder_lead(view.lead_uuid, "head", 4,
	    "body", 4);
	st = store_booking_correct(store, token, &correction);
	store_close(store);
	return st;
}

static void
send_all(const char *dir)
{
	struct store *store = folder_store(dir, STORE_OFFICE);
	struct outbox_rows rows;
	ARENA(arena);

	assert_status(store_outbox_list(store, arena, 0, 50, &rows), OK);
	for (size_t i = 0; i < rows.len; i++)
		if (rows.at[i].state == OUTBOX_WAITING)
			assert_status(store_outbox_sent(store, rows.at[i].id,
			    NOW), OK);
	store_close(store);
}

static void
confirmations_of_corrections_are_few_in_a_day(void **state)
{
	uint8_t token[32];

	book(*state, token, 1, DOUBT_NONE);
	/* What had not left is replaced and is no mail more. */
	assert_status(correct(*state, token, NOW), OK);
	send_all(*state);
	assert_status(correct(*state, token, NOW), OK);
	send_all(*state);
	assert_status(correct(*state, token, NOW + HALF_HOUR), LIMITED);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE kind = 'booking.confirmed' AND state = 'sent'"), 2);
	assert_status(correct(*state, token, NOW + DAY), OK);
}

static void
a_call_that_has_begun_needs_no_mail(void **state)
{
	struct store *store;
	uint8_t token[32];

	book(*state, token, 1, DOUBT_NONE);
	store = folder_store(*state, STORE_OFFICE);
	assert_status(store_outbox_tidy(store, NOW + 2 * DAY + HALF_HOUR - 1),
	    OK);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE state = 'waiting'"), 3);
	assert_status(store_outbox_tidy(store, NOW + 2 * DAY + HALF_HOUR),
	    OK);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE state = 'waiting'"), 1);
	assert_status(store_outbox_tidy(store, NOW + 7 * DAY + 1), OK);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"
	    " WHERE state = 'dead' AND body IS NULL"), 1);
	assert_int_equal(count(*state, "SELECT count(*) FROM mail_epoch"), 0);
	assert_status(store_outbox_tidy(store, NOW + 182 * DAY), OK);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"), 0);
	store_close(store);
}

static void
the_oldest_that_is_due_is_told_to_anyone(void **state)
{
	struct store *store;
	uint8_t token[32];
	int64_t due_at = 0;

	book(*state, token, 1, DOUBT_NONE);
	store = folder_store(*state, STORE_PUBLIC);
	assert_status(store_outbox_oldest(store, OUTBOX_MAIL, NOW - 1,
	    &due_at), NOT_FOUND);
	assert_status(store_outbox_oldest(store, OUTBOX_MAIL, NOW + DAY,
	    &due_at), OK);
	assert_int_equal(due_at, NOW);
	assert_status(store_outbox_sent(store, 1, NOW), DENIED);
	store_close(store);
}

static void
a_day_has_one_digest(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct outbox_new one = message("owner.digest", NOW);
	const struct outbox_list list = { &one, 1 };
	int64_t day = 0;

	assert_status(store_digest_day(store, &day), NOT_FOUND);
	assert_status(store_digest_put(store, 20780, &list, NOW), OK);
	assert_status(store_digest_day(store, &day), OK);
	assert_int_equal(day, 20780);
	assert_int_equal(count(*state, "SELECT count(*) FROM outbox"), 1);
	store_close(store);
}

static void
follow_ups_are_counted_of_open_leads(void **state)
{
	static const struct {
		const char *stage;
		int day;
	} leads[] = { { "new", 20780 }, { "call_held", 20780 },
		{ "proposal", 20779 }, { "won", 20779 }, { "lost", 20780 },
		{ "new", 20781 }, { "new", 0 } };
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitors = folder_store(*state, STORE_PUBLIC);
	struct due_count got;
	ARENA(arena);

	for (size_t i = 0; i < countof(leads); i++) {
		uint8_t token[32];

		book(*state, token, (int)i, DOUBT_NONE);
		folder_run(*state, "intake.db", arena_printf(arena,
		    "UPDATE lead SET stage = '%s', follow_up_on ="
		    " nullif(%d, 0) WHERE id = %d", leads[i].stage,
		    leads[i].day, (int)i + 1));
	}
	assert_status(store_due_count(store, 20780, &got), OK);
	assert_int_equal(got.due, 2);
	assert_int_equal(got.overdue, 1);
	assert_status(store_due_count(store, 20700, &got), OK);
	assert_int_equal(got.due + got.overdue, 0);
	assert_status(store_due_count(visitors, 20780, &got), DENIED);
	store_close(visitors);
	store_close(store);
}

static void
what_should_have_left_is_counted(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitors = folder_store(*state, STORE_PUBLIC);
	struct outbox_new messages[] = { message("reminder.day", NOW + 60),
		message("owner.booked", NOW), message("booking.created", NOW),
		message("owner.moved", NOW) };
	const struct outbox_list list = { messages, countof(messages) };
	struct outbox_unsent unsent;
	ARENA(arena);

	messages[2].channel = OUTBOX_HOOK;
	assert_status(store_outbox_add(store, &list, 0, 0, NOW), OK);
	assert_status(store_outbox_sent(store, 4, NOW), OK);
	assert_status(store_outbox_unsent(store, arena, true, NOW + 599,
	    &unsent), OK);
	assert_int_equal(unsent.count, 0);
	assert_status(store_outbox_failed(store, 2, &(struct outbox_failure){
		550, "refused", 0 }), OK);
	assert_status(store_outbox_unsent(store, arena, true, NOW + 659,
	    &unsent), OK);
	assert_int_equal(unsent.count, 2);
	assert_int_equal(unsent.hooks, 1);
	assert_int_equal(unsent.due_at, NOW);
	assert_string_equal(unsent.reason, "refused");
	assert_status(store_outbox_unsent(store, arena, true, NOW + 660,
	    &unsent), OK);
	assert_int_equal(unsent.count, 3);
	assert_status(store_outbox_unsent(store, arena, false, NOW + 660,
	    &unsent), OK);
	assert_int_equal(unsent.count, 1);
	/* What was given up is told of for as long as it can be sent. */
	assert_status(store_outbox_unsent(store, arena, true, NOW + 30 * DAY,
	    &unsent), OK);
	assert_int_equal(unsent.count, 2);
	assert_status(store_outbox_unsent(visitors, arena, true, NOW,
	    &unsent), DENIED);
	store_close(visitors);
	store_close(store);
}

static void
messages_of_a_lead_are_listed_in_their_order(void **state)
{
	struct store *store;
	struct outbox_rows rows;
	uint8_t token[32];
	ARENA(arena);

	book(*state, token, 1, DOUBT_NONE);
	book(*state, token, 2, DOUBT_NONE);
	store = folder_store(*state, STORE_OFFICE);
	assert_status(store_outbox_of_lead(store, arena, 2, &rows), OK);
	assert_int_equal(rows.len, 3);
	assert_string_equal(rows.at[0].kind, "booking.confirmed");
	assert_string_equal(rows.at[2].kind, "owner.booked");
	assert_int_equal(rows.at[0].lead_id, 2);
	assert_status(store_outbox_of_lead(store, arena, 3, &rows), OK);
	assert_int_equal(rows.len, 0);
	store_close(store);
	store = folder_store(*state, STORE_PUBLIC);
	assert_status(store_outbox_of_lead(store, arena, 2, &rows), DENIED);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(
		    a_booking_and_its_mail_are_stored_together_and_once),
		ON_FOLDER(a_doubtful_form_writes_to_the_owner_alone),
		ON_FOLDER(
		    due_messages_come_oldest_first_with_what_is_sealed),
		ON_FOLDER(what_is_sent_keeps_its_time_and_loses_its_body),
		ON_FOLDER(a_claim_counts_the_try_before_it_is_made),
		ON_FOLDER(
		    a_failure_says_why_and_when_and_the_last_gives_up),
		ON_FOLDER(a_cancelled_call_takes_its_reminder_back),
		ON_FOLDER(a_moved_call_takes_its_reminder_along),
		ON_FOLDER(an_erased_lead_leaves_no_mail),
		ON_FOLDER(
		    an_erased_call_that_is_ahead_is_told_of_and_one_that_was_is_not),
		ON_FOLDER(confirmations_of_corrections_are_few_in_a_day),
		ON_FOLDER(a_call_that_has_begun_needs_no_mail),
		ON_FOLDER(the_oldest_that_is_due_is_told_to_anyone),
		ON_FOLDER(a_day_has_one_digest),
		ON_FOLDER(follow_ups_are_counted_of_open_leads),
		ON_FOLDER(what_should_have_left_is_counted),
		ON_FOLDER(messages_of_a_lead_are_listed_in_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

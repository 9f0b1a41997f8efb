#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "crypto/own_copy.h"
#include "crypto/token.h"
#include "harness.h"
#include "store/booking_changes.h"
#include "wish.h"

enum { RECORD_MAX = 4096, STARTS_AT = SITE_NOW + 24 * 3600 };

/* A booking past the form, of which the token is known. */
struct made {
	char token[TOKEN_TEXT_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	const char *path; /* of its calendar file */
};

static struct made
book(struct site *site, const char *zone, enum doubt doubt)
{
	const struct lead_own own = { { "Zo\xc3\xab \"Z\" Ann",
					  "zoe@example.com", "" },
		{ "" } };
	BUF(text, RECORD_MAX);
	BUF(sealed, RECORD_MAX);
	struct made made;
	struct booking_new booking = {
		.slot = { STARTS_AT, STARTS_AT + 1800 },
		.zone = zone,
		.result = "",
		.consent = "2026-11",
		.doubt = doubt,
	};
	bool repeated;

	token_new(made.token);
	assert_status(token_hash(made.token, made.hash), OK);
	lead_own_pack(&text, &own);
	assert_status(own_copy_seal(made.token, text.data, text.len, &sealed),
	    OK);
	booking.token_hash = made.hash;
	booking.lead = site_seal(site, NULL);
	booking.own = sealed.data;
	booking.own_len = sealed.len;
	assert_status(store_booking_add(site->front.store, &booking, site->now,
			  &repeated),
	    OK);
	made.path = arena_printf(site->arena, "/booking/%s/invite.ics",
	    made.token);
	return made;
}

static void
move(struct site *site, const struct made *made, int64_t starts_at)
{
	const struct booking_move to = {
		.slot = { starts_at, starts_at + 1800 },
		.zone = "Europe/Berlin",
	};

	assert_status(store_booking_move(site->front.store, made->hash, &to,
			  site->now),
	    OK);
}

/* The file, with its folds taken out and LF at the end of its lines. */
static struct answer
file_of(struct site *site, const struct made *made, const char *method)
{
	struct answer answer = site_get(site, made->path);
	BUF(out, 1 << 20);

	if (answer.code != 200)
		fail_msg("%d: %s", answer.code, answer.body);
	assert_string_equal(answer_header(site->arena, &answer,
				"content-type"),
	    arena_printf(site->arena,
		"text/calendar; charset=utf-8; method=%s", method));
	for (const char *text = answer.body; *text != '\0'; text++) {
		if (text_starts(text, "\r\n "))
			text += 2;
		else if (*text != '\r')
			buf_putc(&out, *text);
	}
	answer.body = arena_strdup(site->arena, buf_text(&out));
	answer_has(&answer, arena_printf(site->arena, "\nMETHOD:%s\n",
	    method));
	return answer;
}

static void
has_no_file(struct site *site, const char *path)
{
	struct answer answer = site_get(site, path);

	assert_int_equal(answer.code, 404);
	answer_has(&answer, "<h1>There is no such page</h1>");
	answer_lacks(&answer, "VCALENDAR");
}

/* ---- what is in it ---- */

static void
a_booked_call_is_a_file_to_keep(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_NONE);
	struct answer answer = site_get(site, made.path);

	assert_int_equal(answer.code, 200);
	assert_string_equal(answer_header(site->arena, &answer,
				"content-disposition"),
	    "attachment; filename=\"discovery-call.ics\"");
	assert_string_equal(answer_header(site->arena, &answer,
				"cache-control"),
	    "no-store");
	assert_string_equal(answer_header(site->arena, &answer,
				"referrer-policy"),
	    "no-referrer");
	answer = file_of(site, &made, "REQUEST");
	answer_has(&answer, "\nSEQUENCE:0\n");
	answer_has(&answer, "\nDTSTAMP:20261123T080000Z\n");
	answer_has(&answer, "\nDTSTART:20261124T080000Z\n");
	answer_has(&answer, "\nDTEND:20261124T083000Z\n");
	answer_has(&answer, "\nSTATUS:CONFIRMED\n");
	answer_has(&answer, "\nSUMMARY:Discovery call with Alex Morgan\n");
	answer_has(&answer, arena_printf(site->arena,
	    "\nURL:" SITE_PUBLIC_URL "/booking/%s\n", made.token));
	answer_has(&answer, "\nORGANIZER;CN=Alex Morgan:mailto:");
	answer_has(&answer, "\nATTENDEE;CN=Zo\xc3\xab 'Z' Ann;"
	    "PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:zoe@example.com\n");
	assert_int_equal(answer_count(&answer, "BEGIN:VALARM"), 2);
}

static void
the_time_is_named_as_on_the_pages(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_NONE);
	struct answer answer = file_of(site, &made, "REQUEST");

	answer_has(&answer, "\nDESCRIPTION:Tuesday 24 November 2026\\, 09:00 "
	    "to 09:30\\, Europe/Berlin\\n\\nMove it\\,");
	answer_has(&answer, arena_printf(site->arena,
	    "\\n" SITE_PUBLIC_URL "/booking/%s\\n", made.token));
}

static void
a_visitor_elsewhere_reads_both_times(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Asia/Kathmandu", DOUBT_NONE);
	struct answer answer = file_of(site, &made, "REQUEST");

	answer_has(&answer, "\nDESCRIPTION:Tuesday 24 November 2026\\, 13:45 "
	    "to 14:15\\, Asia/Kathmandu\\nFor Alex Morgan that is Tuesday 24 "
	    "November 2026\\, 09:00 to 09:30\\, Europe/Berlin.\\n");
	answer_has(&answer, "\nDTSTART:20261124T080000Z\n");
}

/* ---- as the booking changes ---- */

static const char *
line_of(struct site *site, const struct answer *file, const char *name)
{
	return answer_between(site->arena, file, arena_printf(site->arena,
	    "\n%s:", name), "\n");
}

static void
moving_and_cancelling_change_the_same_event(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_NONE);
	struct answer first = file_of(site, &made, "REQUEST");
	const char *uid = line_of(site, &first, "UID");
	struct answer next;

	assert_int_equal(strlen(uid), 36 + strlen("@fourways"));
	assert_string_equal(uid + 36, "@fourways");
	site_wait(site, 60);
	move(site, &made, STARTS_AT + 3600);
	next = file_of(site, &made, "REQUEST");
	assert_string_equal(line_of(site, &next, "UID"), uid);
	assert_string_equal(line_of(site, &next, "SEQUENCE"), "1");
	assert_string_equal(line_of(site, &next, "DTSTAMP"),
	    "20261123T080100Z");
	assert_string_equal(line_of(site, &next, "DTSTART"),
	    "20261124T090000Z");
	assert_status(store_booking_cancel(site->front.store, made.hash, NULL,
			  site->now),
	    OK);
	next = file_of(site, &made, "CANCEL");
	assert_string_equal(line_of(site, &next, "UID"), uid);
	assert_string_equal(line_of(site, &next, "SEQUENCE"), "2");
	assert_string_equal(line_of(site, &next, "STATUS"), "CANCELLED");
	assert_string_equal(line_of(site, &next, "DTSTART"),
	    "20261124T090000Z");
	answer_lacks(&next, "VALARM");
	answer_has(&next, "This call is cancelled.");
	answer_has(&next, "\\n" SITE_PUBLIC_URL "/book\n");
	answer_has(&next, "mailto:zoe@example.com\n");
}

static void
a_call_not_yet_confirmed_is_tentative_as_long_as_it_is_held(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_TRAP);
	struct answer answer;

	answer = file_of(site, &made, "REQUEST");
	answer_has(&answer, "\nSTATUS:TENTATIVE\n");
	site_wait(site, QUARANTINE_HOLD_SECONDS - 1);
	answer = file_of(site, &made, "REQUEST");
	site_wait(site, 1);
	has_no_file(site, made.path);
}

static void
an_erased_call_still_leaves_the_calendar_and_names_nobody(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_NONE);
	struct answer answer;

	assert_status(store_booking_erase(site->front.store, made.hash, NULL,
			  site->now),
	    OK);
	answer = file_of(site, &made, "CANCEL");
	answer_has(&answer, "\nSTATUS:CANCELLED\n");
	answer_lacks(&answer, "ATTENDEE");
	answer_lacks(&answer, "zoe");
}

static void
a_call_erased_after_it_was_held_is_no_date(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_NONE);

	site_wait(site, 48 * 3600);
	assert_status(store_booking_erase(site->front.store, made.hash, NULL,
			  site->now),
	    OK);
	has_no_file(site, made.path);
}

static void
without_a_copy_to_read_it_is_a_date_without_an_invitation(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_NONE);
	struct answer answer;

	site_run(site, "intake.db", "UPDATE booking SET own = x'0102'");
	answer = file_of(site, &made, "PUBLISH");
	answer_lacks(&answer, "ATTENDEE");
	answer_has(&answer, "\nDTSTART:20261124T080000Z\n");
}

/* ---- whose it is ---- */

static void
nobody_gets_a_file_without_the_link(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_NONE);
	char other[TOKEN_TEXT_SIZE];

	token_new(other);
	has_no_file(site, arena_printf(site->arena, "/booking/%s/invite.ics",
	    other));
	has_no_file(site, "/booking/x/invite.ics");
	has_no_file(site, arena_printf(site->arena, "/booking/%sA/invite.ics",
	    made.token));
	has_no_file(site, arena_printf(site->arena, "%s/", made.path));
	made.token[TOKEN_TEXT_SIZE - 2] ^= 1;
	has_no_file(site, arena_printf(site->arena, "/booking/%s/invite.ics",
	    made.token));
}

static void
looking_at_it_changes_nothing(void **state)
{
	struct site *site = *state;
	struct made made = book(site, "Europe/Berlin", DOUBT_NONE);
	struct answer first = site_get(site, made.path);
	const struct ask head = { .method = "HEAD", .target = made.path };
	struct answer answer;

	answer = site_ask(site, &site->front, &head);
	assert_int_equal(answer.code, 200);
	answer = site_post(site, made.path, "");
	assert_int_equal(answer.code, 405);
	answer = site_get(site, made.path);
	assert_string_equal(answer.body, first.body);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(a_booked_call_is_a_file_to_keep),
		site_test(the_time_is_named_as_on_the_pages),
		site_test(a_visitor_elsewhere_reads_both_times),
		site_test(moving_and_cancelling_change_the_same_event),
		site_test(a_call_not_yet_confirmed_is_tentative_as_long_as_it_is_held),
		site_test(an_erased_call_still_leaves_the_calendar_and_names_nobody),
		site_test(a_call_erased_after_it_was_held_is_no_date),
		site_test(without_a_copy_to_read_it_is_a_date_without_an_invitation),
		site_test(nobody_gets_a_file_without_the_link),
		site_test(looking_at_it_changes_nothing),
	};

	return cmocka_run_group_tests_name("booking_ics", tests, site_load,
	    site_unload);
}

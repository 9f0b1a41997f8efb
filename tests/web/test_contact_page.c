#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "store/store.h"
#include "wish.h"

#define WISHED "2026-12-01T17:15"

/* The message form as a visitor fills it in; NULL is not sent. */
struct letter {
	const char *nonce;
	const char *tz;
	const char *name;
	const char *email;
	const char *message;
	const char *wish1;
	const char *wish2;
	const char *result;
	const char *consent;
};

static struct letter
letter_of_page(struct site *site)
{
	struct answer page;

	site_wait(site, -60);
	page = site_get(site, "/contact");
	site_wait(site, 60);
	assert_int_equal(page.code, 200);
	return (struct letter){
		.nonce = answer_between(site->arena, &page,
		    "name=\"nonce\" value=\"", "\""),
		.tz = "Asia/Kathmandu",
		.name = "Ann <b>",
		.email = "ann@example.com",
		.message = "One\r\nTwo",
		.consent = "yes",
	};
}

static struct answer
send(struct site *site, const struct letter *letter)
{
	return site_post(site, "/contact", form_of(site->arena,
	    "nonce", letter->nonce, "tz", letter->tz, "website", "",
	    "name", letter->name, "email", letter->email,
	    "message", letter->message, "wish1", letter->wish1,
	    "wish2", letter->wish2, "result", letter->result,
	    "consent", letter->consent, NULL));
}

static struct lead_row
lead(struct site *site, int64_t id, struct lead_body *body)
{
	struct lead_row row;

	site_lead(site, id, &row, body);
	return row;
}

static void
a_message_arrives_and_is_thanked_for(void **state)
{
	struct site *site = *state;
	struct letter letter = letter_of_page(site);
	struct answer answer = send(site, &letter);
	struct lead_body body;
	struct lead_row row;

	answer_goes_to(site->arena, &answer, "/contact/thanks");
	answer = site_get(site, "/contact/thanks");
	answer_has(&answer, "<h1>Thank you, your message is with us</h1>");
	answer_has(&answer, "usually answers within 24 hours");
	row = lead(site, 1, &body);
	assert_int_equal(row.kind, LEAD_CONTACT);
	assert_int_equal(row.stage, LEAD_NEW);
	assert_int_equal(row.doubt, DOUBT_NONE);
	assert_string_equal(row.head.name, "Ann <b>");
	assert_string_equal(row.zone, "Asia/Kathmandu");
	assert_string_equal(body.message, "One\nTwo");
}

static void
wished_times_are_kept_and_block_no_slot(void **state)
{
	struct site *site = *state;
	struct letter letter = letter_of_page(site);
	struct answer answer;
	struct lead_body body;
	struct lead_row row;

	letter.message = "";
	letter.tz = "Europe/Berlin";
	letter.wish1 = "2026-11-24T09:00"; /* the very time of WISH_SLOT */
	letter.wish2 = WISHED;
	answer = send(site, &letter);
	answer_goes_to(site->arena, &answer, "/contact/thanks");
	row = lead(site, 1, &body);
	assert_int_equal(row.wishes[0], SITE_NOW + 86400);
	assert_int_equal(row.wishes[1], SITE_NOW + 8 * 86400 + 29700);
	answer = site_get(site, "/book");
	answer_has(&answer, "value=\"" WISH_SLOT "\"");
	site_sign_in(site);
	answer = desk_get(site, "/admin/leads/1");
	answer_has(&answer, "24 November 2026, 09:00");
	answer_has(&answer, "1 December 2026, 17:15");
}

static void
what_is_wrong_is_named_and_the_rest_is_kept(void **state)
{
	struct site *site = *state;
	const struct letter good = letter_of_page(site);
	const struct {
		struct letter letter;
		const char *field;
	} cases[] = {
		{ { .name = "A", .email = "a@b.example", .message = "m" },
		    "consent" },
		{ { .email = "a@b.example", .message = "m",
		    .consent = "yes" }, "name" },
		{ { .name = "A", .email = "a", .message = "m",
		    .consent = "yes" }, "email" },
		{ { .name = "A", .email = "a@b.example", .consent = "yes" },
		    "message" },
		{ { .name = "A", .email = "a@b.example", .consent = "yes",
		    .wish1 = "soon" }, "wish1" },
		{ { .name = "A", .email = "a@b.example", .consent = "yes",
		    .wish2 = "2026-11-23T09:00" }, "wish2" },
		{ { .name = "A", .email = "a@b.example", .message = "m",
		    .consent = "yes", .tz = "Mars/Base" }, "tz" },
		{ { .name = "A", .email = "a@b.example", .message = "m",
		    .consent = "yes", .result = "a-b" }, "result" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct letter letter = cases[i].letter;
		struct answer answer;

		letter.nonce = good.nonce;
		answer = send(site, &letter);
		assert_int_equal(answer.code, 422);
		answer_has(&answer, "<title>Error: ");
		answer_has(&answer, arena_printf(site->arena,
		    "<li><a href=\"#%s\">", cases[i].field));
		assert_int_equal(answer_count(&answer, "<li><a href=\"#"), 1);
		if (letter.name != NULL)
			answer_has(&answer, "type=\"text\" value=\"A\"");
		if (letter.message != NULL)
			answer_has(&answer, ">\nm</textarea>");
		if (letter.wish1 != NULL)
			answer_has(&answer, "value=\"soon\"");
	}
	assert_int_equal(site_leads(site), 0);
}

static void
a_form_sent_twice_is_one_message(void **state)
{
	struct site *site = *state;
	struct letter letter = letter_of_page(site);

	for (int i = 0; i < 2; i++)
		assert_int_equal(send(site, &letter).code, 303);
	assert_int_equal(site_leads(site), 1);
	letter = letter_of_page(site);
	assert_int_equal(send(site, &letter).code, 303);
	assert_int_equal(site_leads(site), 2);
}

static void
the_list_of_times_leads_here_with_zone_and_result(void **state)
{
	struct site *site = *state;
	struct answer answer = site_get(site,
	    "/book?tz=Etc/GMT%2B5&result=js-data-grow-poly");

	answer_has(&answer, ">None of these suit me</a>");
	answer = site_get(site, answer_between(site->arena, &answer,
	    "class=\"none-suits\"><a href=\"", "\""));
	assert_int_equal(answer.code, 200);
	answer_has(&answer, "<option value=\"Etc/GMT+5\" selected>");
	answer_has(&answer, "name=\"result\" value=\"js-data-grow-poly\"");
	answer = site_get(site, answer_between(site->arena, &answer,
	    "class=\"bring-remove\" href=\"", "\""));
	answer_has(&answer, "<option value=\"Etc/GMT+5\" selected>");
	answer_lacks(&answer, "js-data-grow-poly");
}

static void
who_does_not_name_a_zone_is_read_by_the_owners_clock(void **state)
{
	struct site *site = *state;
	struct letter letter = letter_of_page(site);
	struct lead_body body;

	letter.tz = NULL;
	letter.wish1 = "2026-11-24T09:00";
	assert_int_equal(send(site, &letter).code, 303);
	assert_int_equal(lead(site, 1, &body).wishes[0], SITE_NOW + 86400);
}

static void
a_closed_diary_offers_to_write(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site->front.settings.capacity.open = false;
	site->front.settings.availability.closed = true;
	site->front.settings.availability.first_day = 20830; /* 2027-01-12 */
	answer = site_get(site, "/book");
	answer_has(&answer, "<a href=\"/contact?tz=Europe%2FBerlin\">Write to "
	    "us</a>");
	answer_has(&answer, "The next free calls are from Tuesday 12 January "
	    "2027 on.");
}

static void
what_cannot_be_stored_is_kept_on_the_page(void **state)
{
	struct site *site = *state;
	struct letter letter = letter_of_page(site);
	struct answer answer;

	site_fill_disk(true);
	answer = send(site, &letter);
	site_fill_disk(false);
	assert_int_equal(answer.code, 503);
	answer_has(&answer, "We cannot store this at this moment");
	answer_has(&answer, ">\nOne\r\nTwo</textarea>");
	assert_int_equal(send(site, &letter).code, 303);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(a_message_arrives_and_is_thanked_for),
		site_test(wished_times_are_kept_and_block_no_slot),
		site_test(what_is_wrong_is_named_and_the_rest_is_kept),
		site_test(a_form_sent_twice_is_one_message),
		site_test(the_list_of_times_leads_here_with_zone_and_result),
		site_test(who_does_not_name_a_zone_is_read_by_the_owners_clock),
		site_test(a_closed_diary_offers_to_write),
		site_test(what_cannot_be_stored_is_kept_on_the_page),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}

#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "harness.h"
#include "store/outbox.h"
#include "wish.h"

static struct outbox_rows
waiting(struct site *site)
{
	struct outbox_rows rows;

	assert_status(store_outbox_list(site->desk.store, site->arena, 0, 50,
	    &rows), OK);
	return rows;
}

static bool
has_kind(const struct outbox_rows *rows, const char *kind)
{
	for (size_t i = 0; i < rows->len; i++)
		if (strcmp(rows->at[i].kind, kind) == 0)
			return true;
	return false;
}

/* A test mail that waits, by the desk's form; its id. */
static int64_t
queue_test(struct site *site)
{
	struct answer answer = desk_post(site, "/admin/outbox/test",
	    "address=me%40example.net");

	assert_int_equal(answer.code, 303);
	return waiting(site).at[0].id;
}

static void
a_test_mail_is_queued_and_its_page_looks_again(void **state)
{
	struct site *site = *state;
	struct answer page;
	int64_t id;

	site_sign_in(site);
	id = queue_test(site);
	page = desk_get(site, arena_printf(site->arena, "/admin/outbox/%lld",
	    (long long)id));
	assert_int_equal(page.code, 200);
	assert_string_equal(answer_header(site->arena, &page, "refresh"), "3");
	assert_non_null(strstr(page.body, "It is on its way"));
	assert_status(store_dialogue_put(site->desk.store, id,
	    "< 550 <no> such user\n", site->now), OK);
	assert_status(store_outbox_failed(site->desk.store, id,
	    &(struct outbox_failure){ 550, "refused", 0 }), OK);
	page = desk_get(site, arena_printf(site->arena, "/admin/outbox/%lld",
	    (long long)id));
	assert_null(answer_header(site->arena, &page, "refresh"));
	assert_non_null(strstr(page.body, "&lt; 550 &lt;no&gt; such user"));
}

static void
what_is_no_address_gets_no_test(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = desk_post(site, "/admin/outbox/test", "address=nobody");
	assert_int_equal(answer.code, 422);
	assert_non_null(strstr(answer.body, "value=\"nobody\""));
	assert_int_equal(waiting(site).len, 0);
}

static void
without_a_server_the_page_says_so(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	assert_non_null(strstr(desk_get(site, "/admin/outbox").body,
	    "No mail server is set."));
}

static void
what_was_given_up_is_tried_again_and_what_is_gone_is_not(void **state)
{
	struct site *site = *state;
	struct answer answer;
	const char *target;
	int64_t id;

	site_sign_in(site);
	id = queue_test(site);
	target = arena_printf(site->arena, "/admin/outbox/%lld/resend",
	    (long long)id);
	assert_status(store_outbox_failed(site->desk.store, id,
	    &(struct outbox_failure){ 550, "refused", 0 }), OK);
	assert_non_null(strstr(desk_get(site, "/admin/outbox").body,
	    "Given up"));
	assert_int_equal(desk_post(site, target, "").code, 303);
	assert_int_equal(waiting(site).at[0].state, OUTBOX_WAITING);
	assert_status(store_outbox_sent(site->desk.store, id, site->now), OK);
	answer = desk_post(site, target, "");
	assert_int_equal(answer.code, 409);
	assert_int_equal(desk_post(site, "/admin/outbox/99/resend", "").code,
	    404);
}

static void
a_sent_mail_is_made_again_from_its_lead(void **state)
{
	struct site *site = *state;
	const struct wish wish = wish_of_page(site);
	struct outbox_rows rows;
	size_t before;

	(void)wish_book(site, &wish);
	site_sign_in(site);
	rows = waiting(site);
	before = rows.len;
	assert_true(has_kind(&rows, "booking.confirmed"));
	for (size_t i = 0; i < rows.len; i++)
		if (strcmp(rows.at[i].kind, "booking.confirmed") == 0) {
			assert_status(store_outbox_sent(site->desk.store,
			    rows.at[i].id, site->now), OK);
			assert_int_equal(desk_post(site, arena_printf(
			    site->arena, "/admin/outbox/%lld/resend",
			    (long long)rows.at[i].id), "").code, 303);
		}
	rows = waiting(site);
	assert_int_equal(rows.len, before + 1);
	assert_string_equal(rows.at[0].kind, "booking.confirmed");
	assert_int_equal(rows.at[0].state, OUTBOX_WAITING);
	assert_non_null(strstr(desk_get(site, "/admin/audit").body,
	    "Sent a mail again"));
}

static void
health_turns_bad_after_an_hour_and_only_where_mail_is_set(void **state)
{
	struct site *site = *state;
	const struct wish wish = wish_of_page(site);
	struct answer answer;

	(void)wish_book(site, &wish);
	site_wait(site, 3700);
	assert_int_equal(site_get(site, "/healthz").code, 200);
	site->front.settings.smtp.host = "mail.example.org";
	answer = site_get(site, "/healthz");
	assert_int_equal(answer.code, 503);
	assert_non_null(strstr(answer.body, "was due 61 minutes ago"));
	site_wait(site, -101);
	assert_int_equal(site_get(site, "/healthz").code, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(a_test_mail_is_queued_and_its_page_looks_again),
		site_test(what_is_no_address_gets_no_test),
		site_test(without_a_server_the_page_says_so),
		site_test(
		    what_was_given_up_is_tried_again_and_what_is_gone_is_not),
		site_test(a_sent_mail_is_made_again_from_its_lead),
		site_test(
		    health_turns_bad_after_an_hour_and_only_where_mail_is_set),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}

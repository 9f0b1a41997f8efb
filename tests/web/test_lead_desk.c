/*
 * What the owner does with leads that are there: notes, the search, and seeing
 * who wrote before.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "crypto/token.h"
#include "door.h"
#include "harness.h"
#include "store/contacts.h"
#include "vault/notes.h"

static const char note_path[] = "/admin/leads/1/note";

/* Stores a message past the form. */
static void
add_lead(struct site *site, const char *name, const char *email,
    const char *company, const char *message)
{
	const struct lead_own texts = { { name, email, company },
		{ message } };
	uint8_t form[TOKEN_HASH_SIZE];
	bool repeated;

	random_bytes(form, sizeof(form));
	assert_status(store_contact_add(site->front.store,
	    &(struct contact_new){ .form_hash = form, .zone = "UTC",
	    .result = "", .consent = "2026-11",
	    .lead = site_seal(site, &texts) }, site->now, &repeated), OK);
}

/* Four people, and the owner signed in. */
static void
people_and_owner(struct site *site)
{
	add_lead(site, "Annabel Lee", "a@example.org", "Kingdom & Sea Ltd",
	    "One");
	add_lead(site, "Robert Roe", "bob@example.org", "", "Two");
	add_lead(site, "Cleo Crane", "c@example.org", "", "Near the <pier>");
	add_lead(site, "Dan Dove", "d@example.org", "", "Four");
	site_sign_in(site);
}

static struct answer
add_note(struct site *site, const char *text)
{
	return desk_post(site, note_path, form_of(site->arena, "note", text,
	    NULL));
}

static struct answer
search(struct site *site, const char *text)
{
	return desk_get(site, arena_printf(site->arena, "/admin/leads?%s",
	    form_of(site->arena, "q", text, NULL)));
}

/* How many leads a page lists. */
static size_t
listed(const struct answer *page)
{
	return answer_count(page, "class=\"lead-link\"");
}

/* ---- notes ---- */

static void
a_note_is_kept_and_stands_on_the_leads_page(void **state)
{
	struct site *site = *state;
	struct answer answer;
	struct answer page;

	people_and_owner(site);
	answer = add_note(site, "  Ring <b>her</b> & ask\r\nabout the sea ");
	answer_goes_to(site->arena, &answer, "/admin/leads/1");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "Ring &lt;b&gt;her&lt;/b&gt; &amp; ask\n"
	    "about the sea");
	answer_has(&page, "23 November 2026, 09:00");
	assert_int_equal(answer_count(&page, "<p>Note</p>"), 1);
	/* The field is empty again, and other leads have no note. */
	answer_has(&page, "id=\"note\" name=\"note\" rows=\"4\">\n"
	    "</textarea>");
	page = desk_get(site, "/admin/leads/2");
	assert_int_equal(answer_count(&page, "<p>Note</p>"), 0);
}

static void
notes_stand_in_the_order_they_were_written(void **state)
{
	struct site *site = *state;
	struct answer page;

	people_and_owner(site);
	assert_int_equal(add_note(site, "First of all").code, 303);
	site_wait(site, 120);
	assert_int_equal(add_note(site, "Then this").code, 303);
	page = desk_get(site, "/admin/leads/1");
	assert_int_equal(answer_count(&page, "<p>Note</p>"), 2);
	assert_true(strstr(page.body, "First of all") <
	    strstr(page.body, "Then this"));
	answer_has(&page, "09:02");
}

static void
a_note_is_sealed_in_the_file(void **state)
{
	static const char *const places[] = { "office.db", "intake.db" };
	static const char text[] = "Marker of a note";
	struct site *site = *state;

	people_and_owner(site);
	assert_int_equal(add_note(site, text).code, 303);
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM note"), 1);
	for (size_t i = 0; i < countof(places); i++)
		assert_int_equal(site_holds(site, places[i], text,
		    strlen(text)), 0);
	/* The control: what is stored in the clear is found. */
	assert_true(site_holds(site, "office.db", SITE_EMAIL,
	    strlen(SITE_EMAIL)) > 0);
}

/* So many letters. */
static char *
letters(struct site *site, size_t len)
{
	char *text = arena_alloc(site->arena, len + 1);

	memset(text, 'x', len);
	text[len] = '\0';
	return text;
}

static void
a_note_too_long_is_refused_and_kept_in_the_field(void **state)
{
	struct site *site = *state;
	char *text = letters(site, VAULT_NOTE_MAX + 1);
	struct answer answer;

	people_and_owner(site);
	answer = add_note(site, text);
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "Please keep a note to 4,000 characters; this one "
	    "is longer.");
	answer_has(&answer, "aria-invalid=\"true\" "
	    "aria-describedby=\"note-problem\">");
	answer_has(&answer, "<div class=\"summary\" role=\"alert\" "
	    "tabindex=\"-1\" autofocus");
	answer_has(&answer, "<a href=\"#note\">Please keep a note to");
	answer_has(&answer, arena_printf(site->arena, ">\n%s</textarea>",
	    text));
	answer_has(&answer, "Annabel Lee");
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM note"), 0);
	/* One less is taken whole. */
	text[VAULT_NOTE_MAX] = '\0';
	assert_int_equal(add_note(site, text).code, 303);
	answer = desk_get(site, "/admin/leads/1");
	answer_has(&answer, arena_printf(site->arena,
	    "<p class=\"letter-text\">%s</p>", text));
}

static void
an_empty_note_is_asked_for(void **state)
{
	static const char *const empty[] = { "", "  \r\n\t " };
	struct site *site = *state;
	struct answer answer;

	people_and_owner(site);
	for (size_t i = 0; i < countof(empty); i++) {
		answer = add_note(site, empty[i]);
		assert_int_equal(answer.code, 422);
		answer_has(&answer, "Please write something first.");
	}
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM note"), 0);
}

static void
a_note_that_cannot_be_read_says_why(void **state)
{
	struct site *site = *state;
	struct answer answer;

	people_and_owner(site);
	answer = desk_post(site, note_path, "note=one&note=two");
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "id=\"note-problem\"");
	answer_has(&answer, ">\none</textarea>");
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM note"), 0);
}

static void
a_note_on_no_lead_is_a_404(void **state)
{
	static const char *const paths[] = { "/admin/leads/99/note",
		"/admin/leads/0/note", "/admin/leads/x/note" };
	struct site *site = *state;

	people_and_owner(site);
	for (size_t i = 0; i < countof(paths); i++) {
		assert_int_equal(code_posted(site, paths[i], "note=x"), 404);
		assert_int_equal(code_posted(site, paths[i], "note="), 404);
	}
}

static void
what_cannot_be_stored_is_a_503_and_no_note(void **state)
{
	struct site *site = *state;
	int code;

	people_and_owner(site);
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
	site_fill_disk(true);
	code = add_note(site, "One").code;
	site_fill_disk(false);
	assert_int_equal(code, 503);
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM note"), 0);
}

static void
a_note_that_was_damaged_is_said_to_be_so(void **state)
{
	struct site *site = *state;
	struct answer page;

	people_and_owner(site);
	assert_int_equal(add_note(site, "One").code, 303);
	site_run(site, "office.db", "UPDATE note SET sealed = zeroblob(297)");
	page = desk_get(site, "/admin/leads/1");
	assert_int_equal(page.code, 200);
	answer_has(&page, "<p class=\"letter-text\">(cannot be read)</p>");
}

/* ---- the search ---- */

static void
a_search_finds_name_address_company_text_and_note(void **state)
{
	static const char *const wanted[][2] = {
		{ "annabel", "/admin/leads/1" },
		{ "  LEE ", "/admin/leads/1" },
		{ "dom & sea", "/admin/leads/1" },
		{ "BOB@", "/admin/leads/2" },
		{ "the <PIER>", "/admin/leads/3" },
		{ "on monday", "/admin/leads/1" },
	};
	struct site *site = *state;
	struct answer page;

	people_and_owner(site);
	assert_int_equal(add_note(site, "Ring her on Monday").code, 303);
	for (size_t i = 0; i < countof(wanted); i++) {
		page = search(site, wanted[i][0]);
		assert_int_equal(page.code, 200);
		if (listed(&page) != 1)
			fail_msg("%s: %zu found", wanted[i][0], listed(&page));
		answer_has(&page, arena_printf(site->arena, "href=\"%s\">",
		    wanted[i][1]));
	}
	page = search(site, "example.org");
	assert_int_equal(listed(&page), 4);
}

static void
the_text_looked_for_stays_in_the_field(void **state)
{
	struct site *site = *state;
	struct answer page;

	people_and_owner(site);
	page = search(site, "\"><b>pier & sea");
	assert_int_equal(page.code, 200);
	answer_has(&page, "name=\"q\" value=\"&quot;&gt;&lt;b&gt;pier &amp; "
	    "sea\"");
}

static void
where_nothing_is_found_it_is_said(void **state)
{
	struct site *site = *state;
	struct answer page;

	people_and_owner(site);
	page = search(site, "nobody of that name");
	assert_int_equal(page.code, 200);
	assert_int_equal(listed(&page), 0);
	answer_has(&page, "Nothing found.");
	answer_has(&page, "<a href=\"/admin/leads\">Back to all leads</a>");
	answer_lacks(&page, "No leads yet");
}

static void
blanks_alone_look_for_nothing(void **state)
{
	struct site *site = *state;
	struct answer page;

	people_and_owner(site);
	page = search(site, "   ");
	assert_int_equal(page.code, 200);
	assert_int_equal(listed(&page), 4);
}

/* As long as an address may be: more is refused before (test_guard.c). */
static void
a_very_long_text_finds_nothing_and_is_kept_whole(void **state)
{
	struct site *site = *state;
	const char *text = letters(site, 1900);
	struct answer page;

	people_and_owner(site);
	page = search(site, text);
	assert_int_equal(page.code, 200);
	answer_has(&page, "Nothing found.");
	answer_has(&page, arena_printf(site->arena, "value=\"%s\"", text));
}

static void
a_search_that_cannot_be_read_is_refused(void **state)
{
	struct site *site = *state;

	people_and_owner(site);
	assert_int_equal(code_got(site, "/admin/leads?q=%ff"), 400);
	assert_int_equal(code_got(site, "/admin/leads?q=a&q=b"), 400);
}

static void
a_search_of_many_goes_on_with_its_text(void **state)
{
	struct site *site = *state;
	struct answer page;
	const char *next;

	for (int i = 0; i < 60; i++)
		add_lead(site, i % 10 == 9 ? "Other" : "Same & one",
		    "a@example.org", "", "");
	site_sign_in(site);
	page = search(site, "same & one");
	assert_int_equal(listed(&page), 50);
	next = answer_between(site->arena, &page, "rel=\"next\" href=\"",
	    "\"");
	assert_non_null(strstr(next, "&q=same%20%26%20one"));
	page = desk_get(site, next);
	assert_int_equal(listed(&page), 4);
	answer_lacks(&page, "rel=\"next\"");
	answer_lacks(&page, "Other");
}

/* What was looked for is personal data as often as not. */
static void
what_was_looked_for_is_in_no_file(void **state)
{
	static const char text[] = "Annabel";
	struct site *site = *state;

	people_and_owner(site);
	assert_int_equal(search(site, text).code, 200);
	assert_int_equal(site_holds(site, "office.db", text, strlen(text)),
	    0);
	assert_int_equal(site_holds(site, "intake.db", text, strlen(text)),
	    0);
}

/* ---- who wrote before ---- */

static void
who_writes_again_is_shown_in_list_and_page(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_lead(site, "Ann", "ann@example.org", "", "One");
	add_lead(site, "Bob", "bob@example.org", "", "Two");
	add_lead(site, "Ann", " ANN@Example.ORG", "", "Three");
	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	assert_int_equal(answer_count(&page, "1st contact"), 1);
	assert_int_equal(answer_count(&page, "2nd contact"), 1);
	page = desk_get(site, "/admin/leads/3");
	answer_has(&page, "<span class=\"badge\">2nd contact</span>");
	page = desk_get(site, "/admin/leads/2");
	answer_lacks(&page, "contact</span>");
}

static void
each_time_is_counted_as_people_count(void **state)
{
	static const char *const words[] = { "1st", "2nd", "3rd", "4th" };
	struct site *site = *state;
	struct answer page;

	for (size_t i = 0; i < 23; i++)
		add_lead(site, "Ann", "ann@example.org", "", "");
	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	for (size_t i = 0; i < countof(words); i++)
		answer_has(&page, arena_printf(site->arena, ">%s contact<",
		    words[i]));
	answer_has(&page, ">11th contact<");
	answer_has(&page, ">12th contact<");
	answer_has(&page, ">13th contact<");
	answer_has(&page, ">21st contact<");
	answer_has(&page, ">22nd contact<");
	answer_has(&page, ">23rd contact<");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(a_note_is_kept_and_stands_on_the_leads_page),
		site_test(notes_stand_in_the_order_they_were_written),
		site_test(a_note_is_sealed_in_the_file),
		site_test(a_note_too_long_is_refused_and_kept_in_the_field),
		site_test(an_empty_note_is_asked_for),
		site_test(a_note_that_cannot_be_read_says_why),
		site_test(a_note_on_no_lead_is_a_404),
		site_test(what_cannot_be_stored_is_a_503_and_no_note),
		site_test(a_note_that_was_damaged_is_said_to_be_so),
		site_test(a_search_finds_name_address_company_text_and_note),
		site_test(the_text_looked_for_stays_in_the_field),
		site_test(where_nothing_is_found_it_is_said),
		site_test(blanks_alone_look_for_nothing),
		site_test(a_very_long_text_finds_nothing_and_is_kept_whole),
		site_test(a_search_that_cannot_be_read_is_refused),
		site_test(a_search_of_many_goes_on_with_its_text),
		site_test(what_was_looked_for_is_in_no_file),
		site_test(who_writes_again_is_shown_in_list_and_page),
		site_test(each_time_is_counted_as_people_count),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}

/*
 * Leads as files, from the desk: which ones, in what shape, and what of it the
 * audit log says. tests/http/leads.py reads them back.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "store/office.h"
#include "web/proof.h"
#include "wish.h"

/* Three leads: a booking, and two messages past the form. */
static void
three_leads(struct site *site)
{
	static const char *const slots[] = { WISH_SLOT,
		"2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z" };
	static const char *const names[] = { "=1+1", "Ben", "Cy" };

	for (size_t i = 0; i < countof(names); i++) {
		struct wish wish = wish_of_page(site);

		wish.slot = slots[i];
		wish.name = names[i];
		wish.company = "";
		wish.result = i == 1 ? "cs-rules-long-two" : "";
		(void)wish_book(site, &wish);
	}
	site_sign_in(site);
	(void)desk_post(site, "/admin/leads/3/stage", "stage=won");
}

static size_t
events(struct site *site, int64_t subject)
{
	struct audit_rows rows;
	size_t count = 0;

	assert_status(office_audit_events(site->desk.office, site->arena, 0,
	    1000, &rows), OK);
	for (size_t i = 0; i < rows.len; i++)
		count += strcmp(rows.at[i].kind, audit_kind_id(
		    AUDIT_LEAD_EXPORTED)) == 0 &&
		    rows.at[i].subject == subject;
	return count;
}

static void
csv_is_a_file_that_no_spreadsheet_obeys(void **state)
{
	struct site *site = *state;
	struct answer file;

	three_leads(site);
	file = desk_get(site, "/admin/leads.csv");
	assert_int_equal(file.code, 200);
	assert_string_equal(answer_header(site->arena, &file,
	    "content-type"), "text/csv; charset=utf-8");
	assert_string_equal(answer_header(site->arena, &file,
	    "content-disposition"),
	    "attachment; filename=\"leads-2026-11-23.csv\"");
	assert_string_equal(answer_header(site->arena, &file,
	    "cache-control"), "no-store");
	answer_has(&file, "id,came_in,kind,stage,name,email");
	answer_has(&file, "\"1\",\"2026-11-23T08:00:00Z\",\"booking\","
	    "\"call_booked\",\"'=1+1\"");
	answer_has(&file, "\"Two services.\n\tOne is slow.\nWhy?\"");
	assert_int_equal(answer_count(&file, "\r\n"), 4);
	assert_int_equal(events(site, 0), 1);
}

static void
json_has_all_of_the_list_or_one(void **state)
{
	struct site *site = *state;
	struct answer file;

	three_leads(site);
	(void)desk_post(site, "/admin/leads/2/note", "note=rang+twice");
	(void)desk_post(site, "/admin/leads/2/follow-up",
	    "follow_up=2026-11-30");
	file = desk_get(site, "/admin/leads.json");
	assert_string_equal(answer_header(site->arena, &file,
	    "content-type"), "application/json");
	assert_int_equal(answer_count(&file, "{\"uuid\":"), 3);
	file = desk_get(site, "/admin/leads/2/export.json");
	assert_string_equal(answer_header(site->arena, &file,
	    "content-disposition"), "attachment; filename=\"lead-2.json\"");
	assert_int_equal(answer_count(&file, "{\"uuid\":"), 1);
	answer_has(&file, "\"name\":\"Ben\"");
	answer_has(&file, "\"follow_up\":\"2026-11-30\"");
	answer_has(&file, "\"text\":\"rang twice\"");
	answer_has(&file, "\"kind\":\"follow_up\",\"before\":\"\","
	    "\"after\":\"2026-11-30\"");
	assert_int_equal(events(site, 0), 1);
	assert_int_equal(events(site, 2), 1);
}

static void
a_filter_is_that_of_the_list(void **state)
{
	static const struct {
		const char *query;
		size_t count;
	} filters[] = {
		{ "", 3 }, { "?stage=won", 1 }, { "?stage=call_booked", 2 },
		{ "?stack=dotnet", 1 }, { "?follow=none", 2 },
		{ "?q=Ben", 1 }, { "?q=nobody", 0 }, { "?q=Cy&stage=new", 0 },
		{ "?from=2026-11-24", 0 }, { "?to=2026-11-23", 3 },
		{ "?sort=next&view=board", 3 },
	};
	struct site *site = *state;

	three_leads(site);
	for (size_t i = 0; i < countof(filters); i++) {
		struct answer file = desk_get(site, arena_printf(site->arena,
		    "/admin/leads.json%s", filters[i].query));

		assert_int_equal(file.code, 200);
		assert_int_equal(answer_count(&file, "{\"uuid\":"),
		    filters[i].count);
		file = desk_get(site, arena_printf(site->arena,
		    "/admin/leads.csv%s", filters[i].query));
		assert_int_equal(answer_count(&file, "\r\n"),
		    filters[i].count + 1);
	}
}

/* What was not understood must not mean all of them. */
static void
a_filter_that_is_none_takes_nothing_out(void **state)
{
	static const char *const filters[] = { "stage=nonsense", "follow=x",
		"from=yesterday", "stack=cobol", "to=2026-13-01" };
	struct site *site = *state;

	three_leads(site);
	for (size_t i = 0; i < countof(filters); i++) {
		struct answer page = desk_get(site, arena_printf(site->arena,
		    "/admin/leads.csv?%s", filters[i]));

		assert_int_equal(page.code, 422);
		answer_has(&page, "Nothing was taken out");
		answer_lacks(&page, "Ben");
		assert_null(answer_header(site->arena, &page,
		    "content-disposition"));
	}
	assert_int_equal(events(site, 0), 0);
}

static void
one_that_cannot_be_read_is_there_and_says_so(void **state)
{
	struct site *site = *state;
	struct answer file;

	three_leads(site);
	site_run(site, "intake.db",
	    "UPDATE lead SET head = x'ff' WHERE id = 2");
	file = desk_get(site, "/admin/leads.csv");
	assert_int_equal(file.code, 200);
	answer_has(&file, "\"yes\",\"\",\"\"\r\n");
	answer_has(&file, "\"Cy\"");
	file = desk_get(site, "/admin/leads/2/export.json");
	answer_has(&file, "\"unreadable\":true");
}

static void
the_passphrase_is_asked_for_first(void **state)
{
	static const char *const files[] = { "/admin/leads.csv",
		"/admin/leads.json?stage=won", "/admin/leads/1/export.json" };
	struct site *site = *state;

	three_leads(site);
	site_wait(site, PROOF_SECONDS + 1);
	for (size_t i = 0; i < countof(files); i++) {
		struct answer page = desk_get(site, files[i]);

		assert_int_equal(page.code, 403);
		answer_has(&page, "Your passphrase, please");
		answer_lacks(&page, "Ben");
	}
	assert_int_equal(events(site, 0), 0);
}

static void
one_that_is_not_there_is_a_404(void **state)
{
	static const char *const ids[] = { "9", "0", "x", "-1" };
	struct site *site = *state;

	three_leads(site);
	for (size_t i = 0; i < countof(ids); i++)
		assert_int_equal(desk_get(site, arena_printf(site->arena,
		    "/admin/leads/%s/export.json", ids[i])).code, 404);
	assert_int_equal(events(site, 9), 0);
}

/* A part of a file looks like the whole. */
static void
a_database_that_fails_gives_no_part(void **state)
{
	struct site *site = *state;
	struct answer page;

	three_leads(site);
	site_run(site, "office.db", "DROP TABLE note");
	page = desk_get(site, "/admin/leads.csv");
	assert_int_equal(page.code, 500);
	answer_lacks(&page, "Ben");
	assert_null(answer_header(site->arena, &page, "content-disposition"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(csv_is_a_file_that_no_spreadsheet_obeys),
		site_test(json_has_all_of_the_list_or_one),
		site_test(a_filter_is_that_of_the_list),
		site_test(a_filter_that_is_none_takes_nothing_out),
		site_test(one_that_cannot_be_read_is_there_and_says_so),
		site_test(the_passphrase_is_asked_for_first),
		site_test(one_that_is_not_there_is_a_404),
		site_test(a_database_that_fails_gives_no_part),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}

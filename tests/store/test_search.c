#include "../unit/test.h"

#include <stdbool.h>

#include "../unit/captured.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "store/search.h"
#include "store/search_private.h"

enum { LIMIT = 10 };

#define FILLER \
	"one more sentence about nothing in particular, told at some length "

static const struct search_document documents[] = {
	{ "/hiring", "Guide", "Whom you can hire", "People", "",
	    "Senior developers are hard to find. Hiring takes months.", 100 },
	{ "/pay", "Guide", "What they cost", "People", "",
	    "After hiring comes pay. A developer is dear.", 100 },
	{ "/go", "Stack", "Go", "", "golang",
	    "A compiled language for services.", 100 },
	{ "/java", "Stack", "Java", "", "", "Robust and strict.", 100 },
	{ "/js", "Guide", "JavaScript everywhere", "", "",
	    "One language in front and behind.", 100 },
	{ "/loop", "Guide", "How it works", "Node.js under load", "",
	    FILLER FILLER FILLER FILLER
	    "The event loop takes one event after the other. "
	    FILLER FILLER FILLER FILLER, 100 },
	{ "/c-sharp", "Stack", "C# at work", "", "", "Typed rules.", 100 },
	{ "/c", "Stack", "C at work", "", "", "Speed of C.", 100 },
	{ "/cafe", "Guide", "The café", "", "", "Crème and <b>markup</b>.",
	    100 },
	{ "/start-up", "Guide", "First months", "", "",
	    "A start-up in a hurry, with real-time chat.", 100 },
	{ "/heavy", "Fact", "Concurrency", "", "", "Threads and locks.", 100 },
	{ "/light", "Fact", "Concurrency", "", "", "Threads and locks.", 50 },
	{ "/question", "Guide", "What is it", "", "", "A question.", 100 },
};

static int
index_make(void **state)
{
	struct search *search;

	if (search_new(documents, countof(documents), &search) != OK)
		return -1;
	*state = search;
	return 0;
}

static int
index_free(void **state)
{
	search_free(*state);
	return 0;
}

static struct search_hits
find(void **state, struct arena *arena, const char *query)
{
	struct search_hits hits;

	assert_status(search_find(arena, *state, query, LIMIT, &hits), OK);
	assert_int_equal(hits.len, hits.count);
	assert_int_equal(hits.match == SEARCH_NOTHING, hits.len == 0);
	return hits;
}

/* The hits of a query in their order, "/a /b". */
static const char *
found(void **state, struct arena *arena, const char *query)
{
	struct search_hits hits = find(state, arena, query);
	BUF(out, 1000);

	for (size_t i = 0; i < hits.len; i++)
		buf_printf(&out, "%s%s", i > 0 ? " " : "", hits.at[i].href);
	return arena_strdup(arena, buf_text(&out));
}

/* Pieces as text, what is marked in brackets. */
static const char *
marked(struct arena *arena, const struct search_pieces *pieces)
{
	BUF(out, 4000);

	for (size_t i = 0; i < pieces->len; i++) {
		assert_true(*pieces->at[i].text != '\0');
		buf_printf(&out, pieces->at[i].marked ? "[%s]" : "%s",
		    pieces->at[i].text);
	}
	return arena_strdup(arena, buf_text(&out));
}

struct expected {
	const char *query;
	const char *hrefs;
};

static void
are_found(void **state, const struct expected *cases, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		ARENA(arena);
		const char *hrefs = found(state, arena, cases[i].query);

		if (strcmp(hrefs, cases[i].hrefs) != 0)
			fail_msg("\"%s\" finds \"%s\", not \"%s\"",
			    cases[i].query, hrefs, cases[i].hrefs);
	}
}

/* ---- what is found ---- */

static void
a_word_is_found_in_all_its_forms(void **state)
{
	static const struct expected cases[] = {
		{ "hire", "/hiring /pay" },
		{ "hiring", "/hiring /pay" },
		{ "hired", "/hiring /pay" },
		{ "developers", "/pay /hiring" },
	};

	are_found(state, cases, countof(cases));
}

static void
case_and_accents_do_not_matter(void **state)
{
	static const struct expected cases[] = {
		{ "CAFE", "/cafe" },
		{ "café", "/cafe" },
		{ "cafe\u0301", "/cafe" },
		{ "creme", "/cafe" },
	};

	are_found(state, cases, countof(cases));
}

static void
a_sharp_belongs_to_its_word(void **state)
{
	static const struct expected cases[] = {
		{ "c#", "/c-sharp" },
		{ "C", "/c" },
		{ "c, work", "/c" },
	};

	are_found(state, cases, countof(cases));
}

static void
a_word_that_stands_nowhere_is_a_beginning(void **state)
{
	static const struct expected cases[] = {
		{ "rob", "/java" },
		{ "javascr", "/js" },
		{ "concurr", "/heavy /light" },
	};

	are_found(state, cases, countof(cases));
}

/* Who asks for Java does not want JavaScript. */
static void
a_word_that_stands_somewhere_is_no_beginning(void **state)
{
	static const struct expected cases[] = {
		{ "java", "/java" },
		{ "go", "/go" },
	};

	are_found(state, cases, countof(cases));
}

static void
one_letter_is_no_beginning(void **state)
{
	ARENA(arena);

	assert_string_equal(found(state, arena, "r"), "");
}

static void
a_word_written_as_two_is_found(void **state)
{
	ARENA(arena);
	struct search_hits hits;

	assert_string_equal(found(state, arena, "startup"), "/start-up");
	assert_string_equal(found(state, arena, "realtime"), "/start-up");
	hits = find(state, arena, "eventloop");
	assert_int_equal(hits.len, 1);
	assert_non_null(strstr(marked(arena, &hits.at[0].snippet),
	    "[event loop]"));
	/* Both words are there, but not one behind the other. */
	assert_string_equal(found(state, arena, "loopevent"), "");
	/* Nor are letters taken apart. */
	assert_string_equal(found(state, arena, "andøstrict"), "");
}

static void
a_name_given_beside_is_found_and_not_shown(void **state)
{
	ARENA(arena);
	struct search_hits hits = find(state, arena, "golang");

	assert_int_equal(hits.len, 1);
	assert_string_equal(hits.at[0].href, "/go");
	assert_string_equal(hits.at[0].kind, "Stack");
	assert_string_equal(marked(arena, &hits.at[0].title), "Go");
	assert_string_equal(marked(arena, &hits.at[0].snippet),
	    "A compiled language for services.");
}

static void
a_part_is_found_by_the_title_of_its_page(void **state)
{
	ARENA(arena);
	struct search_hits hits = find(state, arena, "node.js");

	assert_int_equal(hits.len, 1);
	assert_string_equal(hits.at[0].href, "/loop");
	assert_string_equal(marked(arena, &hits.at[0].parent),
	    "[Node].[js] under load");
}

/* ---- the order ---- */

static void
a_title_stands_before_a_text(void **state)
{
	static const struct expected cases[] = { { "hiring",
		"/hiring /pay" } };

	are_found(state, cases, countof(cases));
}

static void
a_light_document_stands_behind_its_equal(void **state)
{
	static const struct expected cases[] = { { "threads",
		"/heavy /light" } };

	are_found(state, cases, countof(cases));
}

static void
no_more_are_given_than_asked_for_and_all_are_counted(void **state)
{
	ARENA(arena);
	struct search_hits hits;

	assert_status(search_find(arena, *state, "hiring", 1, &hits), OK);
	assert_int_equal(hits.len, 1);
	assert_int_equal(hits.count, 2);
	assert_string_equal(hits.at[0].href, "/hiring");
	assert_status(search_find(arena, *state, "hiring", 0, &hits), OK);
	assert_int_equal(hits.len, 0);
	assert_int_equal(hits.count, 2);
}

/* ---- several words ---- */

static void
all_words_must_be_there(void **state)
{
	ARENA(arena);
	struct search_hits hits = find(state, arena, "hiring pay");

	assert_int_equal(hits.match, SEARCH_ALL);
	assert_string_equal(found(state, arena, "hiring pay"), "/pay");
	assert_string_equal(found(state, arena, "pay, \"HIRING\"! pay"),
	    "/pay");
}

static void
where_none_has_all_words_those_with_some_are_shown(void **state)
{
	ARENA(arena);
	struct search_hits hits = find(state, arena, "robust threads");

	assert_int_equal(hits.match, SEARCH_SOME);
	assert_string_equal(found(state, arena, "robust threads"),
	    "/java /heavy /light");
}

static void
all_words_but_one_are_better_than_any(void **state)
{
	ARENA(arena);

	assert_int_equal(find(state, arena, "hiring pay robust").match,
	    SEARCH_SOME);
	assert_string_equal(found(state, arena, "hiring pay robust"), "/pay");
}

static void
a_word_that_stands_nowhere_makes_it_some(void **state)
{
	ARENA(arena);

	assert_int_equal(find(state, arena, "hiring zebra").match,
	    SEARCH_SOME);
	assert_string_equal(found(state, arena, "hiring pay zebra"), "/pay");
}

static void
small_words_count_only_without_others(void **state)
{
	ARENA(arena);
	struct search_hits hits;

	hits = find(state, arena, "what is the pay for hiring");
	assert_int_equal(hits.match, SEARCH_ALL);
	assert_string_equal(hits.at[0].href, "/pay");
	hits = find(state, arena, "what is it");
	assert_int_equal(hits.match, SEARCH_ALL);
	assert_string_equal(hits.at[0].href, "/question");
	assert_string_equal(marked(arena, &hits.at[0].title),
	    "[What] [is] [it]");
}

/* ---- what is shown of a hit ---- */

static void
what_is_found_is_marked(void **state)
{
	ARENA(arena);
	struct search_hits hits = find(state, arena, "hires months");

	assert_int_equal(hits.len, 1);
	assert_string_equal(marked(arena, &hits.at[0].title),
	    "Whom you can [hire]");
	assert_string_equal(marked(arena, &hits.at[0].parent), "People");
	assert_string_equal(marked(arena, &hits.at[0].snippet),
	    "Senior developers are hard to find. [Hiring] takes [months].");
}

static void
a_long_text_is_cut_to_where_it_was_found(void **state)
{
	ARENA(arena);
	struct search_hits hits = find(state, arena, "event loop");
	const char *snippet = marked(arena, &hits.at[0].snippet);

	assert_int_equal(hits.len, 1);
	assert_non_null(strstr(snippet, "[event] [loop] takes one [event]"));
	assert_memory_equal(snippet, "…", strlen("…"));
	assert_string_equal(snippet + strlen(snippet) - strlen("…"), "…");
	assert_true(strlen(snippet) < 300);
}

/* Escaping is the page's; here a text is a text. */
static void
markup_is_text(void **state)
{
	ARENA(arena);
	struct search_hits hits = find(state, arena, "markup");

	assert_string_equal(marked(arena, &hits.at[0].snippet),
	    "Crème and <b>[markup]</b>.");
}

/* ---- nothing found ---- */

static void
a_word_that_stands_nowhere_finds_nothing(void **state)
{
	ARENA(arena);
	struct search_hits hits = find(state, arena, "zebra");

	assert_int_equal(hits.match, SEARCH_NOTHING);
	assert_int_equal(hits.meant_len, 0);
}

static void
what_was_meant_is_offered(void **state)
{
	static const struct expected cases[] = {
		{ "robist", "robust" },
		{ "robsut", "robust" },
		{ "rrobust", "robust" },
		{ "robst", "robust" },
		{ "concurrrrency", "concurrency" }, /* two for a long one */
		{ "robist thraeds", "robust threads" },
		{ "robist hiring", "robust hiring" },
		{ "the robist zebra", "the robust" },
		{ "ROBIST", "robust" },
		{ "rabist", "" },  /* two for a short one */
		{ "robist robist", "robust" },
		{ "lop", "" },     /* too short to tell */
		{ "waht", "" },    /* "what" says nothing */
	};

	for (size_t i = 0; i < countof(cases); i++) {
		ARENA(arena);
		struct search_hits hits = find(state, arena, cases[i].query);
		const char *meant = hits.meant_len > 0 ? hits.meant[0] : "";

		if (strcmp(meant, cases[i].hrefs) != 0)
			fail_msg("for \"%s\": \"%s\"", cases[i].query, meant);
	}
}

static void
the_nearest_is_offered_first_and_the_more_frequent(void **state)
{
	static const struct search_document near[] = {
		{ "/1", "", "abundantel", "", "", "", 100 },
		{ "/2", "", "abundantel", "", "", "", 100 },
		{ "/3", "", "abundantel abundante", "", "", "", 100 },
		{ "/4", "", "abundanto abundanti", "", "", "", 100 },
		{ "/5", "", "abundanti", "", "", "", 100 },
	};
	ARENA(arena);
	struct search *search;
	struct search_hits hits;

	assert_status(search_new(near, countof(near), &search), OK);
	assert_status(search_find(arena, search, "abundantu", LIMIT, &hits),
	    OK);
	assert_int_equal(hits.meant_len, SEARCH_MEANT_MAX);
	assert_string_equal(hits.meant[0], "abundanti");
	for (size_t i = 1; i < hits.meant_len; i++)
		assert_true(strcmp(hits.meant[i], "abundante") == 0 ||
		    strcmp(hits.meant[i], "abundanto") == 0);
	search_free(search);
}

static void
many_unknown_words_are_no_slip(void **state)
{
	ARENA(arena);
	struct search_hits hits;

	hits = find(state, arena, "robist thraeds compilde langauge");
	assert_int_equal(hits.meant_len, 1);
	hits = find(state, arena, "robist thraeds compilde langauge servcies");
	assert_int_equal(hits.meant_len, 0);
}

static void
an_index_of_nothing_finds_nothing(void **state)
{
	ARENA(arena);
	struct search *search;
	struct search_hits hits;

	assert_status(search_new(NULL, 0, &search), OK);
	assert_status(search_find(arena, search, "hiring", LIMIT, &hits), OK);
	assert_int_equal(hits.match, SEARCH_NOTHING);
	search_free(search);
	search_free(NULL);
}

/* ---- what cannot be looked for ---- */

static const char *
repeated(struct arena *arena, const char *text, size_t count)
{
	BUF(out, 100000);

	while (count-- > 0)
		buf_puts(&out, text);
	return arena_strdup(arena, buf_text(&out));
}

static void
a_query_has_its_length(void **state)
{
	static const char *const letters[] = { "x", "ü", "\U0001d54f" };
	ARENA(arena);
	struct search_hits hits;

	for (size_t i = 0; i < countof(letters); i++) {
		(void)find(state, arena, repeated(arena, letters[i],
		    SEARCH_QUERY_MAX));
		assert_status(search_find(arena, *state, repeated(arena,
		    letters[i], SEARCH_QUERY_MAX + 1), LIMIT, &hits), INVALID);
		assert_int_equal(hits.len, 0);
	}
	assert_status(search_find(arena, *state, repeated(arena, "hiring ",
	    1500), LIMIT, &hits), INVALID);
}

static void
a_query_has_a_word(void **state)
{
	static const char *const queries[] = { "", " ", "?", "\"\"", "*", "( )",
		"- : ^", "\u2603", "\n\t", "\1\2" };
	struct search_hits hits;

	for (size_t i = 0; i < countof(queries); i++) {
		ARENA(arena);

		assert_status(search_find(arena, *state, queries[i], LIMIT,
		    &hits), INVALID);
	}
}

/* What means something to FTS5 means nothing here. */
static void
no_query_is_malformed(void **state)
{
	static const struct expected cases[] = {
		{ "\"hiring", "/hiring /pay" },
		{ "hiring\"\"", "/hiring /pay" },
		{ "hiring*", "/hiring /pay" },
		{ "hiring AND", "/hiring /pay" },
		{ "OR hiring OR", "/hiring /pay" },
		{ "(hiring", "/hiring /pay" },
		{ "hiring) AND (pay", "/pay" },
		{ "^hiring", "/hiring /pay" },
		{ "-hiring", "/hiring /pay" },
		{ "'hiring'; DROP-", "/hiring /pay" },
		{ "hiring \\ +", "/hiring /pay" },
		{ "{hiring}", "/hiring /pay" },
		{ "hiring\1\2pay", "/pay" },
		{ "hiring\u202epay", "/pay" },
	};
	static const char *const odd[] = { "NEAR(hiring pay, 1)",
		"title:hiring", "{title text}:hiring", "rowid", "page MATCH",
		"hiring NOT pay", "rank", "\ue000\ue001", "\u0301", "##++",
		"a\"b\"c\"d", "hiring\ufffepay\U0010ffff" };
	struct search_hits hits;

	are_found(state, cases, countof(cases));
	for (size_t i = 0; i < countof(odd); i++) {
		ARENA(arena);
		enum status st =
		    search_find(arena, *state, odd[i], LIMIT, &hits);

		if (st != OK && st != INVALID)
			fail_msg("%s: %s", odd[i], status_name(st));
	}
}

/* ---- what is kept of a query: nothing ---- */

static void
the_index_takes_no_change(void **state)
{
	static const char *const changes[] = { "DELETE FROM page",
		"DELETE FROM word", "INSERT INTO page (title) VALUES ('x')",
		"CREATE TABLE other (a)" };
	struct search *search = *state;

	for (size_t i = 0; i < countof(changes); i++)
		assert_int_equal(sqlite3_exec(search->db, changes[i], NULL,
		    NULL, NULL) & 0xff, SQLITE_READONLY);
}

static void
the_index_has_no_file(void **state)
{
	struct search *search = *state;
	const char *file = sqlite3_db_filename(search->db, "main");
	sqlite3_stmt *query;

	assert_true(file == NULL || *file == '\0');
	assert_int_equal(sqlite3_prepare_v2(search->db, "PRAGMA temp_store",
	    -1, &query, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(query), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(query, 0), 2);
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
}

/* SQLite's message would quote what it stumbled over. */
static void
a_failure_is_logged_without_the_query(void **state)
{
	struct search *search = *state;
	struct captured captured;
	struct query query;
	enum status st;

	assert_int_equal(sqlite_query(search->db,
	    "SELECT rowid FROM page WHERE page MATCH 'canary:\"'", &query),
	    SQLITE_OK);
	captured_begin(&captured);
	st = search_row(&query);
	captured_end(&captured);
	(void)sqlite3_finalize(query.sqlite);
	assert_status(st, FAILED);
	assert_non_null(strstr(captured.text, "search.failed code=1"));
	assert_null(strstr(captured.text, "canary"));
}

/* Nor is a query kept in the handle, for the next one to find. */
static void
one_query_leaves_nothing_for_the_next(void **state)
{
	struct search *search = *state;
	ARENA(arena);

	(void)find(state, arena, "hiring zebra");
	for (size_t i = 0; i < SEARCH_QUERIES; i++) {
		char *text = sqlite3_expanded_sql(search->queries[i].sqlite);

		assert_false(sqlite3_stmt_busy(search->queries[i].sqlite));
		assert_null(strstr(text, "hir"));
		assert_null(strstr(text, "zebra"));
		sqlite3_free(text);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_is_found_in_all_its_forms),
		cmocka_unit_test(case_and_accents_do_not_matter),
		cmocka_unit_test(a_sharp_belongs_to_its_word),
		cmocka_unit_test(a_word_that_stands_nowhere_is_a_beginning),
		cmocka_unit_test(a_word_that_stands_somewhere_is_no_beginning),
		cmocka_unit_test(one_letter_is_no_beginning),
		cmocka_unit_test(a_word_written_as_two_is_found),
		cmocka_unit_test(a_name_given_beside_is_found_and_not_shown),
		cmocka_unit_test(a_part_is_found_by_the_title_of_its_page),
		cmocka_unit_test(a_title_stands_before_a_text),
		cmocka_unit_test(a_light_document_stands_behind_its_equal),
		cmocka_unit_test(
		    no_more_are_given_than_asked_for_and_all_are_counted),
		cmocka_unit_test(all_words_must_be_there),
		cmocka_unit_test(
		    where_none_has_all_words_those_with_some_are_shown),
		cmocka_unit_test(all_words_but_one_are_better_than_any),
		cmocka_unit_test(a_word_that_stands_nowhere_makes_it_some),
		cmocka_unit_test(small_words_count_only_without_others),
		cmocka_unit_test(what_is_found_is_marked),
		cmocka_unit_test(a_long_text_is_cut_to_where_it_was_found),
		cmocka_unit_test(markup_is_text),
		cmocka_unit_test(a_word_that_stands_nowhere_finds_nothing),
		cmocka_unit_test(what_was_meant_is_offered),
		cmocka_unit_test(
		    the_nearest_is_offered_first_and_the_more_frequent),
		cmocka_unit_test(many_unknown_words_are_no_slip),
		cmocka_unit_test(an_index_of_nothing_finds_nothing),
		cmocka_unit_test(a_query_has_its_length),
		cmocka_unit_test(a_query_has_a_word),
		cmocka_unit_test(no_query_is_malformed),
		cmocka_unit_test(the_index_takes_no_change),
		cmocka_unit_test(the_index_has_no_file),
		cmocka_unit_test(a_failure_is_logged_without_the_query),
		cmocka_unit_test(one_query_leaves_nothing_for_the_next),
	};

	return cmocka_run_group_tests(tests, index_make, index_free);
}

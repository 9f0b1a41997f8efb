#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "config/assessment_file.h"
#include "domain/recommendation.h"
#include "web/app.h"
#include "web/dispatch.h"
#include "web/prepared.h"
#include "web/request.h"
#include "web/response.h"

/*
 * The pages of the assessment, request in and response out: first with the
 * rules as shipped, then with a small set that an owner could have written.
 */
static const int64_t now = 1795251600; /* 2026-11-21T09:00:00Z */

struct fixture {
	struct app app;
	struct assessment *shipped;
	struct assessment small;
};

static int
read_small(struct fixture *f)
{
	static char bytes[65536];
	struct yaml_source source = { "small.yaml", 1, bytes, 0 };
	FILE *file = fopen(SOURCE_ROOT
	    "/tests/unit/fixtures/assessment/small.yaml", "re");

	if (file == NULL)
		return -1;
	source.len = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	return assessment_read(f->app.arena, &source, &f->small) == OK ? 0 :
	    -1;
}

static int
setup(void **state)
{
	static struct fixture f;
	const struct app_options options = {
		.data = "none",
		.conf = SOURCE_ROOT "/conf",
		.assets = SOURCE_ROOT "/assets",
		.public_url = "http://127.0.0.1:8080",
		.admin_url = "http://127.0.0.1:8081",
	};

	*state = &f;
	if (app_load(&options, &f.app) != OK)
		return -1;
	f.app.role = ROLE_PUBLIC;
	f.shipped = f.app.assessment;
	return read_small(&f);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	app_free(&f->app);
	return 0;
}

/* One answer, with its body as text; freed with gone. */
struct answer {
	struct arena *arena;
	struct response res;
	const char *body;
};

static struct answer
get(struct fixture *f, const char *path, const char *query)
{
	struct answer answer = { .arena = arena_new(65536),
		.res = response_new() };
	struct request req = { .app = &f->app, .arena = answer.arena,
		.now = now, .method = GET, .path = path, .query = query };

	assert_status(dispatch(&req, &answer.res), OK);
	answer.body = buf_text(&answer.res.body);
	return answer;
}

static void
gone(struct answer *answer)
{
	response_free(&answer->res);
	arena_free(answer->arena);
}

static const char *
header(const struct answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->res.headers_len; i++)
		if (strcmp(answer->res.headers[i].name, name) == 0)
			return answer->res.headers[i].value;
	return NULL;
}

static size_t
count_of(const char *text, const char *part)
{
	size_t count = 0;

	while ((text = strstr(text, part)) != NULL) {
		text += strlen(part);
		count++;
	}
	return count;
}

#define assert_holds(text, part) assert_non_null(strstr((text), (part)))
#define assert_lacks(text, part) assert_null(strstr((text), (part)))

static void
assert_leads(struct fixture *f, const char *path, const char *query,
    const char *location)
{
	struct answer answer = get(f, path, query);

	assert_int_equal(answer.res.code, 303);
	assert_string_equal(header(&answer, "location"), location);
	gone(&answer);
}

static void
a_single_result_shows_reasons_weaknesses_and_what_was_overruled(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/js-rules-long-two", "");

	assert_int_equal(a.res.code, 200);
	assert_holds(a.body, "<h1>Build it in .NET.</h1>");
	assert_holds(a.body, "A clear result: .NET is 4 points ahead of the "
	    "runner-up, Java.");
	assert_holds(a.body, "Your team knows Node.js, but .NET is 5 points "
	    "ahead");
	assert_holds(a.body, "Every point that counted for .NET");
	assert_lacks(a.body, "Every point that counted for Java");
	assert_holds(a.body, "The start is steeper");
	assert_holds(a.body, "Because you answered “Business rules that must "
	    "be right”");
	assert_holds(a.body, "<a href=\"/guides/dotnet-or-nodejs#lifespan\">"
	    "“Lifespan” in .NET or Node.js</a>");
	assert_holds(a.body, "Runner-up: Java with 6 points.");
	assert_lacks(a.body, "class=\"pair\"");
	gone(&a);
	a = get(f, "/assessment/py-io-mvp-one", "");
	assert_holds(a.body, "+8 <span class=\"whose\">for Python</span>");
	assert_holds(a.body, "<span class=\"whose\">always</span>");
	gone(&a);
}

static void
a_close_call_shows_both_stacks_and_what_decided(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/js-rules-long-one", "");

	assert_holds(a.body, "Node.js and .NET, side by side");
	assert_holds(a.body, "Every point that counted for Node.js");
	assert_holds(a.body, "Every point that counted for .NET");
	assert_holds(a.body, "The tie goes to Node.js, because your team "
	    "already knows it.");
	assert_holds(a.body, "Node.js and .NET have the same number of "
	    "points.");
	assert_lacks(a.body, "class=\"whose\">for ");
	gone(&a);
}

static void
a_hybrid_explains_both_parts_and_the_price(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/js-data-mvp-one", "");

	assert_holds(a.body, "What Node.js does");
	assert_holds(a.body, "What Python does");
	assert_holds(a.body, "What the second service costs");
	assert_holds(a.body, "Every point that counted for Python");
	assert_holds(a.body, "Two of your answers pull apart");
	assert_lacks(a.body, "data-confidence");
	gone(&a);
	a = get(f, "/assessment/py-io-mvp-two", "");
	assert_holds(a.body, "One service now, and where to cut it later");
	assert_holds(a.body, "What may move out to Node.js");
	gone(&a);
}

static void
a_hybrid_against_the_points_says_who_leads(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/js-data-long-nofe", "");

	assert_holds(a.body, "Points alone would put Python first, with 6 "
	    "against 3 for Node.js.");
	gone(&a);
	a = get(f, "/assessment/js-data-grow-poly", "");
	assert_lacks(a.body, "Points alone would put ");
	gone(&a);
}

static void
an_inference_is_marked_and_thin_evidence_is_said(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/jvm-rules-long-nofe", "");

	assert_holds(a.body, "<li class=\"ours\">Our judgement</li>");
	assert_holds(a.body, "Thin evidence");
	gone(&a);
	a = get(f, "/assessment/cs-rules-long-two", "");
	assert_lacks(a.body, "Thin evidence");
	gone(&a);
}

static void
flips_are_grouped_and_a_question_without_any_says_so(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/js-data-grow-poly", "");

	assert_int_equal(count_of(a.body, "No single change of this answer "
	    "flips it."), 2);
	assert_int_equal(count_of(a.body, "class=\"flip-to\""), 10);
	assert_holds(a.body, "href=\"/assessment/py-data-grow-poly\"");
	gone(&a);
}

static void
an_unknown_code_is_not_found_and_shows_the_form_with_what_was_read(
    void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/js-data-grow-xyz", "");

	assert_int_equal(a.res.code, 404);
	assert_holds(a.body, "There is no result “js-data-grow-xyz”");
	assert_holds(a.body, "id=\"hard-data\" checked");
	assert_int_equal(count_of(a.body, " checked>"), 3);
	gone(&a);
	a = get(f, "/assessment/%3Cscript%3E", "");
	assert_int_equal(a.res.code, 404);
	assert_lacks(a.body, "<script>");
	gone(&a);
	a = get(f, "/assessment/nonsense.json", "");
	assert_int_equal(a.res.code, 404);
	assert_lacks(a.body, "<form class=\"questions\"");
	gone(&a);
}

static void
the_record_is_a_download_with_absolute_links(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/js-data-grow-poly.md", "");

	assert_int_equal(a.res.code, 200);
	assert_string_equal(a.res.content_type,
	    "text/markdown; charset=utf-8");
	assert_string_equal(header(&a, "content-disposition"),
	    "attachment; filename=\"adr-js-data-grow-poly.md\"");
	assert_holds(a.body, "# Decision record: Node.js with Python\n");
	assert_holds(a.body, "- Date: 2026-11-21\n");
	assert_holds(a.body, "edition 2026-11");
	assert_holds(a.body, "[register](http://127.0.0.1:8080/guides/"
	    "sources)\n");
	assert_holds(a.body, "(source 000-13; [");
	assert_holds(a.body, "(sources 001-38, 002-11, 002-16, 003-19; [");
	assert_holds(a.body, "(http://127.0.0.1:8080/assessment/"
	    "js-data-grow-poly)");
	assert_holds(a.body, "(http://127.0.0.1:8080/guides/");
	assert_lacks(a.body, "](/");
	assert_holds(a.body, "**What Python does:** Preparing data");
	assert_holds(a.body, "**The price of the second service:** A second");
	assert_holds(a.body, "Node.js has 8 points:\n\n- **+8**, because of "
	    "“JavaScript or TypeScript”:");
	assert_holds(a.body, "Python has 7 points:");
	assert_holds(a.body, "- Go, 2 points, the runner-up\n");
	assert_int_equal(count_of(a.body, " would lead to "), 10);
	gone(&a);
	a = get(f, "/assessment/js-rules-long-two.md", "");
	assert_holds(a.body, "A clear result: .NET is 4 points ahead");
	assert_holds(a.body, "Your team knows Node.js, but .NET is 5 points");
	gone(&a);
	a = get(f, "/assessment/js-rules-long-one.md", "");
	assert_int_equal(count_of(a.body, "- **+5**, because of"), 1);
	assert_lacks(a.body, " for .NET, because of");
	gone(&a);
}

static void
every_result_has_a_page_data_and_a_record(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < assessment_count(f->app.assessment); i++) {
		ARENA(arena);
		struct answers answers =
		    assessment_answers_at(f->app.assessment, i);
		const char *code = assessment_code(arena, f->app.assessment,
		    &answers);
		const char *const endings[] = { "", ".json", ".md" };

		for (size_t e = 0; e < countof(endings); e++) {
			struct answer a = get(f, arena_printf(arena,
			    "/assessment/%s%s", code, endings[e]), "");

			assert_int_equal(a.res.code, 200);
			assert_holds(a.body, "2026-11");
			assert_lacks(a.body, "(null)");
			gone(&a);
		}
	}
}

static void
two_results_say_whether_their_difference_matters(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f,
	    "/assessment/js-data-grow-poly/vs/js-data-long-poly", "");

	assert_int_equal(a.res.code, 200);
	assert_holds(a.body, "One answer apart, and both lead to Node.js with "
	    "Python.");
	assert_holds(a.body, "it does not matter");
	assert_holds(a.body, "Alone, it would leave A as it is");
	gone(&a);
	a = get(f, "/assessment/js-rules-long-two/vs/js-rules-mvp-two", "");
	assert_holds(a.body, "A leads to .NET, B to Node.js.");
	assert_holds(a.body, "Talk about “How long must it live?” first.");
	assert_holds(a.body, "Alone, it would turn A into B’s "
	    "recommendation");
	gone(&a);
	a = get(f, "/assessment/js-rules-long-two/vs/js-rules-long-two", "");
	assert_holds(a.body, "These are the same four answers.");
	gone(&a);
	a = get(f, "/assessment/js-rules-long-two/vs/nothing", "");
	assert_int_equal(a.res.code, 404);
	gone(&a);
}

static void
the_other_result_is_found_by_code_or_address(void **state)
{
	static const char *const given[] = {
		"with=py-io-grow-two",
		"with=++py-io-grow-two+",
		"with=http%3A%2F%2F127.0.0.1%3A8080%2Fassessment%2F"
		"py-io-grow-two",
		"with=https%3A%2F%2Fexample.org%2Fassessment%2F"
		"py-io-grow-two%3Ffrom%3Dx",
		"with=py-io-grow-two.json",
	};
	struct fixture *f = *state;
	struct answer a;

	for (size_t i = 0; i < countof(given); i++)
		assert_leads(f, "/assessment/js-data-grow-poly/vs", given[i],
		    "/assessment/js-data-grow-poly/vs/py-io-grow-two");
	a = get(f, "/assessment/js-data-grow-poly/vs", "");
	assert_int_equal(a.res.code, 200);
	gone(&a);
	a = get(f, "/assessment/js-data-grow-poly/vs", "with=");
	assert_int_equal(a.res.code, 422);
	assert_holds(a.body, "Please enter the code or the address");
	gone(&a);
	a = get(f, "/assessment/js-data-grow-poly/vs", "with=%22%3Ex");
	assert_int_equal(a.res.code, 422);
	assert_holds(a.body, "value=\"&quot;&gt;x\"");
	gone(&a);
	a = get(f, "/assessment/nothing/vs", "with=py-io-grow-two");
	assert_int_equal(a.res.code, 404);
	gone(&a);
}

static void
who_was_sent_the_questions_gets_the_comparison(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment", "vs=js-data-grow-poly");

	assert_int_equal(a.res.code, 200);
	assert_holds(a.body,
	    "<input type=\"hidden\" name=\"vs\" value=\"js-data-grow-poly\">");
	gone(&a);
	assert_leads(f, "/assessment", "vs=js-data-grow-poly&team=py&hard=io&"
	    "life=grow&lang=two&go=1",
	    "/assessment/js-data-grow-poly/vs/py-io-grow-two");
	assert_leads(f, "/assessment", "vs=nonsense&team=py&hard=io&"
	    "life=grow&lang=two&go=1", "/assessment/py-io-grow-two");
	a = get(f, "/assessment", "vs=js-data-grow-poly&go=1");
	assert_int_equal(a.res.code, 422);
	assert_holds(a.body, "name=\"vs\" value=\"js-data-grow-poly\"");
	gone(&a);
}

static void
the_proof_lists_every_result_with_counts_and_hash(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/proof", "");

	assert_int_equal(a.res.code, 200);
	assert_holds(a.body, "All 576 results, proven");
	assert_holds(a.body, f->app.proof_sha256);
	assert_int_equal(strlen(f->app.proof_sha256), 64);
	assert_holds(a.body, "17 different recommendations, 26 if");
	assert_int_equal(count_of(a.body, "<td data-kind=\""), 576);
	assert_int_equal(count_of(a.body, "<td data-kind=\"close\""), 79);
	assert_holds(a.body, ">Node.js <span>≈ .NET</span></a>");
	assert_holds(a.body, "<td class=\"points\">124</td>");
	gone(&a);
}

static void
the_proof_says_that_nothing_has_moved(void **state)
{
	struct fixture *f = *state;
	struct answer a = get(f, "/assessment/proof", "");

	assert_holds(a.body, "Held against the results of edition 2026-11, as "
	    "they were written down: none has moved.");
	assert_lacks(a.body, "class=\"proof-moves\"");
	gone(&a);
}

/* A team's stack that yields to nothing: some results are then others. */
static void
the_proof_lists_what_a_change_of_rules_moved(void **state)
{
	struct fixture *f = *state;
	const struct assessment_moves before = f->app.moves;
	struct assessment changed = *f->shipped;
	struct answer a;

	changed.guard_lead = 99;
	changed.edition = "2026-12";
	f->app.assessment = &changed;
	assert_status(assessment_table_compare(f->app.arena, &changed,
	    SOURCE_ROOT "/conf", &f->app.moves), OK);
	a = get(f, "/assessment/proof", "");
	assert_holds(a.body, "of edition 2026-11, as they were written down: "
	    "ten moved, none new, none gone.");
	assert_int_equal(count_of(a.body, "<a href=\"/assessment/"
	    "js-rules-long-two\"><code>js-rules-long-two</code></a></th>"
	    "<td>.NET</td><td>Node.js, a close call</td>"), 1);
	gone(&a);
	f->app.moves = (struct assessment_moves){ 0 };
	a = get(f, "/assessment/proof", "");
	assert_lacks(a.body, "as they were written down");
	gone(&a);
	f->app.moves = before;
}

static bool
is_that_result(const struct app *app, const char *path)
{
	return strcmp(path, "/assessment/py-io-grow-two") == 0;
}

static void
a_page_is_made_when_asked_for_and_then_kept(void **state)
{
	struct fixture *f = *state;
	static const char path[] = "/assessment/py-io-grow-two";
	struct prepared *prepared = prepared_new();
	struct prepared_page *page;
	struct prepared_bytes *first;
	size_t size;

	assert_null(prepared_find(prepared, path));
	prepared_later(prepared, &f->app, is_that_result);
	assert_null(prepared_find(prepared, "/assessment/py-io-grow-one"));
	page = prepared_find(prepared, path);
	assert_non_null(page);
	assert_ptr_equal(prepared_find(prepared, path), page);
	assert_int_equal(prepared_later_size(prepared), 0);
	first = prepared_choose(page, "gzip, br", NULL, now);
	assert_holds(first->bytes, "content-encoding: br\r\n");
	size = prepared_later_size(prepared);
	assert_true(size > 0 && size < 16384);
	assert_ptr_equal(prepared_choose(page, "br", NULL, now), first);
	assert_int_equal(prepared_later_size(prepared), size);
	first = prepared_choose(page, NULL, NULL, now);
	assert_holds(first->bytes, "<h1>");
	first = prepared_choose(page, "gzip", page->etag[BROTLI], now);
	assert_holds(first->bytes, "HTTP/1.1 304 ");
	prepared_free(prepared);
}

/* From here on the rules are those of small.yaml. */
static void
with_small(void **state)
{
	struct fixture *f = *state;

	f->app.assessment = &f->small;
}

static bool
every_result(const struct app *app, const char *path)
{
	return strncmp(path, "/assessment/", strlen("/assessment/")) == 0;
}

static void
pages_kept_do_not_grow_without_bound(void **state)
{
	static const char *const encodings[] = { NULL, "gzip", "br" };
	struct fixture *f = *state;
	struct prepared *prepared = prepared_new();
	size_t kept = 0;
	size_t asked = 0;

	prepared_later(prepared, &f->app, every_result);
	for (size_t i = 0; i < assessment_count(f->app.assessment); i++) {
		ARENA(arena);
		struct answers answers =
		    assessment_answers_at(f->app.assessment, i);
		struct prepared_page *page = prepared_find(prepared,
		    arena_printf(arena, "/assessment/%s",
			assessment_code(arena, f->app.assessment, &answers)));

		for (size_t e = 0; e < countof(encodings); e++, asked++)
			kept += page != NULL && prepared_choose(page,
			    encodings[e], NULL, now) != NULL;
	}
	assert_true(kept > asked / 3 && kept < asked);
	assert_in_range(prepared_later_size(prepared), PREPARED_LATER_MAX,
	    PREPARED_LATER_MAX + 65536);
	prepared_free(prepared);
}

static void
the_form_follows_the_file(void **state)
{
	struct fixture *f = *state;
	struct answer a;

	with_small(state);
	a = get(f, "/assessment", "");
	assert_int_equal(count_of(a.body, "<fieldset "), 4);
	assert_int_equal(count_of(a.body, "type=\"radio\""), 8);
	assert_holds(a.body, "<h2>Who?</h2>");
	assert_holds(a.body, "name=\"crew\" value=\"y\"");
	assert_lacks(a.body, "name=\"team\"");
	gone(&a);
	a = get(f, "/assessment", "crew=x&task=y&time=x&go=1");
	assert_int_equal(a.res.code, 422);
	assert_holds(a.body, "“More?” has no answer yet. Please choose one.");
	assert_holds(a.body, "href=\"#more\"");
	gone(&a);
	assert_leads(f, "/assessment", "crew=x&task=y&time=x&more=y",
	    "/assessment/x-y-x-y");
}

static void
results_flips_and_proof_follow_the_file(void **state)
{
	struct fixture *f = *state;
	struct answer a;

	with_small(state);
	a = get(f, "/assessment/y-y-x-x", "");
	assert_int_equal(a.res.code, 200);
	assert_holds(a.body, "<h1>Beta or Alpha.</h1>");
	assert_holds(a.body, "The three side by side");
	assert_holds(a.body, "href=\"/assessment/x-y-x-x\"");
	assert_holds(a.body, "None of your answers gives or takes anything "
	    "here");
	assert_holds(a.body, "rules edition small-1");
	gone(&a);
	a = get(f, "/assessment/x-x-y-x", "");
	assert_holds(a.body, "<h1>First Alpha.</h1>");
	assert_lacks(a.body, "class=\"price\"");
	gone(&a);
	a = get(f, "/assessment/proof", "");
	assert_int_equal(count_of(a.body, "<td data-kind=\""), 16);
	gone(&a);
	a = get(f, "/assessment/js-data-grow-poly", "");
	assert_int_equal(a.res.code, 404);
	gone(&a);
	a = get(f, "/assessment/x-y-x-x.md", "");
	assert_holds(a.body, "edition small-1");
	gone(&a);
}

static void
an_old_link_leads_on_and_the_page_says_so(void **state)
{
	struct fixture *f = *state;
	struct answer a;

	with_small(state);
	assert_leads(f, "/assessment/old-y-x-x", "",
	    "/assessment/x-y-x-x?from=old-y-x-x");
	assert_leads(f, "/assessment/old-y-x-x.json", "",
	    "/assessment/x-y-x-x.json");
	assert_leads(f, "/assessment/old-y-x-x.md", "",
	    "/assessment/x-y-x-x.md");
	assert_leads(f, "/assessment/old-y-x-x/vs/y-y-x-x", "",
	    "/assessment/x-y-x-x/vs/y-y-x-x");
	a = get(f, "/assessment/x-y-x-x", "from=old-y-x-x");
	assert_holds(a.body, "You followed an older link");
	assert_holds(a.body, "Once it was another answer.");
	gone(&a);
	a = get(f, "/assessment/x-y-x-x", "from=old-x-x-x");
	assert_lacks(a.body, "You followed an older link");
	gone(&a);
	a = get(f, "/assessment/x-y-x-x", "from=y-y-x-x");
	assert_lacks(a.body, "You followed an older link");
	gone(&a);
	a = get(f, "/assessment/x-y-x-x", "from=%3Cb%3E");
	assert_lacks(a.body, "You followed an older link");
	gone(&a);
}

static int
shipped_again(void **state)
{
	struct fixture *f = *state;

	f->app.assessment = f->shipped;
	return 0;
}

#define page_test(name) cmocka_unit_test_teardown(name, shipped_again)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		page_test(
		    a_single_result_shows_reasons_weaknesses_and_what_was_overruled),
		page_test(a_close_call_shows_both_stacks_and_what_decided),
		page_test(a_hybrid_explains_both_parts_and_the_price),
		page_test(a_hybrid_against_the_points_says_who_leads),
		page_test(an_inference_is_marked_and_thin_evidence_is_said),
		page_test(flips_are_grouped_and_a_question_without_any_says_so),
		page_test(
		    an_unknown_code_is_not_found_and_shows_the_form_with_what_was_read),
		page_test(the_record_is_a_download_with_absolute_links),
		page_test(every_result_has_a_page_data_and_a_record),
		page_test(two_results_say_whether_their_difference_matters),
		page_test(the_other_result_is_found_by_code_or_address),
		page_test(who_was_sent_the_questions_gets_the_comparison),
		page_test(the_proof_lists_every_result_with_counts_and_hash),
		page_test(the_proof_says_that_nothing_has_moved),
		page_test(the_proof_lists_what_a_change_of_rules_moved),
		page_test(a_page_is_made_when_asked_for_and_then_kept),
		page_test(pages_kept_do_not_grow_without_bound),
		page_test(the_form_follows_the_file),
		page_test(results_flips_and_proof_follow_the_file),
		page_test(an_old_link_leads_on_and_the_page_says_so),
	};

	return cmocka_run_group_tests_name("assessment_pages", tests, setup,
	    teardown);
}

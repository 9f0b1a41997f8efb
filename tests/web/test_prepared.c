#include "test.h"

#include <brotli/decode.h>
#include <zlib.h>

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "harness.h"
#include "web/prepared.h"
#include "web/response.h"

enum { PAGE_MAX = 4 << 20, GZIP_WINDOW = 15 + 16 };

/* The public role's pages, made once; no database is needed for them. */
static int
prepare(void **state)
{
	struct site *site;

	if (site_load(state) != 0)
		return -1;
	site = *state;
	site->front = site->loaded;
	site->front.role = ROLE_PUBLIC;
	site->front.clock_shift = SITE_NOW - time(NULL);
	site->arena = arena_new(1 << 16);
	return app_prepare(&site->front) == OK ? 0 : -1;
}

static int
forget(void **state)
{
	struct site *site = *state;

	prepared_free(site->front.prepared);
	arena_free(site->arena);
	return site_unload(state);
}

static struct prepared_page *
page_at(struct site *site, const char *path)
{
	struct prepared_page *page =
	    prepared_find(site->front.prepared, path);

	if (page == NULL)
		fail_msg("%s is not prepared", path);
	return page;
}

static const char *
head_of(struct site *site, const struct prepared_bytes *bytes)
{
	return arena_strndup(site->arena, bytes->bytes, bytes->head_len);
}

static struct answer
answer_of(struct site *site, const struct prepared_bytes *bytes)
{
	return (struct answer){ .code = 200, .head = head_of(site, bytes),
		.body = bytes->bytes + bytes->head_len,
		.len = bytes->len - bytes->head_len };
}

static const char *
header_of(struct site *site, const struct prepared_bytes *bytes,
    const char *name)
{
	struct answer answer = answer_of(site, bytes);

	return answer_header(site->arena, &answer, name);
}

/* What app_prepare makes, in the order of the site map. */
static const char *const paths[] = { "/", "/guides", "/assessment",
	"/privacy", "/imprint", "/guides/how-to-choose",
	"/guides/dotnet-or-nodejs", "/favicon.svg", "/robots.txt" };

static void
pages_that_ask_for_nothing_are_prepared(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++)
		assert_string_equal(page_at(site, paths[i])->path, paths[i]);
	assert_non_null(page_at(site, site->front.css_path));
	for (size_t i = 0; i < site->front.guides.len; i++)
		assert_non_null(page_at(site, arena_printf(site->arena,
		    "/guides/%s", site->front.guides.at[i].slug)));
}

static void
any_other_path_is_not(void **state)
{
	static const char *const others[] = { "", "/book", "/guides/", "/GUIDES",
		"/guides/no-such-guide", "/admin/login", "/guides?", "guides", "//" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(others); i++)
		assert_null(prepared_find(site->front.prepared, others[i]));
}

static void
a_prepared_page_is_the_page_its_handler_makes(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++) {
		struct answer fresh = site_get(site, paths[i]);
		struct prepared_bytes *kept = prepared_choose(
		    page_at(site, paths[i]), NULL, NULL, SITE_NOW);
		struct answer answer = answer_of(site, kept);

		answer_is_sound(site->arena, &answer, false, false);
		assert_int_equal(answer.len, fresh.len);
		assert_memory_equal(answer.body, fresh.body, fresh.len);
		assert_string_equal(
		    header_of(site, kept, "cache-control"),
		    answer_header(site->arena, &fresh, "cache-control"));
		assert_string_equal(header_of(site, kept, "content-type"),
		    answer_header(site->arena, &fresh, "content-type"));
	}
}

static void
gunzip(const struct answer *answer, struct buf *out)
{
	z_stream stream = { .next_in = (z_const Bytef *)(uintptr_t)answer->body,
		.avail_in = (uInt)answer->len };
	static uint8_t plain[PAGE_MAX];

	assert_int_equal(inflateInit2(&stream, GZIP_WINDOW), Z_OK);
	stream.next_out = plain;
	stream.avail_out = sizeof(plain);
	assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
	assert_int_equal(stream.avail_in, 0);
	buf_add(out, plain, stream.total_out);
	assert_int_equal(inflateEnd(&stream), Z_OK);
}

static void
unbrotli(const struct answer *answer, struct buf *out)
{
	static uint8_t plain[PAGE_MAX];
	size_t size = sizeof(plain);

	assert_int_equal(BrotliDecoderDecompress(answer->len,
	    (const uint8_t *)answer->body, &size, plain),
	    BROTLI_DECODER_RESULT_SUCCESS);
	buf_add(out, plain, size);
}

static void
assert_decodes(struct site *site, struct prepared_page *page,
    enum encoding encoding)
{
	struct answer plain = answer_of(site, &page->full[IDENTITY]);
	struct answer coded = answer_of(site, &page->full[encoding]);
	BUF(decoded, PAGE_MAX);

	assert_true(coded.len < plain.len);
	assert_string_equal(
	    header_of(site, &page->full[encoding], "content-encoding"),
	    encoding == GZIP ? "gzip" : "br");
	if (encoding == GZIP)
		gunzip(&coded, &decoded);
	else
		unbrotli(&coded, &decoded);
	assert_int_equal(decoded.len, plain.len);
	assert_memory_equal(decoded.data, plain.body, plain.len);
}

static void
every_encoding_decodes_to_the_same_page(void **state)
{
	struct site *site = *state;
	size_t coded = 0;

	for (size_t i = 0; i < countof(paths); i++)
		for (int encoding = GZIP; encoding <= BROTLI; encoding++) {
			struct prepared_page *page = page_at(site, paths[i]);

			if (page->full[encoding].len == 0)
				continue;
			assert_decodes(site, page, (enum encoding)encoding);
			coded++;
		}
	assert_true(coded > countof(paths));
	assert_null(header_of(site, &page_at(site, "/")->full[IDENTITY],
	    "content-encoding"));
}

static void
the_header_says_which_encoding_is_sent(void **state)
{
	static const struct {
		const char *header;
		enum encoding encoding;
	} cases[] = {
		{ NULL, IDENTITY },
		{ "", IDENTITY },
		{ "identity", IDENTITY },
		{ "deflate, zstd", IDENTITY },
		{ "gzipped", IDENTITY },
		{ "brotli", IDENTITY },
		{ "gzip", GZIP },
		{ "GZip", GZIP },
		{ "gzip, deflate", GZIP },
		{ "deflate,gzip", GZIP },
		{ " ,, gzip ,", GZIP },
		{ "gzip;q=0.5", GZIP },
		{ "gzip ; q=0.001", GZIP },
		{ "gzip\t;\tq=1.000", GZIP },
		{ "gzip;q=0", IDENTITY },
		{ "gzip; q=0.000", IDENTITY },
		{ "gzip;q=0, deflate;q=0.9", IDENTITY },
		{ "br", BROTLI },
		{ "BR", BROTLI },
		{ "gzip, deflate, br, zstd", BROTLI },
		{ "br;q=0, gzip", GZIP },
		{ "br;q=0.1, gzip;q=1", BROTLI },
		{ "gzip;q=0, br", BROTLI },
		{ "br;q=0,gzip;q=0", IDENTITY },
		{ "br;q=1.0, gzip;q=0.8, *;q=0.1", BROTLI },
		{ "identity;q=1, *;q=0", IDENTITY },
	};
	struct site *site = *state;
	struct prepared_page *page = page_at(site, "/guides/how-to-choose");

	for (size_t i = 0; i < countof(cases); i++) {
		const struct prepared_bytes *sent = prepared_choose(page,
		    cases[i].header, NULL, SITE_NOW);

		if (sent != &page->full[cases[i].encoding])
			fail_msg("\"%s\": not encoding %d", cases[i].header,
			    (int)cases[i].encoding);
	}
}

/* RFC 9110 section 12.4.2: "weight = OWS ";" OWS "q=" qvalue", and strings of
 * the grammar are without case. */
static void
a_refusal_in_capitals_is_a_refusal(void **state)
{
	struct site *site = *state;
	struct prepared_page *page = page_at(site, "/");

	assert_ptr_equal(prepared_choose(page, "gzip;Q=0", NULL, SITE_NOW),
	    &page->full[IDENTITY]);
}

static void
the_smallest_form_the_client_takes_is_sent(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++) {
		struct prepared_page *page = page_at(site, paths[i]);
		const struct prepared_bytes *sent =
		    prepared_choose(page, "gzip, br", NULL, SITE_NOW);

		for (int j = IDENTITY; j < ENCODING_COUNT; j++)
			if (page->full[j].len > 0 && sent->len -
			    sent->head_len > page->full[j].len -
			    page->full[j].head_len)
				fail_msg("%s: encoding %d is smaller",
				    paths[i], j);
	}
}

static void
caches_are_told_what_the_answer_depends_on(void **state)
{
	struct site *site = *state;
	struct prepared_page *page = page_at(site, "/");

	for (int i = IDENTITY; i < ENCODING_COUNT; i++) {
		assert_string_equal(header_of(site, &page->full[i], "vary"),
		    "accept-encoding");
		assert_string_equal(
		    header_of(site, &page->not_modified[i], "vary"),
		    "accept-encoding");
	}
}

static void
each_encoding_has_a_tag_of_its_own(void **state)
{
	struct site *site = *state;
	struct prepared_page *page = page_at(site, "/");

	for (int i = IDENTITY; i < ENCODING_COUNT; i++) {
		const char *tag = header_of(site, &page->full[i], "etag");

		assert_string_equal(tag, page->etag[i]);
		assert_string_equal(tag,
		    header_of(site, &page->not_modified[i], "etag"));
		assert_int_equal(tag[0], '"');
		assert_int_equal(tag[strlen(tag) - 1], '"');
		for (int j = 0; j < i; j++)
			assert_string_not_equal(page->etag[i], page->etag[j]);
	}
	assert_string_not_equal(page->etag[0],
	    page_at(site, "/guides")->etag[0]);
}

static bool
is_unchanged(struct site *site, struct prepared_page *page, const char *tags)
{
	const struct prepared_bytes *sent =
	    prepared_choose(page, "gzip", tags, SITE_NOW);

	if (sent == &page->full[GZIP])
		return false;
	assert_ptr_equal(sent, &page->not_modified[GZIP]);
	return true;
}

static void
a_tag_the_client_has_is_answered_by_304(void **state)
{
	struct site *site = *state;
	struct prepared_page *page = page_at(site, "/guides");
	const char *tag = page->etag[GZIP];

	assert_true(is_unchanged(site, page, tag));
	assert_true(is_unchanged(site, page, "*"));
	assert_true(is_unchanged(site, page, page->etag[IDENTITY]));
	assert_true(is_unchanged(site, page, page->etag[BROTLI]));
	assert_true(is_unchanged(site, page,
	    arena_printf(site->arena, "W/%s", tag)));
	assert_true(is_unchanged(site, page,
	    arena_printf(site->arena, "\"a\", W/\"b\" , %s", tag)));
	assert_true(is_unchanged(site, page,
	    arena_printf(site->arena, "%s,\"b\"", tag)));
	assert_false(is_unchanged(site, page, NULL));
	assert_false(is_unchanged(site, page, ""));
	assert_false(is_unchanged(site, page, "\"a\""));
	assert_false(is_unchanged(site, page, "\"*\""));
	assert_false(is_unchanged(site, page,
	    page_at(site, "/")->etag[GZIP]));
	assert_false(is_unchanged(site, page,
	    arena_strndup(site->arena, tag, strlen(tag) - 1)));
}

static void
a_304_has_everything_but_a_body(void **state)
{
	struct site *site = *state;
	struct prepared_page *page = page_at(site, "/guides");
	struct prepared_bytes *bytes =
	    prepared_choose(page, "br", "*", SITE_NOW);
	const char *head = head_of(site, bytes);

	assert_int_equal(bytes->len, bytes->head_len);
	assert_memory_equal(head, "HTTP/1.1 304 Not Modified\r\n", 27);
	assert_null(header_of(site, bytes, "content-length"));
	assert_null(header_of(site, bytes, "content-type"));
	assert_non_null(header_of(site, bytes, "date"));
	assert_string_equal(header_of(site, bytes, "cache-control"),
	    header_of(site, &page->full[BROTLI], "cache-control"));
	assert_non_null(header_of(site, bytes, "content-security-policy"));
	assert_non_null(header_of(site, bytes, "referrer-policy"));
}

static void
the_date_is_renewed_where_it_stands(void **state)
{
	struct site *site = *state;
	struct prepared_page *page = page_at(site, "/imprint");
	struct prepared_bytes *bytes =
	    prepared_choose(page, NULL, NULL, SITE_NOW);
	char *before = arena_alloc(site->arena, bytes->len);

	assert_string_equal(header_of(site, bytes, "date"),
	    "Mon, 23 Nov 2026 08:00:00 GMT");
	memcpy(before, bytes->bytes, bytes->len);
	assert_ptr_equal(prepared_choose(page, NULL, NULL, SITE_NOW + 86399),
	    bytes);
	assert_string_equal(header_of(site, bytes, "date"),
	    "Tue, 24 Nov 2026 07:59:59 GMT");
	assert_ptr_equal(prepared_choose(page, NULL, NULL, SITE_NOW), bytes);
	assert_memory_equal(bytes->bytes, before, bytes->len);
	assert_string_equal(header_of(site, prepared_choose(page, NULL, "*",
	    SITE_NOW + 1), "date"), "Mon, 23 Nov 2026 08:00:01 GMT");
}

static void
a_head_is_the_first_part_of_the_answer(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++) {
		struct prepared_page *page = page_at(site, paths[i]);

		for (int j = IDENTITY; j < ENCODING_COUNT; j++) {
			struct prepared_bytes *bytes = &page->full[j];
			struct answer answer = answer_of(site, bytes);

			if (bytes->len == 0)
				continue;
			assert_memory_equal(bytes->bytes + bytes->head_len - 4,
			    "\r\n\r\n", 4);
			assert_string_equal(answer_header(site->arena, &answer,
			    "content-length"), arena_printf(site->arena,
			    "%zu", bytes->len - bytes->head_len));
		}
	}
}

static void
only_a_200_can_be_prepared(void **state)
{
	struct site *site = *state;
	struct prepared *prepared = prepared_new();
	struct app desk = site->front;

	desk.role = ROLE_ADMIN;
	assert_status(prepared_add(prepared, &site->front, "/no/such/page"),
	    NOT_FOUND);
	assert_status(prepared_add(prepared, &desk, "/admin/leads"), FAILED);
	assert_null(prepared_find(prepared, "/no/such/page"));
	assert_null(prepared_find(prepared, "/admin/leads"));
	assert_status(prepared_add(prepared, &desk, "/admin/login"), OK);
	prepared_free(prepared);
	prepared_free(NULL);
}

static void
a_page_made_again_replaces_the_first(void **state)
{
	struct site *site = *state;
	struct app app = site->front;
	struct prepared *prepared = prepared_new();
	struct prepared_page *page;
	struct answer answer;

	assert_status(prepared_add(prepared, &app, "/imprint"), OK);
	app.settings.name = "Crossroads";
	assert_status(prepared_add(prepared, &app, "/imprint"), OK);
	page = prepared_find(prepared, "/imprint");
	assert_non_null(page);
	answer = answer_of(site, &page->full[IDENTITY]);
	answer_has(&answer, "Crossroads");
	prepared_free(prepared);
}

/* So many that some of them want the same place. */
static void
pages_do_not_get_in_each_others_way(void **state)
{
	struct site *site = *state;
	struct prepared *prepared = prepared_new();
	const struct assessment *model = site->front.assessment;
	size_t count = assessment_count(model);
	const char *path;

	for (size_t i = 0; i < count; i += 2) {
		struct answers answers = assessment_answers_at(model, i);

		path = arena_printf(site->arena, "/assessment/%s.json",
		    assessment_code(site->arena, model, &answers));
		assert_status(prepared_add(prepared, &site->front, path), OK);
	}
	for (size_t i = 0; i < count; i++) {
		struct answers answers = assessment_answers_at(model, i);
		const struct prepared_page *page;

		path = arena_printf(site->arena, "/assessment/%s.json",
		    assessment_code(site->arena, model, &answers));
		page = prepared_find(prepared, path);
		assert_int_equal(page == NULL, i % 2);
		if (page != NULL)
			assert_string_equal(page->path, path);
	}
	prepared_free(prepared);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_that_ask_for_nothing_are_prepared),
		cmocka_unit_test(any_other_path_is_not),
		cmocka_unit_test(
		    a_prepared_page_is_the_page_its_handler_makes),
		cmocka_unit_test(every_encoding_decodes_to_the_same_page),
		cmocka_unit_test(the_header_says_which_encoding_is_sent),
		cmocka_unit_test(a_refusal_in_capitals_is_a_refusal),
		cmocka_unit_test(the_smallest_form_the_client_takes_is_sent),
		cmocka_unit_test(caches_are_told_what_the_answer_depends_on),
		cmocka_unit_test(each_encoding_has_a_tag_of_its_own),
		cmocka_unit_test(a_tag_the_client_has_is_answered_by_304),
		cmocka_unit_test(a_304_has_everything_but_a_body),
		cmocka_unit_test(the_date_is_renewed_where_it_stands),
		cmocka_unit_test(a_head_is_the_first_part_of_the_answer),
		cmocka_unit_test(only_a_200_can_be_prepared),
		cmocka_unit_test(a_page_made_again_replaces_the_first),
		cmocka_unit_test(pages_do_not_get_in_each_others_way),
	};

	return cmocka_run_group_tests(tests, prepare, forget);
}

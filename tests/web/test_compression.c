#include "test.h"

#include <zlib.h>

#include "answer.h"
#include "base/util.h"
#include "harness.h"
#include "wish.h"

enum { PAGE_MAX = 1 << 20, GZIP_WINDOW = 15 + 16 };

static struct answer
get(struct site *site, const char *target, const char *accept)
{
	struct ask ask = { .target = target,
		.headers = { { "accept-encoding", accept } } };

	return site_ask(site, &site->front, &ask);
}

/* Pages that are made for each visitor, long enough to be worth it. */
static const char *const pages[] = { "/book", "/book?tz=Asia/Tokyo",
	"/search?q=hiring", "/assessment?team=js" };

static void
a_long_page_is_shorter_for_who_takes_gzip(void **state)
{
	static char plain[PAGE_MAX];
	struct site *site = *state;

	for (size_t i = 0; i < countof(pages); i++) {
		struct answer packed = get(site, pages[i], "br, gzip");
		z_stream stream = {
			.next_in = (z_const Bytef *)(uintptr_t)packed.body,
			.avail_in = (uInt)packed.len,
			.next_out = (Bytef *)plain,
			.avail_out = sizeof(plain) - 1,
		};

		assert_string_equal(answer_header(site->arena, &packed,
		    "content-encoding"), "gzip");
		assert_string_equal(answer_header(site->arena, &packed,
		    "vary"), "accept-encoding");
		assert_int_equal(inflateInit2(&stream, GZIP_WINDOW), Z_OK);
		assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
		assert_int_equal(stream.avail_in, 0);
		plain[stream.total_out] = '\0';
		assert_int_equal(inflateEnd(&stream), Z_OK);
		assert_true(packed.len * 2 < strlen(plain));
		assert_non_null(strstr(plain, "</html>"));
	}
}

static void
who_does_not_take_it_gets_the_page_as_it_is(void **state)
{
	static const char *const accepts[] = { "", "identity", "gzip;q=0",
		"br", "gzipped" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(accepts); i++) {
		struct answer page = get(site, "/book", accepts[i]);

		assert_null(answer_header(site->arena, &page,
		    "content-encoding"));
		assert_string_equal(answer_header(site->arena, &page, "vary"),
		    "accept-encoding");
		answer_has(&page, "</html>");
	}
}

/* A page that holds a session's secret beside what somebody typed into an
 * address would tell the secret by its length. */
static void
the_desk_is_never_compressed(void **state)
{
	static const char *const slots[] = { WISH_SLOT,
		"2026-11-24T08:30:00Z", "2026-11-24T09:00:00Z" };
	struct site *site = *state;
	struct ask ask = { .target = "/admin/leads",
		.headers = { { "accept-encoding", "gzip" },
		    { "cookie", NULL } } };
	struct answer page;

	for (size_t i = 0; i < 3; i++) {
		struct wish wish = wish_of_page(site);

		wish.slot = slots[i];
		(void)wish_book(site, &wish);
	}
	site_sign_in(site);
	ask.headers[1].value = site->cookie;
	page = site_ask(site, &site->desk, &ask);
	assert_int_equal(page.code, 200);
	assert_true(page.len > 2048);
	assert_null(answer_header(site->arena, &page, "content-encoding"));
	assert_null(answer_header(site->arena, &page, "vary"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(a_long_page_is_shorter_for_who_takes_gzip),
		site_test(who_does_not_take_it_gets_the_page_as_it_is),
		site_test(the_desk_is_never_compressed),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}

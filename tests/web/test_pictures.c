/*
 * The pictures that other sites show beside a link.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "web/picture.h"
#include "web/prepared.h"

#define SITE "https://fourways.example"
#define GENERAL "/pictures/general.png"

enum { SIZE_MAX_OF_ONE = 20 * 1024 };

static uint32_t
number_at(const struct answer *answer, size_t at)
{
	const uint8_t *bytes = (const uint8_t *)answer->body + at;

	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	    (uint32_t)bytes[2] << 8 | bytes[3];
}

/* A PNG of the size that is promised, small, and to be kept for long. */
static void
is_a_picture(struct site *site, const char *path)
{
	static const char signature[] = "\x89PNG\r\n\x1a\n";
	struct answer answer = site_get(site, path);

	if (answer.code != 200)
		fail_msg("%s answers %d", path, answer.code);
	assert_string_equal(answer_header(site->arena, &answer,
	    "content-type"), "image/png");
	assert_string_equal(answer_header(site->arena, &answer,
	    "x-content-type-options"), "nosniff");
	assert_string_equal(answer_header(site->arena, &answer,
	    "cache-control"), "public, max-age=604800");
	assert_true(answer.len < SIZE_MAX_OF_ONE);
	assert_memory_equal(answer.body, signature, sizeof(signature) - 1);
	assert_memory_equal(answer.body + 12, "IHDR", 4);
	assert_int_equal(number_at(&answer, 16), PICTURE_WIDTH);
	assert_int_equal(number_at(&answer, 20), PICTURE_HEIGHT);
	assert_memory_equal(answer.body + answer.len - 8, "IEND", 4);
}

/* What the head of a page says of its picture. */
static const char *
named(struct site *site, const struct answer *page, const char *property)
{
	return answer_between(site->arena, page, arena_printf(site->arena,
	    "<meta property=\"og:image%s\" content=\"", property), "\"");
}

static struct answer
guide_page_of(struct site *site, const struct guide *guide)
{
	return site_get(site, arena_printf(site->arena, "/guides/%s",
	    guide->slug));
}

static void
every_guide_has_a_picture_of_its_own(void **state)
{
	struct site *site = *state;
	const struct guides *guides = &site->front.guides;

	site->front.public_url = SITE;
	assert_int_equal(web_pictures_len, guides->len + 1);
	for (size_t i = 0; i < guides->len; i++) {
		const char *path = arena_printf(site->arena,
		    "/pictures/%s.png", guides->at[i].slug);
		struct answer page = guide_page_of(site, &guides->at[i]);

		assert_string_equal(named(site, &page, ""),
		    arena_printf(site->arena, SITE "%s", path));
		assert_non_null(strstr(named(site, &page, ":alt"),
		    guides->at[i].title));
		is_a_picture(site, path);
	}
}

static void
the_other_pages_share_one(void **state)
{
	static const char *const pages[] = { "/", "/guides", "/stacks/go",
		"/assessment", "/book" };
	struct site *site = *state;

	site->front.public_url = SITE;
	for (size_t i = 0; i < countof(pages); i++) {
		struct answer page = site_get(site, pages[i]);

		assert_string_equal(named(site, &page, ""), SITE GENERAL);
		assert_string_equal(named(site, &page, ":type"), "image/png");
		assert_string_equal(named(site, &page, ":width"), "1200");
		assert_string_equal(named(site, &page, ":height"), "630");
		assert_non_null(strstr(named(site, &page, ":alt"),
		    "roundabout"));
		answer_has(&page, "<meta name=\"twitter:card\" "
		    "content=\"summary_large_image\">");
	}
	is_a_picture(site, GENERAL);
}

static void
a_picture_that_says_what_no_longer_holds_is_not_shown(void **state)
{
	struct site *site = *state;
	const struct guide *first = &site->front.guides.at[0];
	struct guide guide = *first;
	const struct app *app = &site->front;

	assert_string_not_equal(picture_of(site->arena, app, &guide).path,
	    GENERAL);
	guide.title = "How to choose: five questions";
	assert_string_equal(picture_of(site->arena, app, &guide).path,
	    GENERAL);
	guide.title = "How";
	assert_string_equal(picture_of(site->arena, app, &guide).path,
	    GENERAL);
	guide = *first;
	guide.slug = "new-since";
	assert_string_equal(picture_of(site->arena, app, &guide).path,
	    GENERAL);
	site->front.settings.name = "Crossroads";
	assert_string_equal(picture_of(site->arena, app, first).path,
	    GENERAL);
	site->front.settings.name = "Four";
	assert_string_equal(picture_of(site->arena, app, first).path,
	    GENERAL);
}

static void
a_picture_is_known_again(void **state)
{
	struct site *site = *state;
	struct prepared_page *page;
	struct prepared_bytes *bytes;

	assert_int_equal(app_prepare(&site->front), OK);
	page = prepared_find(site->front.prepared, GENERAL);
	assert_non_null(page);
	bytes = prepared_choose(page, NULL, page->etag[IDENTITY], 0);
	assert_memory_equal(bytes->bytes, "HTTP/1.1 304", 12);
}

static void
no_other_file_is_a_picture(void **state)
{
	static const char *const paths[] = { "/pictures/none.png",
		"/pictures/general", "/pictures/general.png/", "/pictures/",
		"/pictures/..%2fsite.css" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++)
		assert_int_equal(site_get(site, paths[i]).code, 404);
	assert_int_equal(desk_get(site, GENERAL).code, 404);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(every_guide_has_a_picture_of_its_own),
		site_test(the_other_pages_share_one),
		site_test(
		    a_picture_that_says_what_no_longer_holds_is_not_shown),
		site_test(a_picture_is_known_again),
		site_test(no_other_file_is_a_picture),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}

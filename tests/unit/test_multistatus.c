/*
 * What a calendar server answers: read as the standards have it, and nothing
 * that only an attacker would send.
 */
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "courier/multistatus.h"

#define HEAD                                                              \
	"<?xml version=\"1.0\"?>\n"                                       \
	"<d:multistatus xmlns:d=\"DAV:\""                                 \
	" xmlns:c=\"urn:ietf:params:xml:ns:caldav\">"
#define TAIL "</d:multistatus>"
#define ITEM                                                              \
	"<d:response><d:href> /a/b.ics\n</d:href><d:propstat><d:prop>"    \
	"<d:getetag>\"1&amp;2\"</d:getetag>"                              \
	"<c:calendar-data>BEGIN:VCALENDAR\n&lt;&#13;\n</c:calendar-data>" \
	"</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"      \
	"</d:response>"

static enum status
read_text(struct arena *arena, const char *text, struct dav_items *items)
{
	return multistatus_read(arena, text, strlen(text), items);
}

static void
is_invalid(const char *text)
{
	ARENA(arena);
	struct dav_items items;

	if (read_text(arena, text, &items) != INVALID)
		fail_msg("taken: %s", text);
	assert_int_equal(items.len, 0);
}

static void
an_item_has_its_place_its_version_and_its_file(void **state)
{
	ARENA(arena);
	struct dav_items items;

	assert_status(read_text(arena, HEAD ITEM TAIL, &items), OK);
	assert_int_equal(items.len, 1);
	assert_string_equal(items.at[0].href, "/a/b.ics");
	assert_string_equal(items.at[0].etag, "\"1&2\"");
	assert_string_equal(items.at[0].data, "BEGIN:VCALENDAR\n<\r\n");
}

static void
an_empty_calendar_has_no_item(void **state)
{
	ARENA(arena);
	struct dav_items items;

	assert_status(read_text(arena, HEAD TAIL, &items), OK);
	assert_int_equal(items.len, 0);
}

/* Prefixes are anybody's choice, and a file may stand in CDATA. */
static void
names_count_and_prefixes_do_not(void **state)
{
	ARENA(arena);
	struct dav_items items;

	assert_status(read_text(arena, "<multistatus xmlns=\"DAV:\">"
	    "<response><href>/x</href><propstat><prop>"
	    "<Q:calendar-data xmlns:Q=\"urn:ietf:params:xml:ns:caldav\">"
	    "<![CDATA[a<b]]></Q:calendar-data>"
	    "<calendar-data>not this</calendar-data>"
	    "<getetag xmlns=\"other:\">nor this</getetag>"
	    "</prop></propstat></response></multistatus>", &items), OK);
	assert_int_equal(items.len, 1);
	assert_string_equal(items.at[0].data, "a<b");
	assert_string_equal(items.at[0].etag, "");
}

static void
what_a_server_does_not_have_takes_nothing_away(void **state)
{
	ARENA(arena);
	struct dav_items items;

	assert_status(read_text(arena, HEAD "<d:response><d:propstat>"
	    "<d:prop><d:getetag>\"1\"</d:getetag></d:prop></d:propstat>"
	    "<d:propstat><d:prop><c:calendar-data/></d:prop>"
	    "<d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>"
	    "</d:response><d:response/>" TAIL, &items), OK);
	assert_int_equal(items.len, 2);
	assert_string_equal(items.at[0].etag, "\"1\"");
	assert_string_equal(items.at[0].data, "");
	assert_string_equal(items.at[1].href, "");
}

static void
what_is_no_such_answer_is_invalid(void **state)
{
	static const char *const texts[] = {
		"", " ", "Dear all", "<html></html>", "<multistatus/>",
		"{\"multistatus\": []}", HEAD, HEAD ITEM,
		HEAD "<d:response>" TAIL, HEAD "&nbsp;" TAIL,
		"<d:response xmlns:d=\"DAV:\"/>",
		HEAD "\x01" TAIL, HEAD "\xff" TAIL,
	};

	for (size_t i = 0; i < countof(texts); i++)
		is_invalid(texts[i]);
}

/* Entities of one's own need a document type. */
static void
a_document_type_is_refused_whatever_it_says(void **state)
{
	static const char *const types[] = {
		"<!DOCTYPE d:multistatus>",
		"<!DOCTYPE x SYSTEM \"file:///etc/passwd\">",
		"<!DOCTYPE x [<!ENTITY e \"text\">]>",
		"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
		"<!DOCTYPE x [<!ENTITY % e SYSTEM \"http://127.0.0.1:9/\">"
		"%e;]>",
		"<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">"
		"<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
	};

	for (size_t i = 0; i < countof(types); i++) {
		ARENA(arena);

		is_invalid(arena_printf(arena, "%s<d:multistatus "
		    "xmlns:d=\"DAV:\"><d:response><d:href>&e;&b;</d:href>"
		    "</d:response></d:multistatus>", types[i]));
		is_invalid(arena_printf(arena, "%s<d:multistatus "
		    "xmlns:d=\"DAV:\"/>", types[i]));
	}
}

static void
depth_and_number_have_an_end(void **state)
{
	BUF(text, 1 << 20);

	buf_puts(&text, HEAD);
	for (int i = 0; i < 5000; i++)
		buf_puts(&text, "<d:a>");
	is_invalid(buf_text(&text));

	buf_reset(&text);
	buf_puts(&text, HEAD);
	for (int i = 0; i < DAV_ITEMS_MAX + 1; i++)
		buf_puts(&text, "<d:response/>");
	buf_puts(&text, TAIL);
	is_invalid(buf_text(&text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_has_its_place_its_version_and_its_file),
		cmocka_unit_test(an_empty_calendar_has_no_item),
		cmocka_unit_test(names_count_and_prefixes_do_not),
		cmocka_unit_test(
		    what_a_server_does_not_have_takes_nothing_away),
		cmocka_unit_test(what_is_no_such_answer_is_invalid),
		cmocka_unit_test(a_document_type_is_refused_whatever_it_says),
		cmocka_unit_test(depth_and_number_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "test.h"

#include "base/buf.h"
#include "content/absolute.h"

static void
assert_absolute(const char *html, const char *wanted)
{
	BUF(out, 4096);

	absolute_links(&out, (struct safe_html){ html, strlen(html) },
	    "https://a.example", "https://a.example/guides/b");
	assert_string_equal(buf_text(&out), wanted);
}

static void
a_link_into_the_site_names_the_site(void **state)
{
	assert_absolute("<p><a href=\"/book?tz=x#y\">x</a></p>",
	    "<p><a href=\"https://a.example/book?tz=x#y\">x</a></p>");
	assert_absolute("<a href=\"/\">x</a>",
	    "<a href=\"https://a.example/\">x</a>");
}

static void
a_link_into_the_page_names_the_page(void **state)
{
	assert_absolute("<a id=\"r\" href=\"#note-1\" role=\"x\">1</a>",
	    "<a id=\"r\" href=\"https://a.example/guides/b#note-1\" "
	    "role=\"x\">1</a>");
	assert_absolute("<a href=\"?edit=1\">x</a>",
	    "<a href=\"https://a.example/guides/b?edit=1\">x</a>");
}

static void
a_link_elsewhere_stays(void **state)
{
	static const char html[] = "<a href=\"https://b.example/#x\">x</a>"
	    "<a href=\"mailto:a@b.example\">y</a><a href=\"//c.example\">z</a>"
	    "<a href=\"\">w</a>";

	assert_absolute(html, html);
}

static void
every_link_of_a_text_is_found(void **state)
{
	assert_absolute("<a href=\"#a\">a</a><a href=\"/b\">b</a>\n"
	    "<a href=\"#c\">c</a>",
	    "<a href=\"https://a.example/guides/b#a\">a</a>"
	    "<a href=\"https://a.example/b\">b</a>\n"
	    "<a href=\"https://a.example/guides/b#c\">c</a>");
}

/* A text that shows HTML has its quotation marks as references. */
static void
what_only_looks_like_a_link_stays(void **state)
{
	static const char html[] =
	    "<code>&lt;a href=&quot;/x&quot;&gt;</code> href=/x";

	assert_absolute(html, html);
	assert_absolute("", "");
	assert_absolute("<a href=\"", "<a href=\"");
}

static void
an_address_cannot_leave_its_attribute(void **state)
{
	static const char html[] = "<a href=\"/x\">x</a>";
	BUF(out, 4096);

	absolute_links(&out, (struct safe_html){ html, strlen(html) },
	    "https://a.example/?a=1&b=\"", "");
	assert_string_equal(buf_text(&out), "<a href=\""
	    "https://a.example/?a=1&amp;b=&quot;/x\">x</a>");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_into_the_site_names_the_site),
		cmocka_unit_test(a_link_into_the_page_names_the_page),
		cmocka_unit_test(a_link_elsewhere_stays),
		cmocka_unit_test(every_link_of_a_text_is_found),
		cmocka_unit_test(what_only_looks_like_a_link_stays),
		cmocka_unit_test(an_address_cannot_leave_its_attribute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

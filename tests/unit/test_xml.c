#include "test.h"

#include "base/buf.h"
#include "web/xml.h"

static void
assert_text(const char *text, const char *wanted)
{
	BUF(out, 4096);

	xml_text(&out, text);
	assert_string_equal(buf_text(&out), wanted);
}

static void
what_xml_reads_as_its_own_becomes_a_reference(void **state)
{
	assert_text("a < b && \"c\" > 'd' ]]>",
	    "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39; ]]&gt;");
	assert_text("&amp;", "&amp;amp;");
	assert_text("", "");
}

static void
letters_and_line_breaks_stay(void **state)
{
	assert_text("Grüße, 世界 \U0001f600\n\tb\r",
	    "Grüße, 世界 \U0001f600\n\tb\r");
	/* The last character before, and the first behind, the two that
	 * cannot be; and one whose bytes begin like theirs. */
	assert_text("\uFFFD\U00010000\uFF41", "\uFFFD\U00010000\uFF41");
}

static void
what_xml_cannot_hold_is_replaced(void **state)
{
	assert_text("a\x01z\x1f\x0b", "a\uFFFDz\uFFFD\uFFFD");
	assert_text("a\xef\xbf\xbez\xef\xbf\xbf", "a\uFFFDz\uFFFD");
}

static void
an_element_stands_on_a_line_of_its_own(void **state)
{
	BUF(out, 4096);

	xml_element(&out, "title", "</title>");
	xml_element(&out, "name", "");
	assert_string_equal(buf_text(&out),
	    "<title>&lt;/title&gt;</title>\n<name></name>\n");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_xml_reads_as_its_own_becomes_a_reference),
		cmocka_unit_test(letters_and_line_breaks_stay),
		cmocka_unit_test(what_xml_cannot_hold_is_replaced),
		cmocka_unit_test(an_element_stands_on_a_line_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Texts that were made to leave their place, in each place a template has for
 * a value: text, a quoted attribute, a whole address, a part of one (REQ 26).
 * A browser is asked in tests/browser/xss.mjs; here each byte is.
 */
#include "test.h"

#include "base/buf.h"
#include "base/html.h"
#include "base/util.h"

static const char *const payloads[] = {
	"<script>alert(1)</script>", "<SCRIPT SRC=//x.example></SCRIPT>",
	"</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
	"<img/src/onerror=alert(1)>", "<svg onload=alert(1)>",
	"<svg><script>alert(1)</script></svg>", "<svg/onload=alert`1`>",
	"<iframe src=javascript:alert(1)>", "<iframe srcdoc='<b>'>",
	"<body onload=alert(1)>", "<details open ontoggle=alert(1)>",
	"<input autofocus onfocus=alert(1)>", "<a href=javascript:alert(1)>x",
	"<math><mtext></mtext></math>", "<style>*{}</style>",
	"</title><script>alert(1)</script>", "</textarea><script>1</script>",
	"</style><script>1</script>", "--><script>alert(1)</script>",
	"<!--><script>1</script>", "<![CDATA[<script>1</script>]]>",
	"<?xml version='1.0'?>", "<%= 1 %>", "{{7*7}}", "${7*7}", "#{7*7}",
	"\"><script>alert(1)</script>", "'><script>alert(1)</script>",
	"\" onmouseover=\"alert(1)", "' onmouseover='alert(1)",
	"\" autofocus onfocus=alert(1) x=\"", "` onmouseover=alert(1)",
	"x\" style=\"background:url(//x.example)", "\\\"><b>", "\\'><b>",
	"&lt;script&gt;", "&#60;script&#62;", "&quot;><b>", "&#34;><b>", "&",
	"%3Cscript%3E", "%22%3E%3Cb%3E", "%253Cscript%253E",
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
	"java\tscript:alert(1)", "java\nscript:alert(1)",
	"\x01javascript:alert(1)", "javascript&colon;alert(1)",
	"data:text/html,<script>1</script>", "vbscript:msgbox(1)",
	"blob:https://x.example/1", "file:///etc/passwd", "//x.example/",
	"/\\x.example/", "\\\\x.example\\", "http://x.example/",
	"https:javascript:alert(1)\" onclick=\"1",
	"\xc0\xbcscript\xc0\xbe", "\xe2\x80\xae<b>", "+ADw-script+AD4-",
	"<\xef\xbc\x9cscript>", "<b\x0b>", "<b\x0c onclick=1>",
};

/* Whether no byte of it means anything to who reads HTML: no tag, no quote,
 * and no reference but those we write. */
static bool
is_harmless(const char *text)
{
	static const char *const references[] = { "&amp;", "&lt;", "&gt;",
		"&quot;", "&#39;" };

	if (strpbrk(text, "<>\"'") != NULL)
		return false;
	for (const char *at = text; (at = strchr(at, '&')) != NULL; at++) {
		bool ours = false;

		for (size_t i = 0; i < countof(references); i++)
			ours |= strncmp(at, references[i],
			    strlen(references[i])) == 0;
		if (!ours)
			return false;
	}
	return true;
}

static void
no_payload_leaves_its_place(void **state)
{
	for (size_t i = 0; i < countof(payloads); i++) {
		const char *payload = payloads[i];
		BUF(text, 1024);
		BUF(attribute, 1024);
		BUF(address, 1024);
		BUF(part, 1024);

		html_text(&text, payload);
		html_attr(&attribute, payload);
		html_url(&address, payload);
		html_url_part(&part, payload);
		if (!is_harmless(buf_text(&text)) ||
		    !is_harmless(buf_text(&attribute)) ||
		    !is_harmless(buf_text(&address)) ||
		    strspn(buf_text(&part), "abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%") !=
		    strlen(buf_text(&part)))
			fail_msg("%s leaves its place", payload);
	}
	assert_true(countof(payloads) >= 60);
}

static void
no_payload_becomes_an_address_with_another_scheme(void **state)
{
	for (size_t i = 0; i < countof(payloads); i++) {
		BUF(address, 1024);
		const char *written;

		html_url(&address, payloads[i]);
		written = buf_text(&address);
		if (strcmp(written, "#") != 0 && *written != '#' &&
		    *written != '?' && strncmp(written, "https:", 6) != 0 &&
		    !(written[0] == '/' && written[1] != '/' &&
		    written[1] != '\\'))
			fail_msg("%s became %s", payloads[i], written);
	}
}

/* That is_harmless would see it. */
static void
the_control_what_is_not_escaped_is_seen(void **state)
{
	size_t seen = 0;

	for (size_t i = 0; i < countof(payloads); i++)
		seen += !is_harmless(payloads[i]);
	assert_true(seen >= 40);
	assert_false(is_harmless("&#60;"));
	assert_true(is_harmless("a &amp; b &#39;c&#39;"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_payload_leaves_its_place),
		cmocka_unit_test(
		    no_payload_becomes_an_address_with_another_scheme),
		cmocka_unit_test(the_control_what_is_not_escaped_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

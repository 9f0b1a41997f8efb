#include <string.h>
#include <strings.h>

#include "tmplc.h"

#define countof(array) (sizeof(array) / sizeof((array)[0]))

/* Elements whose content is no HTML. */
static const struct {
	const char *name;
	enum html_state state;
} elements[] = {
	{ "iframe", HTML_RAW },
	{ "noembed", HTML_RAW },
	{ "noframes", HTML_RAW },
	{ "plaintext", HTML_RAW },
	{ "script", HTML_RAW },
	{ "style", HTML_RAW },
	{ "textarea", HTML_RCDATA },
	{ "title", HTML_RCDATA },
	{ "xmp", HTML_RAW },
};

/* What a place is called, and why no value may stand there, if so. */
static const struct {
	const char *where;
	const char *mend;
} states[] = {
	[HTML_TEXT] = { "in text", NULL },
	[HTML_RAW] = { "in a <script>, <style> or frame",
	    "put it into a data- attribute for the script to read" },
	[HTML_RCDATA] = { "in a <textarea> or <title>", NULL },
	[HTML_COMMENT] = { "in a comment",
	    "move it out, or write {{! a remark}}" },
	[HTML_DOCTYPE] = { "in the doctype", "write <!doctype html>" },
	[HTML_TAG_NAME] = { "in the name of an element",
	    "write the name, with {{#if}} around the whole tag" },
	[HTML_BREAK] = { "in a tag, outside a quoted attribute",
	    "write name=\"{{value}}\", or {{#if value}} name{{/if}}" },
	[HTML_BETWEEN] = { "in a tag, outside a quoted attribute",
	    "write name=\"{{value}}\", or {{#if value}} name{{/if}}" },
	[HTML_NAME] = { "in the name of an attribute",
	    "write name=\"{{value}}\", or {{#if value}} name{{/if}}" },
	[HTML_AFTER_NAME] = { "in a tag, outside a quoted attribute",
	    "write name=\"{{value}}\", or {{#if value}} name{{/if}}" },
	[HTML_EQUALS] = { "in an unquoted attribute", "put quotes around it" },
	[HTML_QUOTED] = { "in a quoted attribute", NULL },
	[HTML_UNQUOTED] = { "in an unquoted attribute",
	    "put quotes around it" },
};

static size_t
go(struct html *html, enum html_state state, size_t taken)
{
	html->state = state;
	return taken;
}

static size_t
tag_begin(struct html *html, const char *name, bool end_tag, size_t taken)
{
	html->element = (struct slice){ name, 0 };
	html->end_tag = end_tag;
	return go(html, HTML_TAG_NAME, taken);
}

static size_t
tag_end(struct html *html)
{
	html->state = HTML_TEXT;
	if (html->end_tag)
		return 1;
	for (size_t i = 0; i < countof(elements); i++)
		if (slice_is(html->element, elements[i].name))
			html->state = elements[i].state;
	html->eats_newline = slice_is(html->element, "textarea") ||
	    slice_is(html->element, "pre");
	return 1;
}

static size_t
step_text(struct html *html, const char *at, size_t left)
{
	if (*at != '<')
		return 1;
	if (left > 1 && is_letter(at[1]))
		return tag_begin(html, at + 1, false, 1);
	if (left > 2 && at[1] == '/' && is_letter(at[2]))
		return tag_begin(html, at + 2, true, 2);
	if (starts(at, left, "<!-->") || starts(at, left, "<!--->"))
		refuse(html->place, "an empty comment, which browsers read in "
		    "different ways; leave it out");
	if (starts(at, left, "<!--"))
		return go(html, HTML_COMMENT, 4);
	if (starts(at, left, "<!doctype"))
		return go(html, HTML_DOCTYPE, 9);
	refuse(html->place, "< without the name of an element behind it; write "
	    "&lt; for the sign");
}

/* Whether what is left begins with a word, or is the beginning of it. */
static bool
may_be(const char *at, size_t left, struct slice word)
{
	return strncasecmp(at, word.at,
	    left < word.len ? left : word.len) == 0;
}

/* Whether what is left begins as "</" and the open element's name do. */
static bool
is_closing(const struct html *html, const char *at, size_t left)
{
	return may_be(at, left, (struct slice){ "</", 2 }) &&
	    (left <= 2 || may_be(at + 2, left - 2, html->element));
}

/* What a tag or value of ours cuts may be whole again on the page. */
static size_t
step_closing(struct html *html, const char *at, size_t left)
{
	size_t len = html->element.len;

	if (!is_closing(html, at, left))
		return 1;
	if (left < len + 3)
		refuse(html->place, "</%.*s> that is cut off, or may be; write "
		    "it in one piece, and &lt; for the sign",
		    (int)len, html->element.at);
	if (!is_space(at[len + 2]) && at[len + 2] != '>' && at[len + 2] != '/')
		return 1;
	return tag_begin(html, at + 2, true, 2);
}

static size_t
step_raw(struct html *html, const char *at, size_t left)
{
	if (left > 1 && may_be(at, left, (struct slice){ "<!--", 4 }))
		refuse(html->place, "<!-- in <%.*s> changes where the element "
		    "ends; leave it out", (int)html->element.len,
		    html->element.at);
	return step_closing(html, at, left);
}

static size_t
step_comment(struct html *html, const char *at, size_t left)
{
	if (left == 1 && *at == '-')
		refuse(html->place, "- before a tag of ours in a comment, "
		    "which may end it there; put a space between them");
	if (!starts(at, left, "--"))
		return 1;
	if (left < 3 || at[2] != '>')
		refuse(html->place, "-- in a comment, which browsers read in "
		    "different ways; write one -, or end the comment by -->");
	return go(html, HTML_TEXT, 3);
}

static size_t
step_doctype(struct html *html, const char *at, size_t left)
{
	return *at == '>' ? go(html, HTML_TEXT, 1) : 1;
}

static size_t
step_tag_name(struct html *html, const char *at, size_t left)
{
	if (is_space(*at) || *at == '/')
		return go(html, HTML_BETWEEN, 1);
	if (*at == '>')
		return tag_end(html);
	if (!is_letter(*at) && !is_digit(*at) && *at != '-')
		refuse(html->place, "a name of an element with more than "
		    "letters, digits and -; put a space behind the name");
	html->element.len++;
	return 1;
}

static size_t
step_break(struct html *html, const char *at, size_t left)
{
	if (is_space(*at) || *at == '/')
		return go(html, HTML_BETWEEN, 1);
	if (*at == '>')
		return tag_end(html);
	refuse(html->place, "no space between two parts of a tag; put one "
	    "there");
}

static size_t
step_between(struct html *html, const char *at, size_t left)
{
	if (is_space(*at) || *at == '/')
		return go(html, HTML_BETWEEN, 1);
	if (*at == '>')
		return tag_end(html);
	if (html->end_tag)
		refuse(html->place, "an attribute in an end tag; put it into "
		    "the start tag");
	if (strchr("\"'<=`", *at) != NULL)
		refuse(html->place, "%c in a tag where a name must come; write "
		    "name=\"value\"", *at);
	html->attribute = (struct slice){ at, 1 };
	return go(html, HTML_NAME, 1);
}

static size_t
step_name(struct html *html, const char *at, size_t left)
{
	if (*at == '=')
		return go(html, HTML_EQUALS, 1);
	if (is_space(*at))
		return go(html, HTML_AFTER_NAME, 1);
	if (*at == '/' || *at == '>')
		return step_break(html, at, left);
	if (strchr("\"'<`", *at) != NULL)
		refuse(html->place, "%c in the name of an attribute; write "
		    "name=\"value\"", *at);
	html->attribute.len++;
	return 1;
}

static size_t
step_after_name(struct html *html, const char *at, size_t left)
{
	if (*at == '=')
		return go(html, HTML_EQUALS, 1);
	return is_space(*at) ? 1 : step_between(html, at, left);
}

static size_t
step_unquoted(struct html *html, const char *at, size_t left)
{
	if (is_space(*at))
		return go(html, HTML_BETWEEN, 1);
	if (*at == '>')
		return tag_end(html);
	if (strchr("\"'<=`", *at) != NULL)
		refuse(html->place, "%c in an unquoted attribute; put quotes "
		    "around the whole", *at);
	return go(html, HTML_UNQUOTED, 1);
}

static size_t
step_equals(struct html *html, const char *at, size_t left)
{
	if (is_space(*at))
		return 1;
	if (*at == '>')
		refuse(html->place, "nothing behind =; write name=\"\", or the "
		    "name alone");
	if (slice_is(html->attribute, "http-equiv"))
		refuse(html->place, "http-equiv acts as a header; send the "
		    "header instead");
	if (*at != '"' && *at != '\'')
		return step_unquoted(html, at, left);
	attribute_begin(html, *at);
	return go(html, HTML_QUOTED, 1);
}

static size_t
step_quoted(struct html *html, const char *at, size_t left)
{
	if (*at == html->quote)
		return go(html, HTML_BREAK, 1);
	return attribute_step(html, at, left);
}

size_t
html_step(struct html *html, const char *at, size_t left)
{
	static size_t (*const steps[])(struct html *, const char *, size_t) = {
		[HTML_TEXT] = step_text,
		[HTML_RAW] = step_raw,
		[HTML_RCDATA] = step_closing,
		[HTML_COMMENT] = step_comment,
		[HTML_DOCTYPE] = step_doctype,
		[HTML_TAG_NAME] = step_tag_name,
		[HTML_BREAK] = step_break,
		[HTML_BETWEEN] = step_between,
		[HTML_NAME] = step_name,
		[HTML_AFTER_NAME] = step_after_name,
		[HTML_EQUALS] = step_equals,
		[HTML_QUOTED] = step_quoted,
		[HTML_UNQUOTED] = step_unquoted,
	};

	html->eats_newline = false;
	return steps[html->state](html, at, left);
}

const char *
html_value(struct html *html)
{
	if (html->state == HTML_TEXT)
		return "html_text";
	if (html->state == HTML_RCDATA)
		return "html_attr";
	if (html->state == HTML_QUOTED)
		return attribute_value(html);
	refuse(html->place, "a value %s; %s", states[html->state].where,
	    states[html->state].mend);
}

void
html_boundary(struct html *html)
{
	html->eats_newline = false;
	if (html->state == HTML_EQUALS)
		refuse(html->place, "a tag between = and the value; put it "
		    "inside the quotes, or around name and value");
	if (html->state == HTML_TAG_NAME || html->state == HTML_NAME ||
	    html->state == HTML_UNQUOTED)
		html->state = HTML_BREAK;
	if (html->state == HTML_AFTER_NAME)
		html->state = HTML_BETWEEN;
	if (html->state == HTML_QUOTED)
		attribute_boundary(html);
}

static bool
join_quoted(struct html *html, const struct html *other)
{
	/* The quote is the only byte that is right behind either URL. */
	if (html->url != other->url)
		html->url = URL_CLOSED;
	return html->quote == other->quote &&
	    slice_same(html->attribute, other->attribute);
}

bool
html_join(struct html *html, const struct html *other)
{
	bool same = slice_same(html->element, other->element);

	if (html->state == HTML_BETWEEN && other->state == HTML_BREAK)
		html->state = HTML_BREAK;
	if (html->state == HTML_BREAK && (other->state == HTML_BREAK ||
	    other->state == HTML_BETWEEN))
		return same && html->end_tag == other->end_tag;
	if (html->state != other->state)
		return false;
	if (html->state == HTML_QUOTED)
		return same && join_quoted(html, other);
	if (html->state == HTML_RAW || html->state == HTML_RCDATA ||
	    html->state == HTML_BETWEEN)
		return same && html->end_tag == other->end_tag;
	return true;
}

const char *
html_where(const struct html *html)
{
	return states[html->state].where;
}

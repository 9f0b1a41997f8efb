#include <string.h>
#include <strings.h>

#include "tmplc.h"

#define countof(array) (sizeof(array) / sizeof((array)[0]))

/* The attributes that are not plain text. No reason: they hold a URL. */
static const struct {
	const char *name;
	const char *reason;
} attributes[] = {
	{ "action", NULL },
	{ "background", NULL },
	{ "cite", NULL },
	{ "data", NULL },
	{ "formaction", NULL },
	{ "href", NULL },
	{ "longdesc", NULL },
	{ "manifest", NULL },
	{ "poster", NULL },
	{ "src", NULL },
	{ "xlink:href", NULL },
	{ "imagesrcset", "is a list of URLs; use href with one" },
	{ "ping", "is a list of URLs; leave it out" },
	{ "srcdoc", "would be a page of its own; give the frame a src" },
	{ "srcset", "is a list of URLs; use src with one" },
	{ "style", "would act as CSS; choose a class" },
};

static const struct {
	const char *name;
	bool host; /* :// and a host must follow */
} schemes[] = {
	{ "http", true },
	{ "https", true },
	{ "mailto", false },
	{ "tel", false },
};

/* Why the attribute takes no value, or NULL; *url says whether it is a URL. */
static const char *
attribute_reason(struct slice name, bool *url)
{
	*url = false;
	if (starts(name.at, name.len, "on"))
		return "would run as script; put it into a data- attribute "
		    "for the script to read";
	for (size_t i = 0; i < countof(attributes); i++)
		if (slice_is(name, attributes[i].name)) {
			*url = attributes[i].reason == NULL;
			return attributes[i].reason;
		}
	return NULL;
}

void
attribute_begin(struct html *html, char quote)
{
	bool url;

	(void)attribute_reason(html->attribute, &url);
	html->quote = quote;
	html->url = url ? URL_EMPTY : URL_NONE;
}

static size_t
url_go(struct html *html, enum html_url url, size_t taken)
{
	html->url = url;
	return taken;
}

static size_t
word_len(const char *at, size_t left)
{
	size_t len = 0;

	while (len < left && (is_letter(at[len]) || is_digit(at[len]) ||
	    strchr("+-._", at[len]) != NULL))
		len++;
	return len;
}

static size_t
url_scheme(struct html *html, const char *at, size_t left, size_t len)
{
	struct slice word = { at, len };

	for (size_t i = 0; i < countof(schemes); i++) {
		if (!slice_is(word, schemes[i].name))
			continue;
		if (!schemes[i].host)
			return url_go(html, slice_is(word, "mailto") ?
			    URL_MAILBOX : URL_OPAQUE, len + 1);
		if (starts(at + len, left - len, "://"))
			return url_go(html, URL_HOST, len + 3);
	}
	refuse(html->place, "a URL with %.*s:, which is not allowed; allowed "
	    "are https://, http://, mailto: and tel:", (int)len, at);
}

/*
 * A browser decodes %27 before it runs javascript:, and it drops white space
 * and decodes &#58; before it looks for a scheme: so all that is settled
 * before a value may come.
 */
static size_t
url_word(struct html *html, const char *at, size_t left)
{
	size_t len = word_len(at, left);

	if (len == left || at[len] == html->quote)
		return url_go(html, URL_WORD, len);
	if (at[len] == ':')
		return url_scheme(html, at, left, len);
	if (strchr("/?#", at[len]) == NULL)
		refuse(html->place, "more than letters, digits and +-._ in the "
		    "first word of a URL; begin it with /, ?, # or https://");
	return url_go(html, URL_PATH, len);
}

static size_t
url_empty(struct html *html, const char *at, size_t left)
{
	if (is_letter(*at))
		return url_word(html, at, left);
	if (*at == '/')
		return url_go(html, URL_SLASH, 1);
	if (*at == '?' || *at == '#' || *at == '.')
		return url_go(html, URL_PATH, 1);
	refuse(html->place, "%s begins no URL; begin it with /, ?, # or "
	    "https://", is_space(*at) ? "white space" : "this");
}

noreturn static void
refuse_closed(const struct html *html)
{
	refuse(html->place, "this URL is at its end, behind a value that is "
	    "all of it, a block in its first word, or branches that differ; "
	    "make the URL where the view is filled");
}

static size_t
url_step(struct html *html, const char *at, size_t left)
{
	bool opaque = html->url == URL_MAILBOX || html->url == URL_OPAQUE;
	bool slash = *at == '/' || *at == '\\';

	if (html->url == URL_EMPTY)
		return url_empty(html, at, left);
	if (html->url == URL_CLOSED)
		refuse_closed(html);
	if (html->url == URL_FIRST && slash)
		refuse(html->place, "an empty value would make this //, "
		    "another host; put a word before the value");
	if (opaque && slash)
		refuse(html->place, "a %c behind mailto: or tel:, where two of "
		    "them would begin a host; leave it out", *at);
	if (html->url == URL_SLASH)
		return url_go(html, slash ? URL_HOST : URL_PATH, 1);
	if (slash || *at == '?' || *at == '#')
		return url_go(html, URL_PATH, 1);
	if (html->url == URL_HOST)
		return 1;
	return url_go(html, opaque ? URL_OPAQUE : URL_PATH, 1);
}

size_t
attribute_step(struct html *html, const char *at, size_t left)
{
	return html->url == URL_NONE ? 1 : url_step(html, at, left);
}

static const char *
url_value(struct html *html)
{
	if (html->url == URL_EMPTY) {
		html->url = URL_CLOSED;
		return "html_url";
	}
	if (html->url == URL_WORD || html->url == URL_HOST)
		refuse(html->place, "a value before the path of a URL, where "
		    "it would choose the scheme or the host; put a / before "
		    "it, or let one value be the whole URL");
	if (html->url == URL_CLOSED)
		refuse_closed(html);
	if (html->url == URL_MAILBOX) {
		html->url = URL_OPAQUE;
		return "html_url_mailbox";
	}
	if (html->url == URL_SLASH)
		html->url = URL_FIRST;
	return "html_url_part";
}

const char *
attribute_value(struct html *html)
{
	bool url;
	const char *reason = attribute_reason(html->attribute, &url);

	if (reason != NULL)
		refuse(html->place, "a value in the attribute %.*s, where it %s",
		    (int)html->attribute.len, html->attribute.at, reason);
	return url ? url_value(html) : "html_attr";
}

void
attribute_boundary(struct html *html)
{
	if (html->url == URL_WORD)
		html->url = URL_CLOSED;
}

#ifndef BASE_HTML_H
#define BASE_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/*
 * Values into HTML, by context and by C type. Only generated template code
 * (app/tools/tmplc.c) calls these; the selectors below are what a {{value}}
 * becomes in text, in a quoted attribute, as a whole URL, and as one part of
 * a URL. There is no selector that puts a char pointer out unescaped.
 */

/*
 * HTML made by us from trusted source: the Markdown renderer in content,
 * web/structured.c (data, every text of it harmless) and constant tables
 * (icons, pictures) are the only makers. Borrowed.
 */
struct safe_html {
	const char *data;
	size_t len;
};

/* Template text as it stands. */
void html_raw(struct buf *out, const char *bytes, size_t len);

/* Text with & < > " ' as character references. NULL writes nothing. */
void html_escape(struct buf *out, const char *text);

/* A decimal number. */
void html_int(struct buf *out, int64_t number);

/* Text as it is, into plain text: nothing is escaped. NULL writes nothing. */
void plain_write(struct buf *out, const char *text);

/* HTML of ours, as it stands. */
void html_safe(struct buf *out, struct safe_html html);

/*
 * A whole URL: a path on this site ("/x", not "//x" nor "/\x"), a query or a
 * fragment, https: or mailto:, escaped; anything else becomes "#".
 */
void html_href(struct buf *out, const char *url);

/* A part of a URL, percent-encoded but for RFC 3986's unreserved bytes. */
void html_percent(struct buf *out, const char *text);

/* The address of a mailto: URL, percent-encoded but for those and the "@" that
 * parts it from its host, the last one (RFC 6068, 2). */
void html_mailbox(struct buf *out, const char *address);

#define html_text(out, value)                                             \
	_Generic((value),                                                 \
	    char *: html_escape,                                          \
	    const char *: html_escape,                                    \
	    int64_t: html_int,                                            \
	    int: html_int,                                                \
	    struct safe_html: html_safe)((out), (value))

/* In a template of plain text. */
#define plain_text(out, value)                                            \
	_Generic((value),                                                 \
	    char *: plain_write,                                          \
	    const char *: plain_write,                                    \
	    int64_t: html_int,                                            \
	    int: html_int)((out), (value))

#define html_attr(out, value)                                             \
	_Generic((value),                                                 \
	    char *: html_escape,                                          \
	    const char *: html_escape,                                    \
	    int64_t: html_int,                                            \
	    int: html_int)((out), (value))

#define html_url(out, value)                                              \
	_Generic((value),                                                 \
	    char *: html_href,                                            \
	    const char *: html_href)((out), (value))

#define html_url_part(out, value)                                         \
	_Generic((value),                                                 \
	    char *: html_percent,                                         \
	    const char *: html_percent,                                   \
	    int64_t: html_int,                                            \
	    int: html_int)((out), (value))

#define html_url_mailbox(out, value)                                      \
	_Generic((value),                                                 \
	    char *: html_mailbox,                                         \
	    const char *: html_mailbox)((out), (value))

/* What {{#if value}} asks: a non-empty text, a non-zero number, true. */
bool html_truth_text(const char *text);
bool html_truth_int(int64_t number);
bool html_truth_bool(bool flag);
bool html_truth_size(size_t count);
bool html_truth_safe(struct safe_html html);

#define html_truth(value)                                                 \
	_Generic((value),                                                 \
	    char *: html_truth_text,                                      \
	    const char *: html_truth_text,                                \
	    bool: html_truth_bool,                                        \
	    int64_t: html_truth_int,                                      \
	    int: html_truth_int,                                          \
	    size_t: html_truth_size,                                      \
	    struct safe_html: html_truth_safe)((value))

#endif

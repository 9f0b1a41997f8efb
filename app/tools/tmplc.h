#ifndef TOOLS_TMPLC_H
#define TOOLS_TMPLC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdnoreturn.h>

/*
 * The template compiler: an HTML file, or one of plain text, becomes one C
 * function
 *
 *   void NAME(struct buf *out, const struct TYPE *v);
 *
 *   tmplc --header OUT --include VIEWS FILE...
 *
 * writes the prototypes of all templates; OUT includes VIEWS, the header that
 * declares their structs. With OUT known to #include as HEADER,
 *
 *   tmplc --source OUT --include HEADER FILE
 *
 * writes the function of one template. A file is written only when its
 * content changes, so that an edited template compiles alone. Exit 0; 1 with
 * "FILE:LINE: what, how to mend it"; 2 for wrong arguments. #line lets the C
 * compiler's errors point into FILE.
 *
 * THE LANGUAGE
 *
 *   {{view booking_page(struct booking_view)}}   once and first
 *   {{a.b}}                        a value
 *   {{#if a.b}} {{else if c}} {{else}} {{/if}}
 *   {{#each a.list as b}} {{b.name}} {{/each}}
 *   {{> page_head(a.page)}}        another template: a part
 *   {{! a remark, not in the page}}
 *
 * A path starts at the innermost alias of that name, else in the view. A dot
 * goes into a struct or through a pointer to one; such a pointer must not be
 * NULL. An alias is the element itself: a struct, a pointer to one, or a text.
 * A list is a struct (or a pointer to one) with at and len; ask for its length
 * by {{#if leads.len}}. A part gets the address of the struct, or the pointer.
 * What a value or an #if may be is said by the selectors in base/html.h.
 *
 * A line with nothing but tags other than values leaves nothing, not even its
 * line break. There are no expressions and no filters: what a page shows is
 * made where the view is filled. Two opening braces as text: &#123;&#123;
 *
 * ESCAPING
 *
 * The compiler follows the HTML and chooses the writer: html_text in text;
 * html_attr in a quoted attribute, <textarea> and <title>; in an attribute
 * that holds a URL html_url for a value that is all of it, html_url_mailbox
 * for one just behind mailto: and html_url_part for a value behind any other
 * start of a URL. Elsewhere a value is refused, and so
 * is HTML that browsers read in more than one way. Branches must end where
 * they agree, a loop where it began, a template in text.
 *
 * Parsers eat a line break just behind <textarea> and <pre>; one is written
 * there, so that a value that begins with a line break keeps it.
 *
 * A file whose name ends in .txt is plain text, the text part of a mail:
 * values are written as they are, by plain_text, and nothing is refused for
 * where it stands.
 */

/* A piece of the template's text; borrowed. */
struct slice {
	const char *at;
	size_t len;
};

/* Where in the templates we are, for messages. */
struct place {
	const char *file; /* as given on the command line */
	int line;         /* from 1 */
};

struct template {
	struct place place; /* of what comes next */
	const char *at;     /* the rest of the text; NUL-terminated, borrowed */
	struct slice name;  /* of the view */
	struct slice type;  /* the struct's name, without "struct" */
	int view_line;
};

/* Writes "file:line: message" to standard error and exits 1. */
noreturn void refuse(const struct place *place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * tmplc_read.c: names and tags out of the text.
 */
bool is_letter(char c);
bool is_digit(char c);
bool is_name(char c); /* letter, digit or _ */
bool is_space(char c);

/* Without regard to case, as HTML's names are compared. */
bool starts(const char *at, size_t left, const char *prefix);
bool slice_is(struct slice slice, const char *name);
bool slice_same(struct slice a, struct slice b);

void skip_space(struct slice *rest);

/*
 * Each takes something off the front of *rest with the white space before it:
 * a text; a word of the language; a name; names joined by dots. false or empty
 * when it is not there.
 */
bool take(struct slice *rest, const char *text);
bool take_word(struct slice *rest, const char *word);
struct slice take_name(struct slice *rest);
struct slice take_path(struct slice *rest);

/* Whether there is nothing left but white space. */
bool is_all(struct slice rest);

/* The text between the braces at *at, which goes behind them. */
struct slice tag_take(const struct place *place, const char **at);

int lines_in(struct slice text);

/* Reads {{view}}, which comes first; what is left is the page. */
void template_open(struct template *template);

/* Whether it is plain text: its file's name says so. */
bool template_is_plain(const struct template *template);

/* The prototype of an opened template, with a #line before it. */
void template_prototype(const struct template *template, FILE *out);

/* A #line directive. */
void line_directive(FILE *out, const struct place *place);

/*
 * tmplc_html.c: where in the HTML the template's text has led (WHATWG HTML,
 * section 13.2.5, without its error recovery: what would need it is refused).
 */
enum html_state {
	HTML_TEXT,
	HTML_RAW,      /* in <script>, <style> and their like */
	HTML_RCDATA,   /* in <textarea> or <title> */
	HTML_COMMENT,
	HTML_DOCTYPE,
	HTML_TAG_NAME, /* this and what follows: inside a tag */
	HTML_BREAK,    /* white space, / or > must come */
	HTML_BETWEEN,  /* an attribute may begin */
	HTML_NAME,     /* in the name of an attribute */
	HTML_AFTER_NAME,
	HTML_EQUALS,   /* behind = */
	HTML_QUOTED,
	HTML_UNQUOTED,
};

enum html_url {
	URL_NONE,   /* the attribute holds no URL */
	URL_EMPTY,  /* nothing of the URL so far */
	URL_SLASH,  /* / */
	URL_FIRST,  /* / and a value, which may be empty: // is another host */
	URL_WORD,   /* a word: a relative path so far */
	URL_HOST,   /* before the / that ends the host */
	URL_MAILBOX, /* just behind mailto: */
	URL_OPAQUE, /* behind mailto: or tel:, up to the query */
	URL_PATH,   /* in path, query or fragment */
	URL_CLOSED, /* only the closing quote may come */
};

struct html {
	const struct place *place;
	enum html_state state;
	bool end_tag;           /* in a tag: it is an end tag */
	bool eats_newline;      /* just behind <textarea> or <pre> */
	struct slice element;
	struct slice attribute;
	char quote;
	enum html_url url;
};

/*
 * Takes the text at at, of which left bytes may be looked at; returns how many
 * it took, at least one. More than one never holds a line break.
 */
size_t html_step(struct html *html, const char *at, size_t left);

/* A value stands here: the name of its writer in base/html.h, or refused. */
const char *html_value(struct html *html);

/*
 * A tag other than a value stands here: no name goes on behind it. Before a
 * block and at the end of each branch.
 */
void html_boundary(struct html *html);

/*
 * Makes html a place from which the same may follow as from both; false when
 * they have nothing in common.
 */
bool html_join(struct html *html, const struct html *other);

/* Where this is, in words: "in text", "in a tag". */
const char *html_where(const struct html *html);

/*
 * tmplc_attribute.c: what is in the quotes of an attribute.
 */

/* The opening quote stands here. */
void attribute_begin(struct html *html, char quote);

/* As html_step, between the quotes. */
size_t attribute_step(struct html *html, const char *at, size_t left);

/* As html_value, between the quotes. */
const char *attribute_value(struct html *html);

/* As html_boundary, between the quotes. */
void attribute_boundary(struct html *html);

/*
 * tmplc_code.c: the C of one function.
 */
enum {
	BLOCKS_MAX = 16,    /* blocks within blocks */
	LITERAL_MAX = 2000, /* bytes a literal; C promises no more than 4095 */
};

struct code {
	FILE *out;
	const struct place *place;        /* for #line */
	size_t depth;                     /* open blocks */
	struct slice aliases[BLOCKS_MAX]; /* theirs; empty for an if */
	char literal[LITERAL_MAX];        /* not yet written */
	size_t literal_len;
};

void code_begin(struct code *code, const struct template *template);
void code_literal(struct code *code, const char *bytes, size_t len);
void code_value(struct code *code, const char *writer, struct slice path);
void code_part(struct code *code, struct slice name, struct slice path);
void code_if(struct code *code, struct slice path);
void code_else_if(struct code *code, struct slice path);
void code_else(struct code *code);
void code_each(struct code *code, struct slice path, struct slice alias);
void code_close(struct code *code);
void code_end(struct code *code);

/*
 * tmplc_tags.c: the language of the templates.
 */

/* The function of an opened template. */
void template_function(const struct template *template, FILE *out);

#endif

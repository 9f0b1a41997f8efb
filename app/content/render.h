#ifndef CONTENT_RENDER_H
#define CONTENT_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include <md4c.h>

#include "base/buf.h"
#include "base/status.h"
#include "content/source.h"

struct arena;
struct guide_section;

enum { RENDER_SPANS_MAX = 32 }; /* spans within each other */

/*
 * One rendering on its way, shared by markdown.c (the whole and the output),
 * blocks.c, heading.c, spans.c, quotes.c and cite.c, whose functions md4c
 * calls. The first refusal stops it, so nothing is shown by halves.
 */
struct render {
	struct arena *arena;
	struct source source;
	enum status st;
	struct buf html;
	struct buf text;
	struct buf sections; /* of struct guide_section */
	struct buf marks;    /* of size_t, two a section: where the plain text
	                      * of its heading begins, and where it ends */
	struct buf links;    /* of struct markdown_link */
	struct buf cites;    /* of struct markdown_cite */
	bool may_cite; /* a guide: it may hold drawings too */
	const char *cited;   /* the end of the last citation in the source */
	const char *last;    /* the last text md4c gave out, in the source */
	int depth;           /* open lists, items and quotes */
	struct {
		MD_SPANTYPE type[RENDER_SPANS_MAX];
		size_t len;
	} spans; /* open ones */
	int words_prose;
	int words_half;
	bool counts_half;    /* in a table or code block */
	bool in_word;
	struct {
		bool open;
		size_t html; /* where its content begins */
		size_t text;
		const char *last; /* text before it */
		int words;
	} heading;
	struct {
		bool open;
		const char *named; /* the heading that named the last one */
		int line;          /* of its header */
		int row;           /* -1 is the header */
		int cell;          /* of the row, from 0 */
		size_t text;       /* where the cell's text begins */
	} table;
	struct {
		bool open;
		const char *url; /* NULL when it cannot be decoded */
		size_t text;
	} link;
	struct {
		bool open;
		const char *src; /* NULL when it cannot be decoded */
		size_t html;     /* where its words begin, which become its */
		size_t text;     /* name and are not counted */
		int words;
		bool drawn;      /* of this paragraph, which is nothing else */
	} image;
};

/* The file's line of the last text given out. */
int render_line(struct render *r);

/* Refuses at that line; for md4c: not 0, which stops it. */
int render_refuse(struct render *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Text that is already HTML. */
void render_html(struct render *r, const char *html);

/* Text for the reader: escaped into the page, plain into the search text,
 * its words counted. */
void render_text(struct render *r, const char *text, size_t len);

/* The same for prose, in which straight quotes become curly ones. */
void render_prose(struct render *r, const char *text, size_t len);

/* The same without the page. */
void render_plain(struct render *r, const char *text, size_t len);

/* Ends the line of plain text, which ends a word. */
void render_break(struct render *r);

/* A heading's content lies between enter and leave; leave reads and removes
 * the id at its end. Both for md4c: 0, or 1 when refused. */
int heading_enter(struct render *r);
int heading_leave(struct render *r, unsigned level);

/* The id of the last heading so far, or NULL. */
const char *heading_last(const struct render *r);

/* The heading with this id, or NULL. */
const struct guide_section *heading_find(const struct render *r,
    const char *id);

/*
 * Normal text of the source, which may hold citations: what stands around
 * them goes to render_md_piece. For md4c: 0, or 1 when refused.
 */
int cite_text(struct render *r, const char *text, size_t len);

/* Normal text without citations. The same answers. */
int render_md_piece(struct render *r, const char *text, size_t len);

/* A drawing lies between enter and leave (image.c); image_alone, on leaving a
 * paragraph, refuses words beside it. For md4c: 0, or 1 when refused. */
int image_enter(struct render *r, const void *detail);
int image_leave(struct render *r, const void *detail);
int image_alone(struct render *r, const void *detail);

/* An attribute as the reader means it, with its references decoded, in the
 * arena; NULL when one of them is unknown. */
const char *render_decode(struct render *r, const MD_ATTRIBUTE *attribute);

/* What md4c calls, with the struct render as context. Each asks first whether
 * something was refused: within a table md4c goes on after a "stop". */
int render_enter_block(MD_BLOCKTYPE type, void *detail, void *context);
int render_leave_block(MD_BLOCKTYPE type, void *detail, void *context);
int render_enter_span(MD_SPANTYPE type, void *detail, void *context);
int render_leave_span(MD_SPANTYPE type, void *detail, void *context);
int render_md_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len,
    void *context);

#endif

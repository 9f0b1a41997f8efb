#include <md4c.h>

#include "config/refusal.h"
#include "content/render.h"
#include "content/table.h"

static int
list_enter(struct render *r, const void *detail)
{
	r->depth++;
	return 0;
}

static int
list_leave(struct render *r, const void *detail)
{
	r->depth--;
	return 0;
}

static int
numbers_enter(struct render *r, const void *detail)
{
	const MD_BLOCK_OL_DETAIL *list = detail;

	if (list->start == 1)
		render_html(r, "<ol>\n");
	else
		buf_printf(&r->html, "<ol start=\"%u\">\n", list->start);
	return list_enter(r, detail);
}

static int
h_enter(struct render *r, const void *detail)
{
	return heading_enter(r);
}

static int
h_leave(struct render *r, const void *detail)
{
	const MD_BLOCK_H_DETAIL *heading = detail;

	return heading_leave(r, heading->level);
}

/* The language of a code block: one word, for instance "c" or "c++". */
static int
check_language(struct render *r, const MD_ATTRIBUTE *info)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789+#-";

	for (size_t i = 0; i < info->size; i++) {
		if (memchr(good, info->text[i], sizeof(good) - 1) != NULL)
			continue;
		if (source_has(&r->source, info->text))
			r->last = info->text;
		return render_refuse(r, "after ``` only the name of a "
		    "language can stand, in small letters");
	}
	return 0;
}

/* A scrolling box takes the keyboard's focus, or only mice could scroll it. */
static int
code_enter(struct render *r, const void *detail)
{
	const MD_BLOCK_CODE_DETAIL *code = detail;

	if (check_language(r, &code->info) != 0)
		return 1;
	render_html(r, "<pre tabindex=\"0\"><code");
	if (code->info.size > 0)
		buf_printf(&r->html, " class=\"language-%.*s\"",
		    (int)code->info.size, code->info.text);
	render_html(r, ">");
	r->counts_half = true;
	return 0;
}

static int
code_leave(struct render *r, const void *detail)
{
	render_html(r, "</code></pre>\n");
	r->counts_half = false;
	return 0;
}

static enum status
check_table(struct render *r, const MD_BLOCK_TABLE_DETAIL *table,
    const char *id)
{
	enum status st = table_check(&r->source, r->last, table->col_count,
	    table->body_row_count, &r->table.line);

	if (st != OK)
		return st;
	if (id == NULL)
		return refuse(r->source.file, r->table.line,
		    "a table before the first heading; the heading above a "
		    "table is its name for screen readers");
	if (id == r->table.named)
		return refuse(r->source.file, r->table.line,
		    "a second table under the heading {#%s}, which names the "
		    "first; give this one a heading of its own",
		    id);
	return OK;
}

static int
table_enter(struct render *r, const void *detail)
{
	const char *id = heading_last(r);

	r->table.open = r->counts_half = true;
	r->table.row = -2;
	/* Within a list or a quote its first text refuses it: only there is
	 * its line known. */
	if (r->depth > 0)
		return 0;
	if ((r->st = check_table(r, detail, id)) != OK)
		return 1;
	r->table.named = id;
	buf_printf(&r->html, "<div class=\"scroll\" role=\"region\" "
	    "tabindex=\"0\" aria-labelledby=\"%s\">\n<table>\n", id);
	return 0;
}

static int
table_leave(struct render *r, const void *detail)
{
	render_html(r, "</table>\n</div>\n");
	r->table.open = r->counts_half = false;
	return 0;
}

static int
row_enter(struct render *r, const void *detail)
{
	render_html(r, "<tr>");
	r->table.row++;
	r->table.cell = 0;
	return 0;
}

static int
cell_enter(struct render *r, const void *detail)
{
	static const char *const classes[] = {
		[MD_ALIGN_DEFAULT] = "",
		[MD_ALIGN_LEFT] = "",
		[MD_ALIGN_CENTER] = " class=\"center\"",
		[MD_ALIGN_RIGHT] = " class=\"right\"",
	};
	const MD_BLOCK_TD_DETAIL *cell = detail;

	if (r->table.row < 0)
		render_html(r, "<th scope=\"col\"");
	else if (r->table.cell == 0)
		render_html(r, "<th scope=\"row\"");
	else
		render_html(r, "<td");
	render_html(r, classes[cell->align]);
	render_html(r, ">");
	r->table.text = r->text.len;
	return 0;
}

static int
cell_leave(struct render *r, const void *detail)
{
	if (r->text.len == r->table.text) {
		r->st = refuse(r->source.file,
		    r->table.line + (r->table.row < 0 ? 0 : r->table.row + 2),
		    "cell %d of this table row is empty; say what is not "
		    "known, or write a dash",
		    r->table.cell + 1);
		return 1;
	}
	render_html(r, r->table.row < 0 || r->table.cell == 0 ? "</th>" :
							      "</td>");
	r->table.cell++;
	return 0;
}

/* What each block becomes: what is written on entering and leaving it, and
 * what else is to do. No row: nothing; the text within is still shown. */
static const struct block {
	const char *open;
	const char *close;
	int (*enter)(struct render *r, const void *detail);
	int (*leave)(struct render *r, const void *detail);
	bool breaks; /* ends a line of plain text */
} blocks[] = {
	[MD_BLOCK_QUOTE] = { "<blockquote>\n", "</blockquote>\n", list_enter,
	    list_leave, true },
	[MD_BLOCK_UL] = { "<ul>\n", "</ul>\n", list_enter, list_leave, true },
	[MD_BLOCK_OL] = { "", "</ol>\n", numbers_enter, list_leave, true },
	[MD_BLOCK_LI] = { "<li>", "</li>\n", NULL, NULL, true },
	[MD_BLOCK_HR] = { "<hr>\n", "", NULL, NULL, false },
	[MD_BLOCK_H] = { "", "", h_enter, h_leave, false },
	[MD_BLOCK_CODE] = { "", "", code_enter, code_leave, true },
	[MD_BLOCK_P] = { "<p>", "</p>\n", NULL, image_alone, true },
	[MD_BLOCK_TABLE] = { "", "", table_enter, table_leave, true },
	[MD_BLOCK_THEAD] = { "<thead>\n", "</thead>\n", NULL, NULL, false },
	[MD_BLOCK_TBODY] = { "<tbody>\n", "</tbody>\n", NULL, NULL, false },
	[MD_BLOCK_TR] = { "", "</tr>\n", row_enter, NULL, false },
	[MD_BLOCK_TH] = { "", "", cell_enter, cell_leave, true },
	[MD_BLOCK_TD] = { "", "", cell_enter, cell_leave, true },
};

/* md4c 0.4.8 takes the end of an emphasis for a part of an address, and says
 * no more of it. */
static int
refuse_open_spans(struct render *r)
{
	return r->spans.len == 0 ? 0 : render_refuse(r, "an emphasis or "
	    "strike-through ends within the address of a link; write \\* or "
	    "\\~ there");
}

int
render_enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
	const struct block *block = &blocks[type];
	struct render *r = context;

	if (r->st != OK || refuse_open_spans(r) != 0)
		return 1;
	if (block->breaks)
		render_break(r);
	if (block->open != NULL)
		render_html(r, block->open);
	return block->enter == NULL ? 0 : block->enter(r, detail);
}

int
render_leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
	const struct block *block = &blocks[type];
	struct render *r = context;

	if (r->st != OK || refuse_open_spans(r) != 0)
		return 1;
	if (block->leave != NULL && block->leave(r, detail) != 0)
		return 1;
	if (block->close != NULL)
		render_html(r, block->close);
	if (block->breaks)
		render_break(r);
	return 0;
}

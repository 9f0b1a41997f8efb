/*
 * The laws of CSV, over any texts:
 *  - a reader of our own (RFC 4180, strict) finds as many cells as were
 *    written, in lines of the same length;
 *  - a cell is the text that was given, or that with a ' before it where a
 *    spreadsheet would take it for a formula; no cell begins like one;
 *  - a lead's line has as many cells as there are names, whatever is in it.
 */
#include "base/buf.h"
#include "pieces.h"
#include "vault/lead_file.h"

enum { CELLS_MAX = 16 };

/* A line of it. */
struct cells {
	const char *at[CELLS_MAX];
	size_t len;
};

/* Reads a cell, which must stand in quotation marks; *at goes behind it. */
static const char *
read_cell(struct arena *arena, const char **at)
{
	char *cell = arena_alloc(arena, strlen(*at) + 1);
	char *to = cell;
	const char *from = *at;

	law(*from++ == '"', "a cell stands in quotation marks");
	for (;; from++) {
		law(*from != '\0', "that are closed");
		if (*from == '"' && *++from != '"')
			break;
		*to++ = *from;
	}
	*at = from;
	return cell;
}

/* Reads a line; *at goes behind it. */
static struct cells
read_line(struct arena *arena, const char **at)
{
	struct cells cells = { .len = 0 };

	for (;;) {
		law(cells.len < CELLS_MAX, "no more cells than we write");
		cells.at[cells.len++] = read_cell(arena, at);
		if (**at != ',')
			break;
		++*at;
	}
	law(text_starts(*at, "\r\n"), "a line ends in CR LF");
	*at += 2;
	return cells;
}

static void
check_cell(const char *cell, const char *given)
{
	static const char formula[] = "=+-@\t\r";
	bool is_formula = *given != '\0' && strchr(formula, *given) != NULL;

	law(*cell == '\0' || strchr(formula, *cell) == NULL,
	    "no cell begins as a formula");
	law(!is_formula || *cell == '\'', "a formula becomes a text");
	law(strcmp(cell + is_formula, given) == 0, "a cell is what was given");
}

/* Texts of the input as one line. */
static void
check_fields(struct arena *arena, struct pieces pieces)
{
	const char *texts[CELLS_MAX];
	BUF(out, 1 << 20);
	struct cells cells;
	const char *at;

	for (size_t i = 0; i < CELLS_MAX; i++) {
		texts[i] = piece_text(arena, &pieces);
		if (i > 0)
			buf_putc(&out, ',');
		csv_field(&out, texts[i]);
	}
	buf_puts(&out, "\r\n");
	at = buf_text(&out);
	cells = read_line(arena, &at);
	law(cells.len == CELLS_MAX && *at == '\0', "as many as were written");
	for (size_t i = 0; i < CELLS_MAX; i++)
		check_cell(cells.at[i], texts[i]);
}

static size_t
count_names(void)
{
	BUF(names, 4096);
	size_t count = 1;

	lead_file_csv_names(&names);
	for (const char *c = buf_text(&names); *c != '\0'; c++)
		count += *c == ',';
	return count;
}

/* Times an import lets in: the years 1970 to 2100. */
static int64_t
piece_time(struct pieces *pieces)
{
	return (int64_t)(piece_number(pieces, 8) % 4133980800);
}

static void
check_lead(struct arena *arena, struct pieces pieces)
{
	struct lead_file lead = {
		.row.id = (int64_t)piece_number(&pieces, 2),
		.row.kind = LEAD_CONTACT,
		.row.stage = LEAD_NEW,
		.row.created_at = piece_time(&pieces),
		.row.starts_at = piece_time(&pieces),
		.copy.follow_up_on = piece_time(&pieces) / 86400,
	};
	BUF(out, 1 << 20);
	struct cells cells;
	const char *at;

	lead.row.head.name = piece_text(arena, &pieces);
	lead.row.head.email = piece_text(arena, &pieces);
	lead.row.head.company = piece_text(arena, &pieces);
	lead.body.message = piece_text(arena, &pieces);
	lead.row.result = piece_text(arena, &pieces);
	lead.copy.recommended = piece_text(arena, &pieces);
	lead_file_csv(arena, &lead, &out);
	at = buf_text(&out);
	cells = read_line(arena, &at);
	law(*at == '\0' && cells.len == count_names(), "one cell a name");
	check_cell(cells.at[4], lead.row.head.name);
	check_cell(cells.at[5], lead.row.head.email);
	check_cell(cells.at[6], lead.row.head.company);
	check_cell(cells.at[7], lead.body.message);
	check_cell(cells.at[12], lead.copy.recommended);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);

	check_fields(arena, (struct pieces){ data, size });
	check_lead(arena, (struct pieces){ data, size });
	return 0;
}

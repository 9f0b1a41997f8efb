#include "content/table.h"

#include "config/refusal.h"
#include "content/source.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct line
trim(struct line line)
{
	while (line.len > 0 && is_blank(*line.at)) {
		line.at++;
		line.len--;
	}
	while (line.len > 0 && is_blank(line.at[line.len - 1]))
		line.len--;
	return line;
}

/* "|---|:-:|": only these, and at least one dash and one bar. */
static bool
is_delimiter(struct line line)
{
	bool dash = false;
	bool bar = false;

	for (size_t i = 0; i < line.len; i++) {
		dash |= line.at[i] == '-';
		bar |= line.at[i] == '|';
		if (line.at[i] != '-' && line.at[i] != '|' &&
		    line.at[i] != ':' && !is_blank(line.at[i]))
			return false;
	}
	return dash && bar;
}

static size_t
ticks(struct line line, size_t at)
{
	size_t count = 0;

	while (at + count < line.len && line.at[at + count] == '`')
		count++;
	return count;
}

/* Behind a code span that opens at `at`; without a closing run of the same
 * length the backticks are plain text, and it is behind them alone. */
static size_t
skip_code(struct line line, size_t at)
{
	size_t open = ticks(line, at);
	size_t run;

	for (size_t i = at + open; i < line.len; i += run > 0 ? run : 1) {
		run = ticks(line, i);
		if (run == open)
			return i + run;
	}
	return at + open;
}

/* The cells of a row: bars at its ends are frame, those between separate,
 * but for escaped ones and those in code. */
static size_t
count_cells(struct line line)
{
	size_t cells = 1;
	size_t i = 0;

	line = trim(line);
	if (line.len > 0 && line.at[0] == '|')
		i = 1;
	while (i < line.len) {
		if (line.at[i] == '`') {
			i = skip_code(line, i);
			continue;
		}
		if (line.at[i] == '\\')
			i++;
		else if (line.at[i] == '|' && i + 1 < line.len)
			cells++;
		i++;
	}
	return cells;
}

/* The header: a line with text, under it a delimiter row. */
static struct line
find_header(const struct source *source, const char *after)
{
	struct line line = source_line_at(source, after);
	struct line under;

	if (after != NULL)
		line = source_next(source, line);
	for (; line.at != NULL; line = under) {
		under = source_next(source, line);
		if (under.at != NULL && trim(line).len > 0 &&
		    is_delimiter(under))
			break;
	}
	return line;
}

static enum status
check_head(const struct source *source, struct line header, int line,
    size_t columns)
{
	size_t cells = count_cells(header);

	if (columns < 2)
		return refuse(source->file, line,
		    "a table of one column; write it as a list");
	if (cells != columns)
		return refuse(source->file, line,
		    "the table's header has %zu cells, the line of dashes "
		    "under it %zu; make them the same",
		    cells, columns);
	return OK;
}

enum status
table_check(struct source *source, const char *after, size_t columns,
    size_t rows, int *line)
{
	struct line row = find_header(source, after);
	enum status st;

	if (row.at == NULL)
		return refuse(source->file, 0,
		    "a table whose header cannot be found; put an empty line "
		    "above each table");
	*line = source_line(source, row.at);
	if ((st = check_head(source, row, *line, columns)) != OK)
		return st;
	row = source_next(source, row);
	for (size_t i = 0; i < rows; i++) {
		row = source_next(source, row);
		if (row.at == NULL)
			break;
		if (count_cells(row) != columns)
			return refuse(source->file,
			    source_line(source, row.at),
			    "%zu cells in a table of %zu columns; write one "
			    "cell for each column (a bar within a cell as "
			    "\\|), and an empty line after the table",
			    count_cells(row), columns);
	}
	return OK;
}

/*
 * The calendar reader's laws, over any bytes:
 *  - busy times lie within the range, in order and apart from each other, and
 *    there are no more than the limit;
 *  - a refusal has a line of the file, or none, and a reason in printable
 *    ASCII; it leaves nothing busy;
 *  - the same bytes give the same again;
 *  - a file that is good with LF is as good with CR LF.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/ics_read.h"
#include "calendar/zone.h"
#include "fuzz.h"

static void
check_busy(const struct ics_range *range, const struct ics_busy *busy)
{
	int64_t before = range->from_at - 1;

	law(busy->len <= ICS_SPANS_MAX, "busy times have their limit");
	for (size_t i = 0; i < busy->len; i++) {
		const struct ics_span *one = &busy->at[i];

		law(one->starts_at > before, "they are in order and apart");
		law(one->ends_at > one->starts_at, "each takes some time");
		before = one->ends_at;
	}
	law(before <= range->to_at, "and all are within the range");
}

static void
check_problem(const struct ics_problem *problem, const uint8_t *data,
    size_t size)
{
	int lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	law(problem->line >= 0 && problem->line <= lines,
	    "a refusal names a line of the file");
	law(*problem->text != '\0', "and says why");
	for (const char *c = problem->text; *c != '\0'; c++)
		law(*c >= ' ' && *c <= '~', "in printable ASCII");
}

/* The same with every LF a CR LF. */
static void
check_line_ends(struct arena *arena, const uint8_t *data, size_t size,
    const struct ics_range *range, const struct ics_busy *busy)
{
	BUF(other, (size_t)ICS_FILE_MAX);
	struct ics_problem problem;
	struct ics_busy again;

	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n' && (i == 0 || data[i - 1] != '\r'))
			buf_putc(&other, '\r');
		buf_putc(&other, (char)data[i]);
	}
	if (other.failed)
		return;
	law(ics_read(arena, other.data == NULL ? "" : other.data, other.len,
	    range, &again, &problem) == OK, "line ends do not matter");
	law(again.len == busy->len && (busy->len == 0 || memcmp(again.at,
	    busy->at, busy->len * sizeof(*busy->at)) == 0),
	    "and change nothing");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* 2026-11-23 to 2027-01-22, over no clock change of Berlin's. */
	const struct ics_range range = { 1795392000, 1800576000,
		zone_find("Europe/Berlin") };
	ARENA(arena);
	struct ics_problem problem;
	struct ics_busy busy;

	if (ics_read(arena, (const char *)data, size, &range, &busy,
	    &problem) == OK) {
		check_busy(&range, &busy);
		check_line_ends(arena, data, size, &range, &busy);
	} else {
		law(busy.len == 0, "a refused file blocks nothing");
		check_problem(&problem, data, size);
	}
	return 0;
}

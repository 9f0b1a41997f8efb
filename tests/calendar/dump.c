/*
 * Writes the calendar files that ics.py asks for. Standard input holds events,
 * each of FIELDS texts with a NUL behind every one, in the order of enum
 * field; standard output, for each, the length of its file, a line break and
 * the file.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "calendar/ics.h"

enum { FILE_MAX = 1 << 20, INPUT_MAX = 1 << 26 };

enum field { METHOD, SEQUENCE, STARTS, ENDS, STAMP, UID, SUMMARY, DESCRIPTION,
	LOCATION, URL, ORGANIZER_NAME, ORGANIZER_EMAIL, ATTENDEE_NAME,
	ATTENDEE_EMAIL, TENTATIVE, ALARMS, FIELDS };

static int64_t
number(const char *text)
{
	int64_t number = -1;

	(void)text_int(text, INT64_MIN, INT64_MAX, &number);
	return number;
}

static void
put_event(const char *const fields[FIELDS])
{
	const struct ics_event event = {
		.method = (enum ics_method)number(fields[METHOD]),
		.uid = fields[UID],
		.sequence = (int)number(fields[SEQUENCE]),
		.starts_at = number(fields[STARTS]),
		.ends_at = number(fields[ENDS]),
		.stamp_at = number(fields[STAMP]),
		.summary = fields[SUMMARY],
		.description = fields[DESCRIPTION],
		.location = fields[LOCATION],
		.url = fields[URL],
		.organizer = { fields[ORGANIZER_NAME],
		    fields[ORGANIZER_EMAIL] },
		.attendee = { fields[ATTENDEE_NAME], fields[ATTENDEE_EMAIL] },
		.tentative = number(fields[TENTATIVE]) != 0,
		.alarms = number(fields[ALARMS]) != 0,
	};
	BUF(file, FILE_MAX);

	ics_write(&event, &file);
	(void)printf("%zu\n", file.len);
	(void)fwrite(file.data, 1, file.len, stdout);
}

static void
read_all(struct buf *out)
{
	char bytes[65536];
	size_t len;

	while ((len = fread(bytes, 1, sizeof(bytes), stdin)) > 0)
		buf_add(out, bytes, len);
}

int
main(void)
{
	const char *fields[FIELDS];
	size_t count = 0;
	BUF(input, INPUT_MAX);

	read_all(&input);
	for (const char *at = buf_text(&input);
	     at < input.data + input.len; at += strlen(at) + 1) {
		fields[count++] = at;
		if (count == FIELDS) {
			put_event(fields);
			count = 0;
		}
	}
	return count == 0 && !input.failed && fflush(stdout) == 0 ? 0 : 1;
}

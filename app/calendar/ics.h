#ifndef CALENDAR_ICS_H
#define CALENDAR_ICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/*
 * A call as a calendar file: iCalendar (RFC 5545) with a method (RFC 5546),
 * written through libical 3.0.16. Times are in UTC throughout, so a file
 * carries no zone tables and no zone of anybody's.
 *
 * A file costs 20 to 50 microseconds and, with the longest message, 11 kB.
 * libical reads the system's list of zones when it is first asked for UTC
 * (0.2 ms, 0.5 MB): ics_warm does that before the fork, and a worker in the
 * sandbox then opens no file and needs no system call but for memory. libical
 * is not made for threads: one thread of a process writes.
 */
enum ics_method {
	ICS_REQUEST = 1, /* an invitation, or its change: same uid, sequence up;
	                  * needs an attendee (RFC 5546, 3.2.2) */
	ICS_PUBLISH,     /* a date to note; has no attendee (3.2.1) */
	ICS_CANCEL,      /* takes the event of this uid out; has no alarms */
	ICS_STORED,      /* an event as it stands in a calendar on a server: the
	                  * file names no method (RFC 4791, 4.1) */
};

/* email "" means nobody; name "" means no name. */
struct ics_person {
	const char *name;
	const char *email;
};

/*
 * Texts are UTF-8 and never NULL; "" leaves the property out. Any text will
 * do, no text can end a line or a quoted name early: line breaks of summary,
 * description and location are kept, other control bytes become spaces; so do
 * all of them in a name, and a double quote there becomes an apostrophe,
 * which every reader shows alike (RFC 6868 would have it "^'", and some show
 * that). What an address or a URL may not hold is percent-encoded (RFC 6068,
 * RFC 3986).
 */
struct ics_event {
	enum ics_method method;
	const char *uid;  /* the same for the life of the event */
	int sequence;     /* 0, and one more with every change */
	int64_t starts_at;
	int64_t ends_at;  /* after starts_at; all within the years 1 to 9999 */
	int64_t stamp_at; /* when this file is made */
	const char *summary;
	const char *description;
	const char *location;
	const char *url;
	struct ics_person organizer;
	struct ics_person attendee; /* has accepted, is asked for no answer */
	bool tentative; /* it is not yet certain that it takes place */
	bool alarms;    /* a day and a quarter of an hour before */
};

/* Gets libical ready. Call it before the first fork; a second call does
 * nothing. */
void ics_warm(void);

/*
 * Adds the file: lines of at most 75 bytes, CR LF behind each, no character
 * cut in two. Whether it fitted is in out->failed.
 */
void ics_write(const struct ics_event *event, struct buf *out);

/*
 * Adds a whole calendar, which may be empty, for programs that fetch it now
 * and then: each event as with ICS_PUBLISH. name is what they call it where
 * they ask nobody.
 */
void ics_write_calendar(const char *name, const struct ics_event *events,
    size_t len, struct buf *out);

/* "REQUEST": the parameter "method" of the file's content type, which must be
 * the same (RFC 6047, 2.4). Not for ICS_STORED. */
const char *ics_method_name(enum ics_method method);

#endif

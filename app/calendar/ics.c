#include "calendar/ics.h"

#include <assert.h>
#include <libical/ical.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/util.h"
#include "calendar/civil.h"

/* Who makes the files: a formal public identifier (RFC 5545, 3.7.3). */
#define PRODUCT "-//Fourways//Discovery call//EN"

enum { LINE_BYTES = 75 }; /* without its end (RFC 5545, 3.1) */

/* What a URI holds as it is, besides letters and digits. An address in
 * mailto: may have less of it (RFC 6068, 2). */
#define PLAIN_IN_URL "-._~:/?#[]@!$&'()*+,;=%"
#define PLAIN_IN_ADDRESS "-._~@!$'*+"

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/*
 * Text for a value: LF between its lines, and of the other control bytes the
 * tab alone (RFC 5545, 3.1). libical would let them through, and drop a CR.
 */
static const char *
value_text(struct arena *arena, const char *text)
{
	char *clean = arena_alloc(arena, strlen(text) + 1);
	char *to = clean;

	for (; *text != '\0'; text++) {
		if (text[0] == '\r' && text[1] == '\n')
			continue;
		if (*text == '\r' || *text == '\n')
			*to++ = '\n';
		else if (is_control(*text) && *text != '\t')
			*to++ = ' ';
		else
			*to++ = *text;
	}
	return clean;
}

/*
 * Text for the parameter CN. A caret that would turn what follows it into
 * something else is doubled (RFC 6868, 3.1), which libical does not do.
 */
static const char *
name_text(struct arena *arena, const char *text)
{
	char *name = arena_array(arena, strlen(text) + 1, 2);
	char *to = name;

	for (; *text != '\0'; text++) {
		if (*text == '"')
			*to++ = '\'';
		else if (is_control(*text))
			*to++ = ' ';
		else
			*to++ = *text;
		if (*text == '^' && text[1] != '\0' &&
		    strchr("n^'\"", text[1]) != NULL)
			*to++ = '^';
	}
	return name;
}

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Text for a URI, which libical writes as it comes. */
static const char *
uri_text(struct arena *arena, const char *text, const char *plain)
{
	static const char digits[] = "0123456789ABCDEF";
	char *uri = arena_array(arena, strlen(text) + 1, 3);
	char *to = uri;

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (is_letter_or_digit(*text) || strchr(plain, c) != NULL) {
			*to++ = *text;
		} else {
			*to++ = '%';
			*to++ = digits[c >> 4];
			*to++ = digits[c & 15];
		}
	}
	return uri;
}

/* Adds a property to a component. libical returns NULL for one thing only. */
static void
add(icalcomponent *to, icalproperty *property)
{
	if (property == NULL)
		log_fatal("memory", "out of memory for a calendar file");
	icalcomponent_add_property(to, property);
}

static icalcomponent *
component(icalcomponent_kind kind)
{
	icalcomponent *made = icalcomponent_new(kind);

	if (made == NULL)
		log_fatal("memory", "out of memory for a calendar file");
	return made;
}

/* A text property, unless there is no text. */
static void
add_text(icalcomponent *to, icalproperty *(*make)(const char *),
    struct arena *arena, const char *text)
{
	if (*text != '\0')
		add(to, make(value_text(arena, text)));
}

/* By our own calendar: libical would ask glibc, which reads the file of the
 * process's own zone first. */
static struct icaltimetype
utc(int64_t at)
{
	struct civil civil = civil_from_seconds(at);

	return (struct icaltimetype){
		.year = civil.year,
		.month = civil.month,
		.day = civil.day,
		.hour = civil.hour,
		.minute = civil.minute,
		.second = civil.second,
		.zone = icaltimezone_get_utc_timezone(),
	};
}

static icalproperty *
person(struct arena *arena, icalproperty *(*make)(const char *),
    const struct ics_person *who)
{
	icalproperty *property = make(arena_printf(arena, "mailto:%s",
	    uri_text(arena, who->email, PLAIN_IN_ADDRESS)));

	if (property != NULL && *who->name != '\0')
		icalproperty_add_parameter(property,
		    icalparameter_new_cn(name_text(arena, who->name)));
	return property;
}

static void
add_people(icalcomponent *to, struct arena *arena,
    const struct ics_event *event)
{
	icalproperty *attendee;

	if (*event->organizer.email != '\0')
		add(to, person(arena, icalproperty_new_organizer,
			    &event->organizer));
	if (*event->attendee.email == '\0' || event->method == ICS_PUBLISH ||
	    event->method == ICS_STORED)
		return;
	attendee = person(arena, icalproperty_new_attendee, &event->attendee);
	add(to, attendee);
	icalproperty_add_parameter(attendee,
	    icalparameter_new_partstat(ICAL_PARTSTAT_ACCEPTED));
	icalproperty_add_parameter(attendee,
	    icalparameter_new_rsvp(ICAL_RSVP_FALSE));
}

static icalcomponent *
alarm_before(struct arena *arena, const struct ics_event *event, int seconds)
{
	icalcomponent *alarm = component(ICAL_VALARM_COMPONENT);
	struct icaltriggertype trigger = {
		.time = icaltime_null_time(),
		.duration = icaldurationtype_from_int(-seconds),
	};

	add(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	add(alarm, icalproperty_new_trigger(trigger));
	add(alarm, icalproperty_new_description(
		       value_text(arena, event->summary)));
	return alarm;
}

static icalproperty_status
status_of(const struct ics_event *event)
{
	if (event->method == ICS_CANCEL)
		return ICAL_STATUS_CANCELLED;
	return event->tentative ? ICAL_STATUS_TENTATIVE :
				  ICAL_STATUS_CONFIRMED;
}

static icalcomponent *
event_component(struct arena *arena, const struct ics_event *event)
{
	static const int alarms[] = { 24 * 60 * 60, 15 * 60 };
	const bool wakes = event->alarms && event->method != ICS_CANCEL;
	icalcomponent *made = component(ICAL_VEVENT_COMPONENT);

	add_text(made, icalproperty_new_uid, arena, event->uid);
	add(made, icalproperty_new_sequence(event->sequence));
	add(made, icalproperty_new_dtstamp(utc(event->stamp_at)));
	add(made, icalproperty_new_dtstart(utc(event->starts_at)));
	add(made, icalproperty_new_dtend(utc(event->ends_at)));
	add(made, icalproperty_new_status(status_of(event)));
	add_text(made, icalproperty_new_summary, arena, event->summary);
	add_text(made, icalproperty_new_description, arena,
	    event->description);
	add_text(made, icalproperty_new_location, arena, event->location);
	if (*event->url != '\0')
		add(made, icalproperty_new_url(uri_text(arena, event->url,
			      PLAIN_IN_URL)));
	add_people(made, arena, event);
	add(made, icalproperty_new_transp(ICAL_TRANSP_OPAQUE));
	add(made, icalproperty_new_class(ICAL_CLASS_PRIVATE));
	for (size_t i = 0; wakes && i < countof(alarms); i++)
		icalcomponent_add_component(made,
		    alarm_before(arena, event, alarms[i]));
	return made;
}

static icalproperty_method
method_of(enum ics_method method)
{
	switch (method) {
	case ICS_REQUEST:
		return ICAL_METHOD_REQUEST;
	case ICS_PUBLISH:
		return ICAL_METHOD_PUBLISH;
	case ICS_CANCEL:
		return ICAL_METHOD_CANCEL;
	case ICS_STORED:
		break;
	}
	return ICAL_METHOD_NONE;
}

const char *
ics_method_name(enum ics_method method)
{
	return icalproperty_method_to_string(method_of(method));
}

/*
 * Takes out libical's folds, for it may fold between the CR and the LF at the
 * end of a line, which no reader takes (libical#1338, mended in 4.0.3).
 */
static void
unfold(char *text)
{
	char *to = text;
	char *fold;

	while ((fold = strstr(text, "\r\n ")) != NULL) {
		memmove(to, text, (size_t)(fold - text));
		to += fold - text;
		text = fold + 3;
	}
	memmove(to, text, strlen(text) + 1);
}

static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Adds lines that end in CR LF, folded where they are too long. */
static void
add_folded(struct buf *out, const char *text)
{
	const char *end;

	while ((end = strstr(text, "\r\n")) != NULL) {
		size_t room = LINE_BYTES;

		while ((size_t)(end - text) > room) {
			size_t len = room;

			while (len > 1 && is_continuation(text[len]))
				len--;
			buf_add(out, text, len);
			buf_puts(out, "\r\n ");
			text += len;
			room = LINE_BYTES - 1;
		}
		end += 2;
		buf_add(out, text, (size_t)(end - text));
		text = end;
	}
}

void
ics_warm(void)
{
	(void)icaltimezone_get_utc_timezone();
}

static icalcomponent *
file_new(enum ics_method method)
{
	icalcomponent *file = component(ICAL_VCALENDAR_COMPONENT);

	add(file, icalproperty_new_prodid(PRODUCT));
	add(file, icalproperty_new_version("2.0"));
	if (method != ICS_STORED)
		add(file, icalproperty_new_method(method_of(method)));
	return file;
}

static void
add_event(struct arena *arena, icalcomponent *file,
    const struct ics_event *event)
{
	assert(event->starts_at < event->ends_at);
	icalcomponent_add_component(file, event_component(arena, event));
}

/* Adds the text of a file, which is then freed. */
static void
put_file(icalcomponent *file, struct buf *out)
{
	char *text = icalcomponent_as_ical_string_r(file);

	if (text == NULL)
		log_fatal("memory", "out of memory for a calendar file");
	unfold(text);
	add_folded(out, text);
	icalmemory_free_buffer(text);
	icalcomponent_free(file);
}

void
ics_write(const struct ics_event *event, struct buf *out)
{
	ARENA(arena);
	icalcomponent *file = file_new(event->method);

	add_event(arena, file, event);
	put_file(file, out);
}

/* No standard says what a calendar is called in a way that all understand:
 * RFC 7986 has NAME, and everybody reads X-WR-CALNAME. */
static icalproperty *
calendar_name(struct arena *arena, const char *name)
{
	icalproperty *property = icalproperty_new_x(value_text(arena, name));

	if (property != NULL)
		icalproperty_set_x_name(property, "X-WR-CALNAME");
	return property;
}

void
ics_write_calendar(const char *name, const struct ics_event *events,
    size_t len, struct buf *out)
{
	ARENA(arena);
	icalcomponent *file = file_new(ICS_PUBLISH);

	add(file, calendar_name(arena, name));
	for (size_t i = 0; i < len; i++) {
		assert(events[i].method == ICS_PUBLISH);
		add_event(arena, file, &events[i]);
	}
	put_file(file, out);
}

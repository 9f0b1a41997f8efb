#include "domain/contact.h"

#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/consent.h"
#include "domain/problems.h"

static const char *const wish_fields[CONTACT_WISHES] = { "wish1", "wish2" };

static int64_t
read_wish(const char *text, const char *field, const struct zone *zone,
    int64_t now, struct problems *problems)
{
	struct civil civil;
	int64_t at = 0;

	if (*text == '\0')
		return 0;
	if (wall_parse(text, &civil) != OK)
		problems_add(problems, field, "We could not read this time. "
		    "Please write it as year, month, day and time, like "
		    "2026-11-24T10:30, or leave it empty.");
	else if (zone_instant(zone, &civil, &at) != OK)
		problems_add(problems, field, "On that day the clock is put "
		    "forward and skips this time. Please choose another.");
	else if (at <= now)
		problems_add(problems, field, "This time has gone by. Please "
		    "choose a later one.");
	return at;
}

void
contact_form_check(struct arena *arena, const struct contact_form *form,
    const struct zone *zone, int64_t now, struct contact_details *details,
    struct problems *problems)
{
	bool wished = false;

	*details = (struct contact_details){ 0 };
	person_check(arena, &form->person, &details->person, problems);
	for (size_t i = 0; i < CONTACT_WISHES; i++) {
		const char *text = form->wishes[i] == NULL ? "" :
		    text_trim(arena, form->wishes[i]);

		wished |= *text != '\0';
		details->wishes[i] = read_wish(text, wish_fields[i], zone, now,
		    problems);
	}
	if (!wished && *details->person.message == '\0')
		problems_add(problems, "message", "Please write a few words, or "
		    "name a time that would suit you.");
	consent_check(form->consent, problems);
}

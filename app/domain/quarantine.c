#include "domain/quarantine.h"

#include <assert.h>
#include <string.h>

#include "base/util.h"

static const struct {
	const char *id;
	const char *label;
} doubts[DOUBT_COUNT] = {
	[DOUBT_NONE] = { "", "" },
	[DOUBT_TRAP] = { "trap", "filled in a field that people do not see" },
	[DOUBT_HASTE] = { "haste", "sent sooner than people type" },
	[DOUBT_UNSIGNED] = { "unsigned", "not sent from a page of this site" },
	[DOUBT_POSTS] = { "posts",
	    "one of many from the same network within ten minutes" },
	[DOUBT_LEADS] = { "leads",
	    "one of many from the same network within an hour" },
	[DOUBT_EMAIL] = { "email",
	    "several calls ahead under the same e-mail address" },
};

const char *
doubt_id(enum doubt doubt)
{
	assert(doubt >= DOUBT_NONE && doubt < DOUBT_COUNT);
	return doubts[doubt].id;
}

const char *
doubt_label(enum doubt doubt)
{
	assert(doubt >= DOUBT_NONE && doubt < DOUBT_COUNT);
	return doubts[doubt].label;
}

enum status
doubt_find(const char *id, enum doubt *doubt)
{
	for (size_t i = DOUBT_NONE; i < countof(doubts); i++)
		if (strcmp(doubts[i].id, id) == 0) {
			*doubt = (enum doubt)i;
			return OK;
		}
	return NOT_FOUND;
}

static bool
is_over(unsigned count, int limit, unsigned times)
{
	return limit > 0 && count > (unsigned)limit * times;
}

/* How long ago the form's page was made: in the future, for a clock that was
 * put back, counts as just now. */
static int64_t
age(const struct submission *submission)
{
	return submission->now > submission->rendered_at ?
	    submission->now - submission->rendered_at : 0;
}

enum doubt
submission_judge(const struct submission *submission,
    const struct submission_limits *limits)
{
	if (submission->trapped)
		return DOUBT_TRAP;
	if (limits->form_seconds > 0) {
		if (submission->rendered_at == 0 ||
		    age(submission) > QUARANTINE_PAGE_SECONDS)
			return DOUBT_UNSIGNED;
		if (age(submission) < limits->form_seconds)
			return DOUBT_HASTE;
	}
	if (is_over(submission->posts, limits->posts_per_10_minutes, 1))
		return DOUBT_POSTS;
	if (is_over(submission->leads, limits->leads_per_hour, 1))
		return DOUBT_LEADS;
	return DOUBT_NONE;
}

bool
submission_is_refused(const struct submission *submission,
    const struct submission_limits *limits)
{
	return is_over(submission->posts, limits->posts_per_10_minutes,
	    QUARANTINE_HARD);
}

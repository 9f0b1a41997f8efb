#include "cli/demo_plan.h"

#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "config/settings.h"

enum { DAY = 86400, HOUR = 3600, MINUTE = 60 };

/* People are awake from seven to ten in the evening. */
enum { AWAKE_FROM = 7 * 60, AWAKE_MINUTES = 15 * 60, DAY_MINUTES = 24 * 60 };

/* So long it takes until a form in quarantine is erased, by the settings that
 * come with the program, less some days. */
enum { QUARANTINE_AGE = 26 * DAY };

/* Who comes last, in every number. */
static const struct named {
	struct demo_person person;
	const char *message;
	const char *result;
	int days;  /* from today */
	int hour;  /* UTC; the first free time from there on */
} named[DEMO_NAMED] = {
	{ { "Ada Example", "ada@example.org", "Example Bakery",
	    "Europe/Berlin" },
	    "We take orders by telephone and want to take them online.\n"
	    "Two of us know JavaScript.", "js-crud-mvp-one", 2, 9 },
	{ { "Ben Sample", "ben@example.net", "Sample Instruments",
	    "Europe/Berlin" },
	    "A pricing engine that must be right for ten years.",
	    "cs-rules-long-two", 3, 10 },
	{ { "Chloë Placeholder", "chloe@example.com", "", "Europe/Berlin" },
	    "Our models are in Python, the site is not.",
	    "js-data-grow-poly", 4, 9 },
};

struct making {
	struct arena *arena;
	const struct demo_texts *texts;
	const struct demo_wanted *wanted;
	struct demo_plan *plan;
	struct demo_diary diary;
	size_t messages; /* so far, and calls */
	size_t calls;
};

/* ---- when they come ---- */

/* More and more of them as the weeks go by: place in thousandths from the
 * eldest, who is 0. */
static int64_t
age_of(size_t number, size_t count)
{
	const int64_t place = (int64_t)((count - number) * 1000 / count);
	const int64_t bent = (750 * place + place * place / 4) / 1000;

	return bent * DEMO_DAYS * DAY / 1000;
}

static int64_t
arrival(const struct making *making, size_t number, size_t count)
{
	const struct zone *zone =
	    making->wanted->settings->availability.zone;
	const int64_t now = making->wanted->now;
	const int64_t latest = now -
	    (int64_t)(count - number) * 11 * MINUTE;
	const int64_t about = now - age_of(number, count);
	struct civil civil;
	int64_t at;

	zone_civil(zone, about, &civil);
	at = zone_on_day(zone, zone_day(zone, about), AWAKE_FROM +
	    (civil.hour * 60 + civil.minute) * AWAKE_MINUTES / DAY_MINUTES);
	at += demo_mix(number, 19) % 50;
	return at < latest ? at : latest;
}

/* ---- what they want ---- */

/* From the last weeks, some that a program may have sent. */
static enum doubt
doubt_of(const struct making *making, size_t number, int64_t at)
{
	static const enum doubt doubts[] = { DOUBT_TRAP, DOUBT_HASTE,
		DOUBT_POSTS, DOUBT_TRAP, DOUBT_HASTE, DOUBT_UNSIGNED,
		DOUBT_LEADS };

	if (number % 9 != 4 || at < making->wanted->now - QUARANTINE_AGE)
		return DOUBT_NONE;
	return doubts[number / 9 % countof(doubts)];
}

/* A call, on a free slot some days ahead. false: there is none. */
static bool
plan_call(struct making *making, size_t number, struct demo_lead *lead)
{
	const int64_t ahead = demo_mix(number, 23) % 6;
	const int64_t change_at = lead->at +
	    (int64_t)(4 + demo_mix(number, 29) % 9) * HOUR;

	if (!demo_diary_take(&making->diary, lead->at,
	    lead->at + ahead * DAY, demo_mix(number, 31) | 1, &lead->slot))
		return false;
	lead->story = demo_story(LEAD_BOOKING, making->calls++);
	lead->remind = demo_mix(number, 37) % 5 < 3;
	if (change_at >= lead->slot.starts_at - HOUR ||
	    change_at > making->wanted->now)
		return true;
	if (demo_story_cancels(lead->story) ||
	    (demo_mix(number, 41) % 11 == 0 &&
	    demo_diary_take(&making->diary, change_at,
	    lead->slot.starts_at + DAY, 1, &lead->moved)))
		lead->changed_at = change_at;
	return true;
}

static void
plan_message(struct making *making, size_t number, struct demo_lead *lead)
{
	const int64_t today = zone_day(
	    making->wanted->settings->availability.zone, lead->at);

	lead->kind = LEAD_CONTACT;
	lead->story = demo_story(LEAD_CONTACT, making->messages++);
	if (demo_mix(number, 43) % 5 == 0)
		lead->wishes[0] = zone_on_day(
		    making->wanted->settings->availability.zone, today + 5,
		    17 * 60 + 30);
}

/* Half of them do. */
static bool
books(size_t number)
{
	static const char order[] = "cmcmmcmcmc";

	return order[number % (sizeof(order) - 1)] == 'c';
}

static void
add_lead(struct making *making, size_t number, size_t count)
{
	struct demo_lead *lead = &making->plan->leads[number];
	const int64_t at = arrival(making, number, count);
	const int64_t age = making->wanted->now - at;

	*lead = (struct demo_lead){ .kind = LEAD_BOOKING, .at = at };
	lead->doubt = doubt_of(making, number, lead->at);
	if (!books(number) ||
	    (lead->doubt != DOUBT_NONE && number % 2 == 0) ||
	    !plan_call(making, number, lead))
		plan_message(making, number, lead);
	if (lead->doubt != DOUBT_NONE) {
		lead->story = demo_story(lead->kind, SIZE_MAX);
		lead->remind = false;
		lead->changed_at = 0;
		lead->moved = (struct slot){ 0 };
	}
	lead->stuck = number % 5 == 3 && age > 4 * DAY && age < 15 * DAY;
	demo_write(making->arena, making->texts, making->wanted->assessment,
	    number, lead);
}

/* Those who come last, each with a call. */
static void
add_named(struct making *making, size_t i)
{
	const int64_t now = making->wanted->now;
	struct demo_lead *lead =
	    &making->plan->leads[making->plan->leads_len];

	*lead = (struct demo_lead){ .kind = LEAD_BOOKING,
		.doubt = DOUBT_NONE, .person = named[i].person,
		.message = named[i].message, .result = named[i].result,
		.recommended = "", .at = now,
		.story = demo_story(LEAD_BOOKING, SIZE_MAX) };
	if (!demo_diary_take(&making->diary, now, now - now % DAY +
	    named[i].days * DAY + named[i].hour * HOUR, 0, &lead->slot))
		lead->kind = LEAD_CONTACT;
	making->plan->leads_len++;
}

struct lead_own
demo_texts_of(const struct demo_lead *lead)
{
	return (struct lead_own){ { lead->person.name, lead->person.email,
		lead->person.company }, { lead->message } };
}

const struct slot *
demo_call(const struct demo_lead *lead)
{
	return lead->moved.starts_at != 0 ? &lead->moved : &lead->slot;
}

void
demo_plan_make(struct arena *arena, const struct demo_texts *texts,
    const struct demo_wanted *wanted, struct demo_plan *plan)
{
	const size_t others = wanted->leads > DEMO_NAMED ?
	    wanted->leads - DEMO_NAMED : 0;
	struct making making = { arena, texts, wanted, plan };

	*plan = (struct demo_plan){ .leads = arena_array(arena,
	    others + DEMO_NAMED, sizeof(*plan->leads)) };
	demo_diary_begin(arena, wanted, plan, &making.diary);
	/* Those who come last choose first: theirs are given days. */
	plan->leads_len = others;
	for (size_t i = 0; i < DEMO_NAMED && i < wanted->leads; i++)
		add_named(&making, i);
	for (size_t i = 0; i < others; i++)
		add_lead(&making, i, others);
	demo_events(arena, wanted, plan);
}

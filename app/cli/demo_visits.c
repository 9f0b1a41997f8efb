#include "cli/demo_visits.h"

#include <string.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "cli/demo.h"
#include "cli/demo_plan.h"
#include "config/settings.h"
#include "domain/verdict.h"
#include "store/counters.h"

enum { NAMES_MAX = 160 }; /* that are counted on one day */

/* Readers of a working day at the beginning, and how many more at the end. */
enum { READERS = 34, READERS_MORE = 46 };

static const char *const guides[] = { "how-to-choose", "nodejs-or-python",
	"dotnet-or-nodejs", "java", "nodejs-go-or-rust", "two-services",
	"nodejs-under-load", "measured-not-argued", "how-to-choose" };

/* One day in the making. */
struct day {
	struct arena *arena;
	const struct assessment *model;
	struct page_counts *counts;
	size_t from;   /* where it begins among them */
	int64_t day;
	size_t number; /* of days, from the first */
};

static void
count(const struct day *day, const char *page, int64_t times)
{
	struct page_counts *counts = day->counts;

	if (times <= 0)
		return;
	for (size_t i = day->from; i < counts->len; i++)
		if (strcmp(counts->at[i].page, page) == 0) {
			counts->at[i].count += times;
			return;
		}
	if (counts->len < day->from + NAMES_MAX)
		counts->at[counts->len++] = (struct page_count){ day->day,
			page, times };
}

/* The answers that somebody gives. */
static struct answers
answers_of(const struct day *day, size_t number)
{
	return assessment_answers_at(day->model,
	    demo_mix(day->number * 64 + number, 53) %
	    assessment_count(day->model));
}

static void
count_answers(const struct day *day, int64_t times)
{
	for (int64_t i = 0; i < times; i++) {
		const struct answers answers = answers_of(day, (size_t)i);

		for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
			count(day, arena_printf(day->arena, "answer/%s/%s",
			    day->model->questions[q].id,
			    assessment_option(day->model, &answers, q)->id),
			    1);
	}
	count(day, "answered", times);
}

static void
count_results(const struct day *day, int64_t times, const char *by)
{
	for (int64_t i = 0; i < times; i++) {
		const struct answers answers = answers_of(day, (size_t)i);
		struct verdict verdict;

		verdict_reach(day->model, &answers, &verdict);
		count(day, arena_printf(day->arena, "%sresult/%s/%s", by,
		    verdict_kind_id(verdict.kind), verdict.primary->id), 1);
	}
}

static void
count_guides(const struct day *day, int64_t readers)
{
	for (size_t i = 0; i < countof(guides); i++) {
		const int64_t times = readers *
		    (int64_t)(30 - 3 * i + demo_mix(day->number * 16 + i, 59) %
		    9) / 150;

		count(day, arena_printf(day->arena, "guide/%s", guides[i]),
		    times);
		count(day, arena_printf(day->arena, "bot:guide/%s",
		    guides[i]), 1 + times / 4);
		count(day, arena_printf(day->arena, "ahead:guide/%s",
		    guides[i]), times / 7);
	}
	count(day, "head:guide/how-to-choose", 1);
}

/* How many of a kind came on that day, by the site's own clock; those that are
 * held back are not counted. */
static int64_t
came(const struct demo_plan *plan, const struct zone *zone, int64_t day,
    enum lead_kind kind)
{
	int64_t times = 0;

	for (size_t i = 0; i < plan->leads_len; i++)
		times += plan->leads[i].kind == kind &&
		    plan->leads[i].doubt == DOUBT_NONE &&
		    zone_day(zone, plan->leads[i].at) == day;
	return times;
}

static void
count_day(const struct day *day, int64_t booked, int64_t written)
{
	const bool weekend = civil_from_days(day->day).weekday > 4;
	int64_t readers = READERS + READERS_MORE * (int64_t)day->number /
	    DEMO_DAYS + demo_mix(day->number, 61) % 13;
	int64_t answered;

	readers = weekend ? readers / 2 : readers;
	answered = readers / 5 + booked;
	count_guides(day, readers);
	count_answers(day, answered);
	count_results(day, answered + answered / 4, "");
	count_results(day, 2, "bot:");
	count(day, "book", booked * 2 + answered / 6);
	count(day, "booked", booked);
	count(day, "contact", written);
	count(day, "search", readers / 9);
}

enum status
demo_visits_put(struct store *store, const struct demo *demo,
    const struct demo_plan *plan)
{
	ARENA(arena);
	const struct zone *zone = demo->settings->availability.zone;
	const int64_t today = zone_day(zone, demo->now);
	struct page_counts counts = { arena_array(arena,
	    (size_t)DEMO_DAYS * NAMES_MAX, sizeof(*counts.at)), 0 };

	if (demo->leads <= DEMO_NAMED)
		return OK;
	for (size_t i = 0; i < DEMO_DAYS; i++) {
		const struct day day = { arena, demo->assessment, &counts,
			counts.len, today - DEMO_DAYS + 1 + (int64_t)i, i };

		count_day(&day, came(plan, zone, day.day, LEAD_BOOKING),
		    came(plan, zone, day.day, LEAD_CONTACT));
	}
	return store_page_counts_add(store, &counts, true);
}

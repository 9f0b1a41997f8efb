#ifndef WEB_VIEWS_INSIGHTS_H
#define WEB_VIEWS_INSIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/views_page.h"

/* templates/insights.html: view insights_page. See views.h. */

/* A picture: one bar a week, in a box of 240 by 60. */
struct insights_bar {
	int64_t x;
	int64_t y;
	int64_t height;
	bool open; /* the week is not over */
};

struct insights_chart {
	const char *label;
	int64_t total;
	int64_t most; /* in a week */
	struct {
		const struct insights_bar *at;
		size_t len;
	} bars;
};

/* What was counted in a week, or apart from people. */
struct insights_row {
	const char *label; /* "16 November 2026", "Crawlers" */
	bool open;
	int64_t guides;
	int64_t answered;
	int64_t results;
	int64_t started;
	int64_t booked;
	int64_t contact;
	const char *answered_share; /* "33 %" of guides read, "–" of none */
	const char *started_share;  /* of results opened */
	const char *booked_share;   /* of bookings started */
};

struct insights_rows {
	const struct insights_row *at;
	size_t len;
};

/* A line with a bar of 0 to 100. */
struct insights_line {
	const char *label;
	const char *count; /* "12"; "" is hidden */
	const char *share; /* "33 %", or "" */
	int64_t bar;
};

struct insights_lines {
	const struct insights_line *at;
	size_t len;
};

/* A stack: how often it was advised, and how many of those who came with it
 * booked. */
struct insights_stack {
	const char *name;
	int64_t opened;
	const char *opened_share;
	int64_t opened_bar;
	int64_t booked;
	int64_t booked_bar;
};

struct insights_question {
	const char *label;
	struct insights_lines options;
};

struct insights_questions {
	const struct insights_question *at;
	size_t len;
};

/* A call in which something else was recommended. */
struct insights_miss {
	int64_t lead_id;
	const char *code;
	const char *advised;     /* "Node.js" */
	const char *recommended;
	const char *confidence;  /* of the assessment: "clear" */
};

struct insights_claim {
	const char *id;
	const char *text;
	const char *checked; /* "21 November 2026" */
	const char *checked_iso;
	int64_t days; /* since then */
};

struct insights_view {
	struct page page;
	const char *zone;
	const char *since; /* "Monday 7 September 2026" */
	struct {
		const struct insights_chart *at;
		size_t len;
	} charts;
	struct insights_rows weeks;
	struct insights_row total;
	struct insights_rows apart;
	int64_t searches;
	struct {
		const struct insights_stack *at;
		size_t len;
	} stacks;
	int64_t results;  /* opened, all together */
	int64_t bookings; /* by rows, all together */
	int64_t booked_without; /* without a result, or erased since */
	struct insights_lines kinds;
	struct insights_questions answers;
	bool answered;    /* anything at all */
	const char *agreed; /* "15 of 19", or "" before the first call */
	const char *agreed_share;
	struct insights_questions agreement;
	struct {
		const struct insights_miss *at;
		size_t len;
	} misses;
	int64_t unjudged; /* calls whose result or stack is not known */
	int64_t claims;
	struct {
		const struct insights_claim *at;
		size_t len;
	} stale;
	int64_t stale_count;
	const char *oldest; /* check there is */
	int fresh_days;
};

#endif

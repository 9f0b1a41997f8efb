#include "web/pages/lead_query.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/civil.h"
#include "calendar/zone.h"
#include "domain/verdict.h"
#include "web/app.h"
#include "web/pages/desk_lead.h"
#include "web/request.h"

enum { HREF_MAX = 3 * FORM_BYTES_MAX, CODES_MAX = 1 << 20 };

static const char *const sorts[LEAD_SORT_COUNT] = {
	[LEAD_SORT_NEWEST] = "newest",
	[LEAD_SORT_OLDEST] = "oldest",
	[LEAD_SORT_NEXT] = "next",
};

static const char *const follows[LEAD_FOLLOW_COUNT] = {
	[LEAD_FOLLOW_ANY] = "",
	[LEAD_FOLLOW_DUE] = "due",
	[LEAD_FOLLOW_OVERDUE] = "overdue",
	[LEAD_FOLLOW_NONE] = "none",
	[LEAD_FOLLOW_PLANNED] = "planned",
	[LEAD_FOLLOW_IDLE] = "idle",
};

const char *
lead_sort_id(enum lead_sort sort)
{
	return sorts[sort];
}

const char *
lead_follow_id(enum lead_follow follow)
{
	return follows[follow];
}

/* The place of a word among those from 1 on, or 0. */
static size_t
find_word(const char *const *words, size_t len, const char *word)
{
	for (size_t i = 1; i < len; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return 0;
}

/* ---- reading ---- */

static const char *
field(struct request *req, const char *name)
{
	return text_trim(req->arena, form_text(&req->form, name));
}

static void
read_stage(struct request *req, struct lead_asked *asked)
{
	struct lead_filter *filter = &asked->query.filter;
	const char *text = field(req, "stage");

	if (strcmp(text, "open") == 0)
		filter->open = true;
	else if (*text != '\0' && lead_stage_find(text, &filter->stage) != OK)
		problems_add(&asked->problems, "stage", "The address names a "
		    "stage that there is not, so leads of all stages are "
		    "shown. Please choose one from the list.");
	else
		filter->open = false;
	asked->stage = filter->open || filter->stage != 0 ? text : "";
}

/* Every code whose result recommends a stack, as a JSON array. */
static const char *
codes_of(struct request *req, const struct stack *stack)
{
	const struct assessment *model = req->app->assessment;
	const char *before = "[";
	const char *text;
	struct buf out = buf_new(CODES_MAX);

	for (size_t i = 0; i < assessment_count(model); i++) {
		struct answers answers = assessment_answers_at(model, i);
		struct verdict verdict;

		verdict_reach(model, &answers, &verdict);
		if (verdict.primary != stack && verdict.partner != stack)
			continue;
		buf_puts(&out, before);
		buf_printf(&out, "\"%s\"",
		    assessment_code(req->arena, model, &answers));
		before = ",";
	}
	buf_puts(&out, *before == '[' ? "[]" : "]");
	text = arena_strdup(req->arena, buf_text(&out));
	buf_free(&out);
	return text;
}

static void
read_stack(struct request *req, struct lead_asked *asked)
{
	const char *text = field(req, "stack");
	const struct stack *stack;

	asked->stack = "";
	asked->query.filter.results = "";
	if (*text == '\0')
		return;
	stack = assessment_stack_find(req->app->assessment, text);
	if (stack == NULL) {
		problems_add(&asked->problems, "stack", "The address names a "
		    "stack that there is not, so results of all stacks are "
		    "shown. Please choose one from the list.");
		return;
	}
	asked->stack = text;
	asked->query.filter.results = codes_of(req, stack);
}

static void
read_follow(struct request *req, struct lead_asked *asked)
{
	const char *text = field(req, "follow");
	size_t place = find_word(follows, countof(follows), text);

	asked->query.filter.follow = place == 0 ? LEAD_FOLLOW_ANY :
	    (enum lead_follow)place;
	asked->follow = follows[asked->query.filter.follow];
	if (place == 0 && *text != '\0')
		problems_add(&asked->problems, "follow", "The address asks for "
		    "next dates of a kind that there is not, so all are shown. "
		    "Please choose one from the list.");
}

/* When a day begins by the owner's clock; where a clock change takes midnight
 * away, an hour later. */
static int64_t
day_begins(struct request *req, int64_t day)
{
	struct civil civil = civil_from_days(day);
	int64_t at = 0;

	while (zone_instant(req->app->settings.availability.zone, &civil,
		&at) != OK && civil.hour < 23)
		civil.hour++;
	return at;
}

static const char *
read_day(struct request *req, struct lead_asked *asked, const char *name,
    int64_t plus, int64_t *at)
{
	const char *text = field(req, name);
	int64_t day;

	*at = 0;
	if (*text == '\0')
		return "";
	if (follow_up_read(text, &day) != OK || day < 1) {
		problems_add(&asked->problems, name, "That is no day, so it "
		    "was left out. Please give year, month and day: "
		    "2026-12-24.");
		return "";
	}
	*at = day_begins(req, day + plus);
	return text;
}

static void
read_days(struct request *req, struct lead_asked *asked)
{
	struct lead_filter *filter = &asked->query.filter;

	asked->from = read_day(req, asked, "from", 0, &filter->from_at);
	asked->to = read_day(req, asked, "to", 1, &filter->to_at);
	if (filter->to_at != 0 && filter->from_at >= filter->to_at) {
		problems_add(&asked->problems, "to", "The last day lies before "
		    "the first one, so both were left out.");
		asked->from = asked->to = "";
		filter->from_at = filter->to_at = 0;
	}
}

/* What is due is sorted by when, unless asked otherwise. */
static void
read_sort(struct request *req, struct lead_asked *asked)
{
	const char *text = field(req, "sort");
	size_t place = find_word(sorts, countof(sorts), text);

	if (place == 0 && *text != '\0')
		problems_add(&asked->problems, "sort", "Leads cannot be sorted "
		    "that way: choose newest, oldest or next.");
	if (place == 0)
		place = asked->query.filter.follow == LEAD_FOLLOW_OVERDUE ?
		    LEAD_SORT_NEXT : LEAD_SORT_NEWEST;
	asked->query.sort = (enum lead_sort)place;
}

static void
read_view(struct request *req, struct lead_asked *asked)
{
	const char *text = field(req, "view");

	asked->board = strcmp(text, "board") == 0;
	if (!asked->board && *text != '\0' && strcmp(text, "list") != 0)
		problems_add(&asked->problems, "view", "There is no such view, "
		    "so this is the list: choose list or board.");
}

/* "74", or "20780-74" where the list is sorted by the next date. */
static enum status
read_place(struct request *req, struct lead_asked *asked)
{
	struct lead_cursor *after = &asked->query.after;
	const char *text = form_get(&req->form, "before");
	const char *dash;

	if (text == NULL)
		return OK;
	dash = strchr(text, '-');
	if (asked->query.sort != LEAD_SORT_NEXT)
		return text_int(text, 1, INT64_MAX, &after->id) ? OK :
		    NOT_FOUND;
	if (dash == NULL || !text_int(arena_strndup(req->arena, text,
	    (size_t)(dash - text)), 1, INT64_MAX, &after->on) ||
	    !text_int(dash + 1, 1, INT64_MAX, &after->id))
		return NOT_FOUND;
	return OK;
}

enum status
lead_asked_read(struct request *req, struct lead_asked *asked)
{
	*asked = (struct lead_asked){
		.query.filter.today = desk_today(req),
		.query.filter.now = req->now,
		.q = field(req, "q"),
	};
	read_stage(req, asked);
	read_stack(req, asked);
	read_follow(req, asked);
	read_days(req, asked);
	read_sort(req, asked);
	read_view(req, asked);
	return read_place(req, asked);
}

bool
lead_asked_is_narrowed(const struct lead_asked *asked)
{
	return *asked->stage != '\0' || *asked->stack != '\0' ||
	    *asked->follow != '\0' || *asked->from != '\0' ||
	    *asked->to != '\0';
}

/* ---- writing ---- */

static void
add_pair(struct buf *out, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	buf_putc(out, out->len == 0 ? '?' : '&');
	buf_puts(out, name);
	buf_putc(out, '=');
	html_percent(out, value);
}

static const char *
place_text(struct request *req, const struct lead_query *query)
{
	if (query->after.id == 0)
		return "";
	if (query->sort != LEAD_SORT_NEXT)
		return arena_printf(req->arena, "%lld",
		    (long long)query->after.id);
	return arena_printf(req->arena, "%lld-%lld",
	    (long long)query->after.on, (long long)query->after.id);
}

const char *
lead_asked_href(struct request *req, const struct lead_asked *asked)
{
	const enum lead_sort usual =
	    asked->query.filter.follow == LEAD_FOLLOW_OVERDUE ?
	    LEAD_SORT_NEXT : LEAD_SORT_NEWEST;
	struct buf out = buf_new(HREF_MAX);
	const char *text;

	add_pair(&out, "before", place_text(req, &asked->query));
	add_pair(&out, "q", asked->q);
	add_pair(&out, "stage", asked->stage);
	add_pair(&out, "stack", asked->stack);
	add_pair(&out, "follow", asked->follow);
	add_pair(&out, "from", asked->from);
	add_pair(&out, "to", asked->to);
	add_pair(&out, "sort", asked->query.sort == usual ? "" :
	    sorts[asked->query.sort]);
	add_pair(&out, "view", asked->board ? "board" : "");
	text = arena_printf(req->arena, "/admin/leads%s", buf_text(&out));
	buf_free(&out);
	return text;
}

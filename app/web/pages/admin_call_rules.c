#include "store/call_rules.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "domain/hours.h"
#include "domain/problems.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/admin_availability.h"
#include "web/pages/desk.h"
#include "web/pages/pages.h"
#include "web/request.h"

enum { DAYS = 7 };

static const struct {
	const char *id;
	const char *label;
} days[DAYS] = {
	{ "mon", "Monday" },
	{ "tue", "Tuesday" },
	{ "wed", "Wednesday" },
	{ "thu", "Thursday" },
	{ "fri", "Friday" },
	{ "sat", "Saturday" },
	{ "sun", "Sunday" },
};

/* The numbers, under the names of their keys in site.yaml. */
static const struct {
	const char *key;
	const char *label;
	size_t at;
} numbers[] = {
	{ "buffer_minutes", "Free minutes before and after each call",
	    offsetof(struct call_rules, buffer_minutes) },
	{ "notice_minutes", "Minutes from now to the first call",
	    offsetof(struct call_rules, notice_minutes) },
	{ "horizon_days", "Days that calls are offered ahead",
	    offsetof(struct call_rules, horizon_days) },
};

static const int *
number_of(const struct call_rules *rules, size_t i)
{
	return (const int *)(const void *)((const char *)rules +
	    numbers[i].at);
}

static int *
number_place(struct call_rules *rules, size_t i)
{
	return (int *)(void *)((char *)rules + numbers[i].at);
}

/* ---- what is shown ---- */

static const char *
hours_label(struct arena *arena, const struct windows *windows)
{
	return windows->len == 0 ? "no calls" : hours_text(arena, windows);
}

/* What was typed, if this form was sent, or what holds. */
static struct field_view
field(struct request *req, const struct problems *problems, const char *name,
    const char *holds)
{
	const char *typed = form_get(&req->form, name);

	return page_field(typed == NULL ? holds : typed, problems, name);
}

static void
fill_days(struct request *req, const struct problems *problems,
    const struct call_rules *holds, const struct call_rules *file,
    struct call_rules_view *view)
{
	struct rule_field_view *at = arena_array(req->arena, DAYS,
	    sizeof(*at));

	for (size_t i = 0; i < DAYS; i++)
		at[i] = (struct rule_field_view){
			.id = days[i].id,
			.label = days[i].label,
			.field = field(req, problems, days[i].id,
			    hours_text(req->arena, &holds->week[i])),
			.file = hours_label(req->arena, &file->week[i]),
		};
	view->days.at = at;
	view->days.len = DAYS;
}

static void
fill_numbers(struct request *req, const struct problems *problems,
    const struct call_rules *holds, const struct call_rules *file,
    struct call_rules_view *view)
{
	struct rule_field_view *at = arena_array(req->arena,
	    countof(numbers), sizeof(*at));

	for (size_t i = 0; i < countof(numbers); i++)
		at[i] = (struct rule_field_view){
			.id = numbers[i].key,
			.label = numbers[i].label,
			.field = field(req, problems, numbers[i].key,
			    arena_printf(req->arena, "%d",
				*number_of(holds, i))),
			.file = arena_printf(req->arena, "%d",
			    *number_of(file, i)),
		};
	view->numbers.at = at;
	view->numbers.len = countof(numbers);
}

enum status
admin_call_rules_fill(struct request *req, const struct problems *problems,
    struct call_rules_view *view)
{
	const struct call_rules file =
	    call_rules_of(&req->app->settings.availability);
	struct call_rules own = file;
	enum status st = store_call_rules(req->app->store, req->arena, &own);

	if (st != OK && st != NOT_FOUND)
		return st;
	view->own = st == OK;
	fill_days(req, problems, &own, &file, view);
	fill_numbers(req, problems, &own, &file, view);
	return OK;
}

/* ---- what is sent ---- */

static void
read_day(struct request *req, size_t day, struct windows *windows,
    struct problems *problems)
{
	const char *text = text_trim(req->arena,
	    form_text(&req->form, days[day].id));
	const char *problem;

	*windows = (struct windows){ 0 };
	if (*text != '\0' && hours_read(req->arena, text,
	    req->app->settings.availability.slot_minutes, windows,
	    &problem) != OK)
		problems_add(problems, days[day].id, arena_printf(req->arena,
		    "%s: %s", days[day].label, problem));
}

static void
read_number(struct request *req, size_t i, struct call_rules *rules,
    struct problems *problems)
{
	const char *key = numbers[i].key;
	const char *text = text_trim(req->arena, form_text(&req->form, key));
	const char *problem;
	int64_t number;

	if (!text_int(text, INT32_MIN, INT32_MAX, &number))
		problems_add(problems, key, arena_printf(req->arena,
		    "%s: please give a whole number.", numbers[i].label));
	else if (settings_number(req->arena, key, (int)number, &problem) !=
	    OK)
		problems_add(problems, key, problem);
	else
		*number_place(rules, i) = (int)number;
}

/* The rules as they were typed, judged as site.yaml judges its own. */
static void
read_rules(struct request *req, struct call_rules *rules,
    struct problems *problems)
{
	struct availability whole = req->app->settings.availability;
	const char *problem;

	if (req->form_problem != NULL)
		problems_add(problems, days[0].id, req->form_problem);
	for (size_t i = 0; i < DAYS; i++)
		read_day(req, i, &rules->week[i], problems);
	for (size_t i = 0; i < countof(numbers); i++)
		read_number(req, i, rules, problems);
	if (problems->len > 0)
		return;
	call_rules_apply(rules, &whole);
	if (settings_notice(req->arena, &whole, &problem) != OK)
		problems_add(problems, "notice_minutes", problem);
}

enum status
admin_call_rules_put(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct call_rules rules = { 0 };
	struct deed deed;
	enum status st = OK;

	read_rules(req, &rules, &problems);
	if (problems.len == 0 && (st = desk_deed(req,
	    AUDIT_AVAILABILITY_CHANGED, 0, &deed)) == OK)
		st = store_call_rules_put(req->app->store, &rules, &deed);
	return admin_availability_answer(req, res, st, &problems);
}

enum status
admin_call_rules_remove(struct request *req, struct response *res)
{
	const struct problems none = { 0 };
	struct deed deed;
	enum status st;

	if ((st = desk_deed(req, AUDIT_AVAILABILITY_CHANGED, 0, &deed)) == OK)
		st = store_call_rules_remove(req->app->store, &deed);
	return admin_availability_answer(req, res, st, &none);
}

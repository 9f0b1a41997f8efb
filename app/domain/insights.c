#include "domain/insights.h"

#include <string.h>

#include "base/util.h"

/* A name, or the beginning of names where it ends in "/". */
static const struct {
	const char *page;
	const char *label;
} steps[FUNNEL_STEPS] = {
	[FUNNEL_GUIDES] = { "guide/", "Guides read" },
	[FUNNEL_ANSWERED] = { "answered", "Assessments answered" },
	[FUNNEL_RESULTS] = { "result/", "Results opened" },
	[FUNNEL_STARTED] = { "book", "Bookings started" },
	[FUNNEL_BOOKED] = { "booked", "Calls booked" },
	[FUNNEL_CONTACT] = { "contact", "Messages sent" },
};

const char *
funnel_label(enum funnel_step step)
{
	return steps[step].label;
}

static bool
is_step(const char *page, const char *step)
{
	size_t len = strlen(step);

	return step[len - 1] == '/' ? strncmp(page, step, len) == 0 :
	    strcmp(page, step) == 0;
}

void
funnel_add(struct funnel *funnel, const char *page, int64_t count)
{
	for (size_t i = 0; i < countof(steps); i++)
		if (is_step(page, steps[i].page))
			funnel->of[i] += count;
}

int64_t
week_monday(int64_t day)
{
	/* Day 0 was a Thursday. */
	int64_t since = (day + 3) % 7;

	return day - (since < 0 ? since + 7 : since);
}

int64_t
percent_of(int64_t part, int64_t whole)
{
	return whole == 0 ? -1 : (part * 200 + whole) / (whole * 2);
}

/* The smallest cell that is still shown, or len. */
static size_t
smallest_shown(const int64_t *cells, size_t len, const bool *hidden)
{
	size_t found = len;

	for (size_t i = 0; i < len; i++)
		if (!hidden[i] && (found == len || cells[i] < cells[found]))
			found = i;
	return found;
}

void
cells_hide(const int64_t *cells, size_t len, bool *hidden)
{
	size_t count = 0;
	int64_t sum = 0;

	for (size_t i = 0; i < len; i++) {
		hidden[i] = cells[i] < CELL_MIN;
		count += hidden[i];
		sum += hidden[i] ? cells[i] : 0;
	}
	while (count > 0 && (count < 2 || sum == 0)) {
		size_t next = smallest_shown(cells, len, hidden);

		if (next == len)
			break;
		hidden[next] = true;
		count++;
		sum += cells[next];
	}
}

/* The first of "node+python". */
static const struct stack *
first_stack(const struct assessment *model, const char *stacks)
{
	size_t len = strcspn(stacks, "+");

	for (size_t i = 0; i < model->stacks.len; i++)
		if (strlen(model->stacks.at[i].id) == len &&
		    strncmp(model->stacks.at[i].id, stacks, len) == 0)
			return &model->stacks.at[i];
	return NULL;
}

static void
add(struct agreement *agreement, bool agrees)
{
	agreement->calls++;
	agreement->agreed += agrees;
}

enum status
agreement_add(const struct assessment *model, const char *result,
    const char *recommended, struct agreements *agreements,
    struct judged *judged)
{
	const struct retired *retired[ASSESSMENT_QUESTIONS];

	judged->recommended = first_stack(model, recommended);
	if (judged->recommended == NULL || assessment_code_follow(model,
	    result, &judged->answers, retired) == CODE_UNKNOWN)
		return NOT_FOUND;
	verdict_reach(model, &judged->answers, &judged->verdict);
	judged->agrees = judged->recommended == judged->verdict.primary;
	add(&agreements->all, judged->agrees);
	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		add(&agreements->of[i][judged->answers.option[i]],
		    judged->agrees);
	return OK;
}

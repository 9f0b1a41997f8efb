#include "web/pages/desk_lead.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/assessment.h"
#include "store/lead_changes.h"
#include "store/sessions.h"
#include "vault/leads.h"
#include "web/app.h"
#include "web/form.h"
#include "web/proof.h"
#include "web/request.h"
#include "web/response.h"

enum {
	DAY_SECONDS = 86400,
	NOTICE_SECONDS = 600, /* later it is no news, and undone elsewhere */
};

/* ---- days ---- */

int64_t
desk_today(const struct request *req)
{
	return zone_day(req->app->settings.availability.zone, req->now);
}

const char *
desk_day_value(struct request *req, int64_t day)
{
	char text[FOLLOW_UP_TEXT_SIZE];

	follow_up_write(day, text);
	return arena_strdup(req->arena, text);
}

/* Days have no zone: they read the same in UTC. */
const char *
desk_day_label(struct request *req, int64_t day)
{
	return label_day(req->arena, zone_find("UTC"), day * DAY_SECONDS);
}

const char *
desk_quiet(struct request *req, const struct follow_up *lead)
{
	if (!follow_up_is_idle(lead, desk_today(req), req->now))
		return "";
	return arena_printf(req->arena, "Quiet for %lld days",
	    (long long)((req->now - lead->touched_at) / DAY_SECONDS));
}

/* ---- there and back ---- */

/* Appends a pair of a query as it was sent, unless it is the notice's. */
static void
add_pair(struct buf *out, const char *pair, size_t len, char *before)
{
	if (len == 0 || (len >= 5 && strncmp(pair, "done=", 5) == 0))
		return;
	buf_putc(out, *before);
	buf_add(out, pair, len);
	*before = '&';
}

/* A page and its query without "done". */
static const char *
without_notice(struct arena *arena, const char *path, size_t len,
    const char *query)
{
	struct buf out = buf_new(FORM_BYTES_MAX);
	char before = '?';
	const char *text;

	buf_add(&out, path, len);
	while (*query != '\0') {
		size_t pair = strcspn(query, "&");

		add_pair(&out, query, pair, &before);
		query += pair;
		query += *query == '&';
	}
	text = arena_strdup(arena, buf_text(&out));
	buf_free(&out);
	return text;
}

const char *
desk_back(struct request *req)
{
	return req->method != GET ? "" : without_notice(req->arena, req->path,
	    strlen(req->path), req->query);
}

/* "/admin" and its query, or a page below it. */
static bool
is_ours(struct arena *arena, const char *path)
{
	if (strcmp(path, "/admin") == 0 || proof_next_is_ours(path))
		return true;
	return text_starts(path, "/admin?") &&
	    proof_next_is_ours(arena_printf(arena, "/admin/%s", path + 6));
}

enum status
desk_return_done(struct request *req, struct response *res, const char *done,
    const char *other)
{
	const char *back = form_text(&req->form, "back");
	size_t path;

	if (!is_ours(req->arena, back))
		back = other;
	path = strcspn(back, "?");
	back = without_notice(req->arena, back, path,
	    back + path + (back[path] == '?'));
	if (*done == '\0')
		return response_redirect(res, req, "%s", back);
	return response_redirect(res, req, "%s%cdone=%s", back,
	    strchr(back, '?') == NULL ? '?' : '&', done);
}

enum status
desk_return(struct request *req, struct response *res, int64_t change,
    const char *other)
{
	return desk_return_done(req, res, change == 0 ? "" :
	    arena_printf(req->arena, "%lld", (long long)change), other);
}

struct follow_up_buttons_view
desk_follow_up_buttons(struct request *req, int64_t lead_id, const char *name)
{
	const int64_t today = desk_today(req);

	return (struct follow_up_buttons_view){
		.lead_id = lead_id,
		.name = name,
		.token = req->session->form_token,
		.back = desk_back(req),
		.tomorrow = desk_day_value(req, today + 1),
		.in_3_days = desk_day_value(req, today + 3),
		.in_a_week = desk_day_value(req, today + 7),
	};
}

/* ---- the notice ---- */

static const char *
name_of(struct request *req, int64_t lead_id)
{
	struct lead_body body;
	struct lead_row row;

	if (vault_lead(&req->app->vault, req->arena, lead_id, &row, &body) !=
	    OK || row.unreadable)
		return arena_printf(req->arena, "lead %lld",
		    (long long)lead_id);
	return row.head.name;
}

const char *
desk_stacks_label(struct request *req, const char *stacks)
{
	const char *text = "";

	while (*stacks != '\0') {
		size_t len = strcspn(stacks, "+");
		const char *id = arena_strndup(req->arena, stacks, len);
		const struct stack *stack =
		    assessment_stack_find(req->app->assessment, id);

		text = arena_printf(req->arena, "%s%s%s", text,
		    *text == '\0' ? "" : " with ",
		    stack == NULL ? id : stack->name);
		stacks += len;
		stacks += *stacks == '+';
	}
	return text;
}

static const char *
text_of(struct request *req, const struct lead_change *change)
{
	const char *name = name_of(req, change->lead_id);
	enum lead_stage stage = LEAD_NEW;
	int64_t day = 0;

	switch (change->kind) {
	case LEAD_CHANGE_STAGE:
		(void)lead_stage_find(change->after, &stage);
		return arena_printf(req->arena, "Moved %s to %s.", name,
		    lead_stage_label(stage));
	case LEAD_CHANGE_FOLLOW_UP:
		(void)follow_up_read(change->after, &day);
		if (day == 0)
			return arena_printf(req->arena, "%s has no date any "
			    "more.", name);
		return arena_printf(req->arena, "Back to %s on %s.", name,
		    desk_day_label(req, day));
	case LEAD_CHANGE_RECOMMENDED:
	case LEAD_CHANGE_KIND_COUNT:
		break;
	}
	if (*change->after == '\0')
		return arena_printf(req->arena, "Nothing is written down any "
		    "more of what you recommended to %s.", name);
	return arena_printf(req->arena, "Written down: you recommended %s to "
	    "%s.", desk_stacks_label(req, change->after), name);
}

struct desk_notice_view
desk_notice_of(struct request *req)
{
	const struct desk_notice_view nothing = { .text = "" };
	struct lead_change change;
	int64_t id;

	if (!text_int(form_text(&req->form, "done"), 1, INT64_MAX, &id) ||
	    store_lead_change(req->app->store, req->arena, id, &change) !=
	    OK || change.admin_id != req->session->admin_id ||
	    req->now - change.at > NOTICE_SECONDS)
		return nothing;
	return (struct desk_notice_view){
		.text = text_of(req, &change),
		.change = change.latest ? change.id : 0,
		.lead_id = change.lead_id,
		.token = req->session->form_token,
		.back = desk_back(req),
	};
}

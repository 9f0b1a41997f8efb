#include "web/pages/desk.h"

#include "base/arena.h"
#include "base/log.h"
#include "calendar/civil.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/problems.h"
#include "store/sessions.h"
#include "vault/leads.h"
#include "web/app.h"
#include "web/request.h"

const char desk_by_hand[] = "by-hand";

static const struct zone *
owner_zone(const struct request *req)
{
	return req->app->settings.availability.zone;
}

const char *
desk_booking_state(const struct request *req,
    const struct booking_entry *entry)
{
	switch (entry->state) {
	case BOOKING_REQUESTED:
		return entry->held_until > req->now ? "Waits for you" :
		    "Waits for you, slot free again";
	case BOOKING_CONFIRMED:
		return "Confirmed";
	case BOOKING_CANCELLED:
		return "Cancelled";
	case BOOKING_HELD:
		return "Held";
	case BOOKING_MISSED:
		break;
	}
	return "Missed";
}

static const char *
lead_name(struct request *req, int64_t id)
{
	struct lead_row row;
	struct lead_body body;

	if (id == 0)
		return "(erased)";
	if (vault_lead(&req->app->vault, req->arena, id, &row, &body) != OK ||
	    row.unreadable)
		return "(cannot be read)";
	return row.head.name;
}

const char *
desk_when(struct request *req, const struct slot *slot)
{
	const struct zone *zone = owner_zone(req);

	return arena_printf(req->arena, "%s, %s",
	    label_day(req->arena, zone, slot->starts_at),
	    label_span(req->arena, zone, slot->starts_at, slot->ends_at));
}

struct booking_entry_view
desk_booking(struct request *req, const struct booking_entry *entry,
    const char *note)
{
	return (struct booking_entry_view){
		.lead_id = entry->lead_id,
		.name = lead_name(req, entry->lead_id),
		.when = desk_when(req, &entry->slot),
		.state = desk_booking_state(req, entry),
		.note = note,
	};
}

enum status
desk_day(struct request *req, const char *field, int64_t *day,
    struct problems *problems)
{
	const char *text = form_text(&req->form, field);
	struct civil civil;

	if (wall_parse(arena_printf(req->arena, "%sT00:00", text), &civil) !=
	    OK) {
		problems_add(problems, field, "Please give a day, as year, "
		    "month and day: 2026-12-24.");
		return INVALID;
	}
	*day = civil_days(civil.year, civil.month, civil.day);
	return OK;
}

enum status
desk_moment(struct request *req, const char *field, int64_t *at,
    struct problems *problems)
{
	struct civil civil;

	if (wall_parse(form_text(&req->form, field), &civil) != OK) {
		problems_add(problems, field, "Please give a day and a time: "
		    "2026-12-24T09:30.");
		return INVALID;
	}
	if (zone_instant(owner_zone(req), &civil, at) != OK) {
		problems_add(problems, field, "Your clock is put forward over "
		    "this time, so it does not exist. Please choose another.");
		return INVALID;
	}
	return OK;
}

/* ---- the audit log ---- */

static struct audit_event
event_of(const struct request *req, enum audit_kind kind, int64_t subject)
{
	return (struct audit_event){ .at = req->now,
		.admin_id = req->session->admin_id, .kind = kind,
		.subject = subject };
}

enum status
desk_audit(struct request *req, enum audit_kind kind, int64_t subject)
{
	const struct audit_event event = event_of(req, kind, subject);

	return office_audit_note(req->app->office, &event);
}

enum status
desk_deed(struct request *req, enum audit_kind kind, int64_t subject,
    struct deed *deed)
{
	const struct audit_event event = event_of(req, kind, subject);

	return office_deed(req->app->office, &event, deed);
}

/* What fails stays where it is until somebody looks at the list of leads. */
void
desk_took(struct request *req)
{
	int64_t taken;
	enum status st = office_take_deeds(req->app->office, req->app->store,
	    &taken);

	if (st != OK)
		log_warn("desk.deeds", "%s", status_name(st));
}

#include "cli/demo_acts.h"

#include <assert.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/zone.h"
#include "cli/demo.h"
#include "cli/demo_arrival.h"
#include "cli/demo_plan.h"
#include "config/settings.h"
#include "domain/audit.h"
#include "store/availability.h"
#include "store/booking_changes.h"
#include "store/booking_outcome.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/lead_changes.h"
#include "store/office.h"
#include "store/outbox.h"
#include "store/quarantine.h"
#include "vault/notes.h"

/* Something that happens, and to whom. */
struct act {
	struct demo_office *office;
	struct arena *arena;
	const struct demo_event *event;
	const struct demo_lead *lead;
	struct demo_known *known;
	struct store *store;
};

static enum status
make_deed(const struct act *act, enum audit_kind kind, struct deed *deed)
{
	return office_deed(act->office->vault.office, &(struct audit_event){
		.at = act->event->at,
		.admin_id = OFFICE_FIRST_ADMIN,
		.kind = kind,
		.subject = kind == AUDIT_AVAILABILITY_CHANGED ? 0 :
		    act->known->id,
	}, deed);
}

static enum status
letters(const struct act *act, enum news_kind news, struct outbox_list *list)
{
	return demo_letters_make(&act->office->letters, act->arena, news,
	    act->lead, act->known->token, act->event->at, list);
}

/* ---- by the visitor ---- */

static enum status
arrive(const struct act *act)
{
	return demo_arrive(act->office, act->arena, act->lead, act->known);
}

static enum status
nothing(const struct act *act)
{
	(void)act;
	return OK;
}

static enum status
move_call(const struct act *act)
{
	const struct availability *rules =
	    &act->office->demo->settings->availability;
	const int64_t day = zone_day(rules->zone, act->lead->moved.starts_at);
	struct outbox_list list;
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st;

	if ((st = token_hash(act->known->token, hash)) != OK ||
	    (st = letters(act, NEWS_MOVED, &list)) != OK)
		return st;
	return store_booking_move(act->store, hash, &(struct booking_move){
		.slot = act->lead->moved,
		.zone = act->lead->person.zone,
		.day_from = zone_on_day(rules->zone, day, 0),
		.day_to = zone_on_day(rules->zone, day + 1, 0),
		.max_per_day = rules->max_per_day,
		.buffer_minutes = rules->buffer_minutes,
		.outbox = &list,
	}, act->event->at);
}

static enum status
cancel_call(const struct act *act)
{
	struct outbox_list list;
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st;

	if ((st = token_hash(act->known->token, hash)) != OK ||
	    (st = letters(act, NEWS_CANCELLED, &list)) != OK)
		return st;
	return store_booking_cancel(act->store, hash, &list, act->event->at);
}

static enum status
erase_own(const struct act *act)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st = token_hash(act->known->token, hash);

	if (st == OK)
		st = store_booking_erase(act->store, hash, NULL,
		    act->event->at);
	act->known->id = 0;
	return st;
}

/* ---- by the owner ---- */

static enum status
move_to(const struct act *act, enum lead_stage stage)
{
	const struct lead_move move = { .lead_id = act->known->id,
		.to = stage };
	struct deed deed;
	int64_t change;
	enum status st = make_deed(act, AUDIT_LEAD_STAGE, &deed);

	return st == OK ? store_lead_move(act->store, &move, &deed,
	    &change) : st;
}

static enum status
say_outcome(const struct act *act, enum booking_state state)
{
	struct deed deed;
	enum status st = make_deed(act, AUDIT_LEAD_CALL, &deed);

	return st == OK ? store_booking_outcome(act->store,
	    act->known->booking_id, state, &deed) : st;
}

static enum status
hold_call(const struct act *act)
{
	enum status st = say_outcome(act, BOOKING_HELD);

	return st == OK ? move_to(act, LEAD_CALL_HELD) : st;
}

static enum status
miss_call(const struct act *act)
{
	return say_outcome(act, BOOKING_MISSED);
}

static enum status
change_stage(const struct act *act)
{
	return move_to(act, act->event->step->stage);
}

static enum status
write_note(const struct act *act)
{
	const char *text = demo_text(act->office->texts,
	    act->event->step->text, act->event->lead);

	assert(text != NULL);
	return vault_note_add(&act->office->vault, act->known->id,
	    OFFICE_FIRST_ADMIN, text, act->event->at);
}

static enum status
recommend(const struct act *act)
{
	struct deed deed;
	int64_t change;
	enum status st = make_deed(act, AUDIT_LEAD_RECOMMENDED, &deed);

	return st == OK ? store_lead_recommend(act->store, act->known->id,
	    act->lead->recommended, &deed, &change) : st;
}

static enum status
follow_up(const struct act *act)
{
	struct deed deed;
	int64_t change;
	enum status st = make_deed(act, AUDIT_LEAD_FOLLOW_UP, &deed);

	return st == OK ? store_lead_follow_up(act->store, act->known->id,
	    act->event->day, &deed, &change) : st;
}

static enum status
let_in(const struct act *act)
{
	const struct zone *zone =
	    act->office->demo->settings->availability.zone;
	enum rescued rescued;
	struct deed deed;
	enum status st = make_deed(act, AUDIT_LEAD_RESCUED, &deed);

	return st == OK ? store_lead_rescue(act->store, act->known->id, &deed,
	    zone_day(zone, act->event->at), NULL, &rescued) : st;
}

static enum status
erase(const struct act *act)
{
	struct deed deed;
	enum status st = make_deed(act, AUDIT_LEAD_ERASED, &deed);

	if (st == OK)
		st = store_lead_erase(act->store, act->known->id, &deed,
		    act->event->at);
	act->known->id = 0;
	return st;
}

/* The owner's days, on one evening. */
static enum status
block(const struct act *act)
{
	const struct demo_plan *plan = act->office->plan;
	struct deed deed;
	enum status st = OK;

	for (size_t i = 0; st == OK && i < plan->overrides.len; i++) {
		const struct override *override = &plan->overrides.at[i];

		st = make_deed(act, AUDIT_AVAILABILITY_CHANGED, &deed);
		if (st == OK)
			st = store_override_put(act->store, override,
			    override->day, &deed);
	}
	if (st == OK && plan->blocked.starts_at != 0 && (st = make_deed(act,
	    AUDIT_AVAILABILITY_CHANGED, &deed)) == OK)
		st = store_busy_add(act->store, &plan->blocked, &deed);
	return st;
}

enum status
demo_act(struct demo_office *office, const struct demo_event *event)
{
	static enum status (*const acts[DEMO_ACT_COUNT])(const struct act *) = {
		[DEMO_ARRIVES] = arrive,
		[DEMO_LETTERS] = nothing,
		[DEMO_CALL_MOVED] = move_call,
		[DEMO_CALL_CANCELLED] = cancel_call,
		[DEMO_CALL_HELD] = hold_call,
		[DEMO_CALL_MISSED] = miss_call,
		[DEMO_STAGE] = change_stage,
		[DEMO_NOTE] = write_note,
		[DEMO_RECOMMENDED] = recommend,
		[DEMO_FOLLOW_UP] = follow_up,
		[DEMO_LET_IN] = let_in,
		[DEMO_ERASED] = erase,
		[DEMO_ERASED_BY_VISITOR] = erase_own,
		[DEMO_BLOCKED] = block,
	};
	ARENA(arena);
	const struct act act = { office, arena, event,
		&office->plan->leads[event->lead],
		&office->known[event->lead], office->vault.store };

	if (event->act != DEMO_ARRIVES && event->act != DEMO_BLOCKED &&
	    act.known->id == 0)
		return OK;
	return acts[event->act](&act);
}

#include "cli/demo_arrival.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "calendar/zone.h"
#include "cli/demo.h"
#include "cli/demo_acts.h"
#include "cli/demo_plan.h"
#include "config/settings.h"
#include "domain/consent.h"
#include "store/contacts.h"
#include "store/outbox.h"
#include "store/store.h"
#include "vault/sealing.h"

/* What somebody sends, sealed. */
struct sending {
	char uuid[UUID_TEXT_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	struct sealed_lead lead;
	const void *own;
	size_t own_len;
	struct outbox_list letters;
};

static enum status
seal(struct demo_office *office, struct arena *arena,
    const struct demo_lead *lead, const char *token, struct sending *sending)
{
	const bool books = lead->kind == LEAD_BOOKING;
	const struct lead_own texts = demo_texts_of(lead);
	enum status st;

	*sending = (struct sending){ .own = "" };
	if ((st = uuid_new(sending->uuid)) != OK ||
	    (st = token_hash(token, sending->hash)) != OK ||
	    (st = sealing_lead(office->sealer, arena, sending->uuid, &texts,
		lead->at, &sending->lead)) != OK ||
	    (books && (st = sealing_own(arena, &texts, token, &sending->own,
		&sending->own_len)) != OK))
		return st;
	return demo_letters_make(&office->letters, arena,
	    books ? NEWS_BOOKED : NEWS_MESSAGE, lead,
	    books ? token : "", lead->at, &sending->letters);
}

static enum status
book(struct demo_office *office, const struct demo_lead *lead,
    const struct sending *sending)
{
	const struct availability *rules =
	    &office->demo->settings->availability;
	const int64_t day = zone_day(rules->zone, lead->slot.starts_at);
	bool repeated;

	return store_booking_add(office->vault.store, &(struct booking_new){
		.slot = lead->slot,
		.token_hash = sending->hash,
		.zone = lead->person.zone,
		.result = lead->result,
		.consent = consent_version(LEAD_BOOKING),
		.remind = lead->remind,
		.lead = &sending->lead,
		.own = sending->own,
		.own_len = sending->own_len,
		.doubt = lead->doubt,
		.day_from = zone_on_day(rules->zone, day, 0),
		.day_to = zone_on_day(rules->zone, day + 1, 0),
		.max_per_day = rules->max_per_day,
		.buffer_minutes = rules->buffer_minutes,
		.outbox = &sending->letters,
	}, lead->at, &repeated);
}

static enum status
write_to_us(struct demo_office *office, const struct demo_lead *lead,
    const struct sending *sending)
{
	bool repeated;

	return store_contact_add(office->vault.store, &(struct contact_new){
		.form_hash = sending->hash,
		.zone = lead->person.zone,
		.result = lead->result,
		.consent = consent_version(LEAD_CONTACT),
		.doubt = lead->doubt,
		.wishes = { lead->wishes[0], lead->wishes[1] },
		.lead = &sending->lead,
		.outbox = &sending->letters,
	}, lead->at, &repeated);
}

/* The newest lead is the one that has just come. */
static enum status
find_ids(struct demo_office *office, struct arena *arena,
    const struct sending *sending, bool booked, struct demo_known *known)
{
	struct booking_view booking;
	struct lead_rows rows;
	enum status st = store_leads(office->vault.store, arena, 0, 1, &rows);

	if (st != OK || rows.len != 1)
		return st == OK ? FAILED : st;
	known->id = rows.at[0].id;
	if (!booked)
		return OK;
	st = store_booking_by_token(office->vault.store, arena, sending->hash,
	    &booking);
	known->booking_id = st == OK ? booking.id : 0;
	return st;
}

enum status
demo_arrive(struct demo_office *office, struct arena *arena,
    const struct demo_lead *lead, struct demo_known *known)
{
	const bool books = lead->kind == LEAD_BOOKING;
	struct sending sending;
	enum status st;

	token_new(known->token);
	if ((st = seal(office, arena, lead, known->token, &sending)) != OK)
		return st;
	st = books ? book(office, lead, &sending) :
	    write_to_us(office, lead, &sending);
	return st == OK ? find_ids(office, arena, &sending, books, known) :
	    st;
}

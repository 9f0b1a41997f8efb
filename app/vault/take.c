#include "vault/take.h"

#include "base/arena.h"
#include "crypto/open.h"
#include "domain/lead.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/lead_list.h"
#include "store/notes.h"
#include "store/seals.h"
#include "store/taken.h"
#include "vault/leads.h"

/* What a batch gives the office. */
struct harvest {
	struct taken_rows rows;
	struct taken_indexes indexes;
};

/* Whether a record's key is there, of the generation in use; what does not
 * open is not tried again either. */
static bool
is_taken(const struct vault *vault, const struct taken_rows *rows,
    int64_t lead_id, const struct sealed *sealed)
{
	const struct taken *row = taken_find(rows, lead_id, sealed);

	return row != NULL &&
	    row->key.generation == opener_generation(vault->opener);
}

/* Takes in one record. INVALID, which is kept too, when it does not open. */
static enum status
take_record(struct vault *vault, struct arena *arena,
    const struct lead_seal *lead, const struct sealed *sealed,
    struct harvest *harvest, struct opened *text)
{
	struct taken *row = &harvest->rows.at[harvest->rows.len];
	enum status st;

	*row = (struct taken){
		.lead_id = lead->id,
		.kind = sealed->kind,
		.number = sealed->number,
	};
	memcpy(row->epoch, sealed->epoch, sizeof(row->epoch));
	st = lead->format == SEAL_FORMAT ? opener_take(vault->opener, arena,
	    &lead->sealed.epoch, sealed, text, &row->key) : INVALID;
	if (st == INVALID)
		row->key.generation = opener_generation(vault->opener);
	row->opens = st == OK;
	if (st == OK || st == INVALID)
		harvest->rows.len++;
	return st;
}

static enum status
take_index(struct vault *vault, struct arena *arena, int64_t lead_id,
    const struct opened *head, struct harvest *harvest)
{
	struct taken_index *index = &harvest->indexes.at[harvest->indexes.len];
	struct lead_head who;

	if (lead_head_unpack(arena, head->bytes, head->len, &who) != OK ||
	    *who.email == '\0')
		return OK;
	index->lead_id = lead_id;
	index->generation = opener_generation(vault->opener);
	harvest->indexes.len++;
	return opener_index(vault->opener, who.email, index->email);
}

static enum status
take_lead(struct vault *vault, struct arena *arena,
    const struct taken_rows *there, const struct lead_seal *lead,
    struct harvest *harvest)
{
	struct opened text = { 0 };
	enum status st;

	if (is_taken(vault, there, lead->id, &lead->sealed.head) &&
	    is_taken(vault, there, lead->id, &lead->sealed.body))
		return OK;
	st = take_record(vault, arena, lead, &lead->sealed.head, harvest,
	    &text);
	if (st == OK)
		st = take_index(vault, arena, lead->id, &text, harvest);
	if (st == OK || st == INVALID)
		st = take_record(vault, arena, lead, &lead->sealed.body,
		    harvest, &text);
	/* Sealed to a key that this session does not have, which another has;
	 * or damaged: neither may stand in the way of the others. */
	return st == INVALID || st == DENIED ? OK : st;
}

/* Takes in the leads behind *after and sets it to the last; NOT_FOUND: there
 * are no more. The arena wipes what was opened. */
static enum status
take_batch(struct vault *vault, int64_t *after)
{
	ARENA(arena);
	struct lead_seals leads;
	struct taken_rows there;
	struct harvest harvest = { 0 };
	enum status st;

	st = store_lead_seals(vault->store, arena, *after, TAKE_BATCH, &leads);
	if (st != OK || leads.len == 0)
		return st == OK ? NOT_FOUND : st;
	*after = leads.at[leads.len - 1].id;
	st = office_taken(vault->office, arena, leads.at[0].id, *after,
	    &there);
	harvest.rows.at = arena_array(arena, leads.len * 2,
	    sizeof(*harvest.rows.at));
	harvest.indexes.at = arena_array(arena, leads.len,
	    sizeof(*harvest.indexes.at));
	for (size_t i = 0; st == OK && i < leads.len; i++)
		st = take_lead(vault, arena, &there, &leads.at[i], &harvest);
	if (st == OK && harvest.rows.len > 0)
		st = office_take_in(vault->office, &harvest.rows,
		    &harvest.indexes);
	return st;
}

static enum status
take_after(struct vault *vault, int64_t after)
{
	enum status st;

	do
		st = take_batch(vault, &after);
	while (st == OK);
	return st == NOT_FOUND ? OK : st;
}

/* Whether anything in the office still hangs on a lead. */
static enum status
hangs(struct vault *vault, struct arena *arena, int64_t lead_id, bool *any)
{
	struct taken_rows rows;
	struct note_rows notes = { 0 };
	enum status st = office_taken(vault->office, arena, lead_id, lead_id,
	    &rows);

	if (st == OK)
		st = office_notes(vault->office, arena, lead_id, &notes);
	*any = st == OK && (rows.len > 0 || notes.len > 0);
	return st;
}

static enum status
forget_erased(struct vault *vault)
{
	ARENA(arena);
	struct erasures list;
	enum status st = store_erasures(vault->store, arena,
	    &list);

	for (size_t i = 0; st == OK && i < list.len; i++) {
		const int64_t id = list.at[i].lead_id;
		bool any;

		st = hangs(vault, arena, id, &any);
		if (st == OK && any)
			st = office_forget_lead(vault->office, id);
	}
	return st;
}

enum status
vault_take_all(struct vault *vault, int64_t now)
{
	enum status st = forget_erased(vault);

	if (opener_generation(vault->opener) == 0)
		return DENIED;
	if (st == OK && (st = take_after(vault, 0)) == OK)
		vault->looked_at = now;
	return st;
}

enum status
vault_take_in(struct vault *vault, int64_t now)
{
	int64_t version;
	int64_t last;
	int64_t taken;
	enum status st = store_version(vault->store, &version);

	/* Nothing was written there, so there is nothing to take in. */
	if (st == OK && vault->looked_at != 0 && now >= vault->looked_at &&
	    now - vault->looked_at <= TAKE_AGAIN_SECONDS &&
	    version == vault->version && opener_generation(vault->opener) != 0)
		return OK;
	if (st == OK)
		st = office_take_deeds(vault->office, vault->store, &taken);
	if (st != OK)
		return st;
	vault->version = 0;
	if (vault->looked_at == 0 || now < vault->looked_at ||
	    now - vault->looked_at > TAKE_AGAIN_SECONDS)
		return vault_take_all(vault, now);
	if (opener_generation(vault->opener) == 0)
		return DENIED;
	if ((st = office_taken_last(vault->office, &last)) == OK)
		st = take_after(vault, last);
	/* Taking deeds is a change too: the next call looks once more. */
	if (st == OK)
		vault->version = version;
	return st;
}

#include "vault/turn.h"

#include "store/notes.h"
#include "store/seals.h"
#include "store/taken.h"

/* One run, as the store's functions see it. */
struct turn {
	struct vault *vault;
	int64_t now;
	enum status (*retire_grants)(struct office *office,
	    int64_t generation, int64_t now);
};

static enum status
old_leads(void *context, struct arena *arena, int64_t generation,
    int64_t after, struct rotation_leads *leads)
{
	const struct turn *turn = context;

	return store_leads_old(turn->vault->store, arena, generation, after,
	    leads);
}

static enum status
replace_leads(void *context, const struct rotation_leads *old,
    const struct rotation_leads *fresh)
{
	const struct turn *turn = context;

	return store_leads_turn(turn->vault->store, old, fresh);
}

static enum status
old_notes(void *context, struct arena *arena, int64_t generation,
    int64_t after, struct rotation_notes *notes)
{
	const struct turn *turn = context;

	return office_notes_old(turn->vault->office, arena, generation, after,
	    notes);
}

static enum status
replace_notes(void *context, const struct rotation_notes *old,
    const struct rotation_notes *fresh)
{
	const struct turn *turn = context;

	return office_notes_turn(turn->vault->office, old, fresh);
}

static enum status
retire(void *context, int64_t generation, const struct rotation_count *count)
{
	const struct turn *turn = context;
	struct office *office = turn->vault->office;
	enum status st;

	st = store_seal_retire(turn->vault->store, generation, count);
	if (st == OK)
		st = office_taken_retire(office, generation);
	if (st == OK)
		st = turn->retire_grants(office, generation, turn->now);
	return st;
}

enum status
vault_turn(struct vault *vault, struct sealer *sealer, int64_t now,
    enum status (*retire_grants)(struct office *office, int64_t generation,
    int64_t now), struct rotation_count *count)
{
	struct turn turn = { vault, now, retire_grants };
	const struct rotation_store store = { &turn, old_leads, replace_leads,
		old_notes, replace_notes, retire };

	return rotation_run(vault->opener, sealer, &store, now, count);
}

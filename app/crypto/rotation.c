#include "crypto/rotation.h"

#include "base/arena.h"
#include "crypto/aead.h"

/* One run, and the batch it is at. */
struct run {
	struct opener *opener;
	struct sealer *sealer;
	const struct rotation_store *store;
	int64_t now;
	int64_t generation;
	struct rotation_count *count;
};

/* ---- leads ---- */

static enum status
turn_lead(struct run *run, struct arena *arena,
    const struct rotation_lead *old, struct rotation_lead *fresh)
{
	const struct sealed_lead *sealed = &old->sealed;
	struct opened head;
	struct opened body = { 0 };
	enum status st;

	fresh->id = old->id;
	st = opener_read(run->opener, arena, &sealed->epoch, &sealed->head,
	    &head);
	if (st == OK)
		st = opener_read(run->opener, arena, &sealed->epoch,
		    &sealed->body, &body);
	if (st == OK)
		st = seal_lead(run->sealer, arena, &(struct seal_texts){
			.uuid = sealed->head.uuid,
			.head = head.bytes,
			.head_len = head.len,
			.body = body.bytes,
			.body_len = body.len,
		    }, run->now, &fresh->sealed);
	opened_wipe(&head);
	opened_wipe(&body);
	return st;
}

/* Turns what of a batch can be opened; turned is what it was. */
static enum status
turn_batch(struct run *run, struct arena *arena,
    const struct rotation_leads *leads)
{
	struct rotation_leads old = { .at = arena_array(arena, leads->len,
	    sizeof(*old.at)) };
	struct rotation_leads fresh = { .at = arena_array(arena, leads->len,
	    sizeof(*fresh.at)) };
	enum status st;

	for (size_t i = 0; i < leads->len; i++) {
		st = turn_lead(run, arena, &leads->at[i],
		    &fresh.at[fresh.len]);
		if (st == INVALID) {
			run->count->unreadable_leads++;
			continue;
		}
		if (st != OK)
			return st;
		old.at[old.len++] = leads->at[i];
		fresh.len++;
	}
	st = run->store->replace_leads(run->store->context, &old, &fresh);
	if (st == OK)
		run->count->leads += (int64_t)fresh.len;
	return st;
}

static enum status
turn_leads(struct run *run)
{
	int64_t after = 0;

	for (;;) {
		ARENA(arena);
		struct rotation_leads leads = { 0 };
		enum status st = run->store->old_leads(run->store->context,
		    arena, run->generation, after, &leads);

		if (st != OK || leads.len == 0)
			return st;
		if ((st = turn_batch(run, arena, &leads)) != OK)
			return st;
		after = leads.at[leads.len - 1].id;
	}
}

/* ---- notes ---- */

static enum status
turn_note(struct run *run, struct arena *arena,
    const struct rotation_note *old, struct rotation_note *fresh)
{
	struct opened text;
	enum status st = note_open(run->opener, arena, old->context,
	    &old->sealed, &text);

	*fresh = *old;
	if (st == OK)
		st = note_seal(run->opener, arena, old->context, text.bytes,
		    text.len, &fresh->sealed);
	opened_wipe(&text);
	return st;
}

static enum status
turn_note_batch(struct run *run, struct arena *arena,
    const struct rotation_notes *notes)
{
	struct rotation_notes old = { .at = arena_array(arena, notes->len,
	    sizeof(*old.at)) };
	struct rotation_notes fresh = { .at = arena_array(arena, notes->len,
	    sizeof(*fresh.at)) };
	enum status st;

	for (size_t i = 0; i < notes->len; i++) {
		st = turn_note(run, arena, &notes->at[i],
		    &fresh.at[fresh.len]);
		if (st == INVALID) {
			run->count->unreadable_notes++;
			continue;
		}
		if (st != OK)
			return st;
		old.at[old.len++] = notes->at[i];
		fresh.len++;
	}
	st = run->store->replace_notes(run->store->context, &old, &fresh);
	if (st == OK)
		run->count->notes += (int64_t)fresh.len;
	return st;
}

static enum status
turn_notes(struct run *run)
{
	int64_t after = 0;

	for (;;) {
		ARENA(arena);
		struct rotation_notes notes = { 0 };
		enum status st = run->store->old_notes(run->store->context,
		    arena, run->generation, after, &notes);

		if (st != OK || notes.len == 0)
			return st;
		if ((st = turn_note_batch(run, arena, &notes)) != OK)
			return st;
		after = notes.at[notes.len - 1].id;
	}
}

/* ---- the run ---- */

enum status
rotation_run(struct opener *opener, struct sealer *sealer,
    const struct rotation_store *store, int64_t now,
    struct rotation_count *count)
{
	struct run run = {
		.opener = opener,
		.sealer = sealer,
		.store = store,
		.now = now,
		.generation = sealer_generation(sealer),
		.count = count,
	};
	enum status st;

	*count = (struct rotation_count){ 0 };
	if (opener_generation(opener) != run.generation)
		return DENIED;
	if ((st = turn_notes(&run)) == OK && (st = turn_leads(&run)) == OK)
		st = store->retire(store->context, run.generation, count);
	aead_wipe_stack();
	return st;
}

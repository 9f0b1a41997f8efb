#include "test.h"
#include "sealing.h"

#include "base/util.h"
#include "crypto/rotation.h"

enum { LEADS = 250, NOTES = 130, CALLS_MAX = 40 };

/* A store in memory, which can be cut off at any call. */
struct memory {
	struct arena *arena;
	struct rotation_lead leads[LEADS];
	struct rotation_note notes[NOTES];
	bool retired;
	bool too_early; /* retired with something old left */
	int calls;
	int cut_at;    /* the call that fails, 0 for none */
	bool done_yet; /* whether it fails after its work */
	int64_t corrected; /* a lead somebody corrects before it is replaced */
	struct sealed_lead correction;
};

/* ---- the store's functions ---- */

/* Whether this call is cut off before its work; after, by ending. */
static bool
is_cut(struct memory *memory)
{
	memory->calls++;
	return memory->calls == memory->cut_at && !memory->done_yet;
}

static enum status
ending(const struct memory *memory)
{
	return memory->calls == memory->cut_at ? FAILED : OK;
}

static struct sealed
copy_of(struct memory *memory, const struct sealed *sealed)
{
	struct sealed copy = *sealed;
	uint8_t *bytes = arena_alloc(memory->arena, sealed->size);

	memcpy(bytes, sealed->bytes, sealed->size);
	copy.bytes = bytes;
	copy.uuid = sealing_uuid;
	return copy;
}

static void
put(struct memory *memory, size_t i, const struct sealed_lead *lead)
{
	memory->leads[i].id = (int64_t)i + 1;
	memory->leads[i].sealed = (struct sealed_lead){
		.epoch = lead->epoch,
		.head = copy_of(memory, &lead->head),
		.body = copy_of(memory, &lead->body),
	};
}

static enum status
old_leads(void *context, struct arena *arena, int64_t generation,
    int64_t after, struct rotation_leads *leads)
{
	struct memory *memory = context;

	if (is_cut(memory))
		return FAILED;
	leads->at = arena_array(arena, ROTATION_BATCH, sizeof(*leads->at));
	for (size_t i = (size_t)after; i < LEADS; i++)
		if (memory->leads[i].sealed.epoch.generation < generation &&
		    leads->len < ROTATION_BATCH)
			leads->at[leads->len++] = memory->leads[i];
	return ending(memory);
}

static enum status
replace_leads(void *context, const struct rotation_leads *old,
    const struct rotation_leads *fresh)
{
	struct memory *memory = context;

	if (is_cut(memory))
		return FAILED;
	assert_int_equal(old->len, fresh->len);
	if (memory->corrected > 0)
		put(memory, (size_t)memory->corrected - 1,
		    &memory->correction);
	for (size_t i = 0; i < old->len; i++) {
		const size_t at = (size_t)old->at[i].id - 1;

		assert_int_equal(fresh->at[i].id, old->at[i].id);
		if (memory->leads[at].sealed.head.bytes ==
		    old->at[i].sealed.head.bytes)
			put(memory, at, &fresh->at[i].sealed);
	}
	return ending(memory);
}

static enum status
old_notes(void *context, struct arena *arena, int64_t generation,
    int64_t after, struct rotation_notes *notes)
{
	struct memory *memory = context;

	if (is_cut(memory))
		return FAILED;
	notes->at = arena_array(arena, ROTATION_BATCH, sizeof(*notes->at));
	for (size_t i = (size_t)after; i < NOTES; i++)
		if (memory->notes[i].sealed.generation < generation &&
		    notes->len < ROTATION_BATCH)
			notes->at[notes->len++] = memory->notes[i];
	return ending(memory);
}

static void
put_note(struct memory *memory, size_t i, const struct sealed_note *note)
{
	uint8_t *bytes = arena_alloc(memory->arena, note->size);

	memcpy(bytes, note->bytes, note->size);
	memory->notes[i] = (struct rotation_note){
		.id = (int64_t)i + 1,
		.context = arena_printf(memory->arena, "note %zu", i + 1),
		.sealed = { note->generation, bytes, note->size },
	};
}

static enum status
replace_notes(void *context, const struct rotation_notes *old,
    const struct rotation_notes *fresh)
{
	struct memory *memory = context;

	if (is_cut(memory))
		return FAILED;
	assert_int_equal(old->len, fresh->len);
	for (size_t i = 0; i < fresh->len; i++)
		put_note(memory, (size_t)fresh->at[i].id - 1,
		    &fresh->at[i].sealed);
	return ending(memory);
}

static enum status
retire(void *context, int64_t generation, const struct rotation_count *count)
{
	struct memory *memory = context;
	int64_t left = 0;

	if (is_cut(memory))
		return FAILED;
	for (size_t i = 0; i < LEADS; i++)
		left += memory->leads[i].sealed.epoch.generation < generation;
	for (size_t i = 0; i < NOTES; i++)
		left += memory->notes[i].sealed.generation < generation;
	if (left > count->unreadable_leads + count->unreadable_notes)
		memory->too_early = true;
	memory->retired = true;
	return ending(memory);
}

/* ---- a site whose key is to change ---- */

struct change {
	struct site site;
	struct keyring *next;
	struct memory memory;
	struct rotation_store store;
	struct rotation_count count;
};

static const char *
head_of(struct arena *arena, size_t i)
{
	return arena_printf(arena, "lead %zu", i + 1);
}

static void
fill(struct change *change)
{
	struct memory *memory = &change->memory;

	for (size_t i = 0; i < LEADS; i++) {
		struct sealed_lead lead = seal_at(&change->site,
		    head_of(memory->arena, i), "body", sealing_now);

		put(memory, i, &lead);
	}
	for (size_t i = 0; i < NOTES; i++) {
		const char *context = arena_printf(memory->arena, "note %zu",
		    i + 1);
		struct sealed_note note;

		assert_status(note_seal(change->site.opener, memory->arena,
		    context, context, strlen(context), &note), OK);
		put_note(memory, i, &note);
	}
}

static struct change *
change_new(void)
{
	struct change *change = calloc(1, sizeof(*change));

	assert_non_null(change);
	change->site = site_new(1);
	change->next = keyring_new(2);
	change->memory.arena = arena_new(65536);
	change->store = (struct rotation_store){
		.context = &change->memory,
		.old_leads = old_leads,
		.replace_leads = replace_leads,
		.old_notes = old_notes,
		.replace_notes = replace_notes,
		.retire = retire,
	};
	fill(change);
	return change;
}

static void
change_free(struct change *change)
{
	arena_free(change->memory.arena);
	keyring_free(change->next);
	site_free(&change->site);
	free(change);
}

/* A process that begins the run, or takes it up again: it has both keys and
 * nothing else from before. */
static enum status
run(struct change *change)
{
	struct opener *opener = opener_new();
	struct sealer *sealer = sealer_new(keyring_public(change->next), 2);
	enum status st;

	assert_status(opener_unlock(opener, change->site.keyring), OK);
	assert_status(opener_unlock(opener, change->next), OK);
	st = rotation_run(opener, sealer, &change->store, sealing_now,
	    &change->count);
	sealer_free(sealer);
	opener_free(opener);
	return st;
}

static void
reads(struct opener *opener, const struct rotation_lead *lead,
    const char *expected)
{
	ARENA(arena);
	struct opened text;

	assert_status(opener_read(opener, arena, &lead->sealed.epoch,
	    &lead->sealed.head, &text), OK);
	assert_text(&text, expected);
	assert_status(opener_read(opener, arena, &lead->sealed.epoch,
	    &lead->sealed.body, &text), OK);
	assert_text(&text, "body");
}

/* That an opener reads all there is. */
static void
all_opens(struct change *change, struct opener *opener)
{
	for (size_t i = 0; i < LEADS; i++) {
		ARENA(arena);

		reads(opener, &change->memory.leads[i], head_of(arena, i));
	}
	for (size_t i = 0; i < NOTES; i++) {
		const struct rotation_note *note = &change->memory.notes[i];
		ARENA(arena);
		struct opened text;

		assert_status(note_open(opener, arena, note->context,
		    &note->sealed, &text), OK);
		assert_text(&text, note->context);
	}
}

static struct opener *
opener_of(const struct keyring *first, const struct keyring *second)
{
	struct opener *opener = opener_new();

	assert_status(opener_unlock(opener, first), OK);
	if (second != NULL)
		assert_status(opener_unlock(opener, second), OK);
	return opener;
}

/* ---- tests ---- */

static void
everything_gets_the_new_key_and_the_old_one_opens_nothing(void **state)
{
	struct change *change = change_new();
	struct opener *old = opener_of(change->site.keyring, NULL);
	struct opener *fresh = opener_of(change->next, NULL);
	struct opened text;

	assert_status(run(change), OK);
	assert_int_equal(change->count.leads, LEADS);
	assert_int_equal(change->count.notes, NOTES);
	assert_int_equal(change->count.unreadable_leads, 0);
	assert_int_equal(change->count.unreadable_notes, 0);
	assert_true(change->memory.retired);
	all_opens(change, fresh);
	for (size_t i = 0; i < LEADS; i++) {
		const struct sealed_lead *lead =
		    &change->memory.leads[i].sealed;
		struct seal_epoch claimed = lead->epoch;

		assert_status(opener_read(old, change->memory.arena,
		    &lead->epoch, &lead->head, &text), DENIED);
		claimed.generation = 1;
		assert_status(opener_read(old, change->memory.arena, &claimed,
		    &lead->head, &text), INVALID);
	}
	opener_free(old);
	opener_free(fresh);
	change_free(change);
}

static void
cut_off_anywhere_and_run_again_it_ends_whole(void **state)
{
	struct change *change;
	int calls = 0;

	for (int cut_at = 1; cut_at < CALLS_MAX; cut_at++) {
		struct opener *both;
		struct opener *fresh;

		change = change_new();
		both = opener_of(change->site.keyring, change->next);
		fresh = opener_of(change->next, NULL);
		change->memory.cut_at = (cut_at + 1) / 2;
		change->memory.done_yet = cut_at % 2 == 0;
		if (run(change) == OK)
			calls = cut_at;
		all_opens(change, both);
		change->memory.cut_at = 0;
		assert_status(run(change), OK);
		assert_true(change->memory.retired);
		assert_false(change->memory.too_early);
		all_opens(change, fresh);
		opener_free(both);
		opener_free(fresh);
		change_free(change);
		if (calls > 0)
			break;
	}
	/* It was really cut off, at each call before and after its work. */
	assert_in_range(calls, 2 * 10, CALLS_MAX - 1);
}

static void
what_the_store_refuses_is_not_counted(void **state)
{
	/* The calls of a whole run that put notes and leads in place. */
	enum { REPLACE_NOTES = 2, REPLACE_LEADS = 7 };
	struct change *change = change_new();

	change->memory.cut_at = REPLACE_NOTES;
	assert_status(run(change), FAILED);
	assert_int_equal(change->count.notes, 0);
	change->memory.calls = 0;
	change->memory.cut_at = REPLACE_LEADS;
	assert_status(run(change), FAILED);
	assert_int_equal(change->count.notes, NOTES);
	assert_int_equal(change->count.leads, 0);
	change_free(change);
}

static void
running_it_when_all_is_done_does_nothing(void **state)
{
	struct change *change = change_new();

	assert_status(run(change), OK);
	assert_status(run(change), OK);
	assert_int_equal(change->count.leads, 0);
	assert_int_equal(change->count.notes, 0);
	change_free(change);
}

static void
what_is_corrected_meanwhile_keeps_its_correction(void **state)
{
	struct change *change = change_new();
	struct site corrector = site_of(keyring_new(3));
	struct opener *fresh = opener_of(change->next, NULL);
	const struct rotation_lead *lead = &change->memory.leads[41];

	sealer_rekey(corrector.sealer, keyring_public(change->next), 2);
	change->memory.correction = seal_at(&corrector, "corrected", "body",
	    sealing_now);
	change->memory.corrected = 42;
	assert_status(run(change), OK);
	reads(fresh, lead, "corrected");
	opener_free(fresh);
	site_free(&corrector);
	change_free(change);
}

static void
what_does_not_open_is_counted_and_stops_nothing(void **state)
{
	struct change *change = change_new();
	struct opener *fresh = opener_of(change->next, NULL);
	uint8_t junk[297] = { 1 };

	change->memory.leads[7].sealed.head.bytes = junk;
	change->memory.leads[8].sealed.body.size--;
	change->memory.notes[3].context = "another";
	assert_status(run(change), OK);
	assert_int_equal(change->count.leads, LEADS - 2);
	assert_int_equal(change->count.unreadable_leads, 2);
	assert_int_equal(change->count.notes, NOTES - 1);
	assert_int_equal(change->count.unreadable_notes, 1);
	assert_true(change->memory.retired);
	assert_false(change->memory.too_early);
	assert_ptr_equal(change->memory.leads[7].sealed.head.bytes, junk);
	reads(fresh, &change->memory.leads[9], "lead 10");
	opener_free(fresh);
	change_free(change);
}

static void
without_the_old_key_nothing_is_given_up(void **state)
{
	struct change *change = change_new();
	struct opener *opener = opener_of(change->next, NULL);
	struct sealer *sealer = sealer_new(keyring_public(change->next), 2);

	assert_status(rotation_run(opener, sealer, &change->store,
	    sealing_now, &change->count), DENIED);
	assert_false(change->memory.retired);
	all_opens(change, change->site.opener);
	/* The same for leads when there is no note to stop at. */
	for (size_t i = 0; i < NOTES; i++)
		change->memory.notes[i].sealed.generation = 2;
	assert_status(rotation_run(opener, sealer, &change->store,
	    sealing_now, &change->count), DENIED);
	assert_false(change->memory.retired);
	sealer_free(sealer);
	opener_free(opener);
	change_free(change);
}

static void
a_sealer_of_another_generation_is_refused(void **state)
{
	struct change *change = change_new();
	struct opener *both = opener_of(change->site.keyring, change->next);

	assert_status(rotation_run(both, change->site.sealer, &change->store,
	    sealing_now, &change->count), DENIED);
	assert_int_equal(change->memory.calls, 0);
	opener_free(both);
	change_free(change);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    everything_gets_the_new_key_and_the_old_one_opens_nothing),
		cmocka_unit_test(cut_off_anywhere_and_run_again_it_ends_whole),
		cmocka_unit_test(what_the_store_refuses_is_not_counted),
		cmocka_unit_test(running_it_when_all_is_done_does_nothing),
		cmocka_unit_test(
		    what_is_corrected_meanwhile_keeps_its_correction),
		cmocka_unit_test(
		    what_does_not_open_is_counted_and_stops_nothing),
		cmocka_unit_test(without_the_old_key_nothing_is_given_up),
		cmocka_unit_test(a_sealer_of_another_generation_is_refused),
	};

	return cmocka_run_group_tests_name("rotation", tests, start_crypto,
	    NULL);
}

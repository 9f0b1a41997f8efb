#ifndef STORE_NOTES_H
#define STORE_NOTES_H

#include "crypto/rotation.h"
#include "store/office.h"

/*
 * What admins write about leads, sealed for the office; vault/notes.h seals
 * and opens.
 */
struct note_row {
	int64_t id;
	const char *uuid;      /* its own */
	int64_t lead_id;
	const char *lead_uuid;
	int64_t admin_id;      /* who wrote it */
	int64_t created_at;    /* cut to the minute */
	struct sealed_note sealed;
};

struct note_rows {
	struct note_row *at;
	size_t len;
};

/* What a note is bound to, for note_seal and note_open. */
const char *note_context(struct arena *arena, const char *lead_uuid,
    const char *uuid);

/* Stores a note; created_at is cut and the id set by the call. */
enum status office_note_add(struct office *office, struct note_row *note);

/* The notes of a lead, the oldest first, in arena. */
enum status office_notes(struct office *office, struct arena *arena,
    int64_t lead_id, struct note_rows *rows);

/* When a lead got its first note. */
struct note_first {
	int64_t lead_id;
	int64_t at; /* cut to the minute */
};

struct note_firsts {
	struct note_first *at;
	size_t len;
};

/* Of each lead from first on that has notes, in order of id, in arena. */
enum status office_notes_first(struct office *office, struct arena *arena,
    int64_t first, struct note_firsts *firsts);

/* Of struct rotation_store. */
enum status office_notes_old(struct office *office, struct arena *arena,
    int64_t generation, int64_t after, struct rotation_notes *notes);
enum status office_notes_turn(struct office *office,
    const struct rotation_notes *old, const struct rotation_notes *fresh);

#endif

#ifndef VAULT_LEAD_FILE_H
#define VAULT_LEAD_FILE_H

#include "store/lead_changes.h"
#include "store/lead_copies.h"
#include "vault/notes.h"
#include "vault/vault.h"

struct buf;

/*
 * Leads as files. JSON is whole: what is exported and imported elsewhere is
 * there as it was, with notes and history; calls and their links are not in
 * it, for they belong to the site they were booked on, nor is who of the
 * office did what. CSV is for spreadsheets and is only written.
 */

/* A lead on its way out. */
struct lead_file {
	struct lead_row row;
	struct lead_body body;
	struct lead_copy copy;
	struct vault_notes notes;
	struct lead_changes changes;
};

/* All of it, in arena. OK, NOT_FOUND, DENIED; see vault/leads.h. */
enum status lead_file_read(struct vault *vault, struct arena *arena,
    int64_t id, struct lead_file *lead);

/* Appends a field of CSV (RFC 4180). Line breaks stay; a cell that a
 * spreadsheet would take for a formula (= + - @, tab, CR) gets a ' before it. */
void csv_field(struct buf *out, const char *text);

/* Appends the line of names, and that of a lead. */
void lead_file_csv_names(struct buf *out);
void lead_file_csv(struct arena *arena, const struct lead_file *lead,
    struct buf *out);

/* Appends an object of JSON. OK, or FAILED without memory. */
enum status lead_file_json(const struct lead_file *lead, struct buf *out);

#endif

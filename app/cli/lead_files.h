#ifndef CLI_LEAD_FILES_H
#define CLI_LEAD_FILES_H

#include <stdio.h>

#include "cli/desk.h"

struct buf;

/*
 * Leads as files. JSON is whole: what is exported and imported elsewhere is
 * there as it was, notes included; calls and their links are not in it, for
 * they belong to the site they were booked on. CSV is for spreadsheets and is
 * only written.
 */

/* Appends a field of CSV (RFC 4180). Line breaks stay; a cell that a
 * spreadsheet would take for a formula (= + - @, tab, CR) gets a ' before it. */
void csv_field(struct buf *out, const char *text);

/* Writes all leads, the oldest first. OK; BUSY: out did not take it. */
enum status lead_export_csv(struct desk *desk, FILE *out);
enum status lead_export_json(struct desk *desk, FILE *out);

/*
 * Stores what lead_export_json wrote, one lead after the other. OK with *count
 * how many; INVALID, with one line on standard error, at the first that is not
 * whole or is there already: those before it are stored.
 */
enum status lead_import_json(struct desk *desk, FILE *in, int64_t *count);

#endif

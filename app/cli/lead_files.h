#ifndef CLI_LEAD_FILES_H
#define CLI_LEAD_FILES_H

#include <stdio.h>

#include "cli/desk.h"

/*
 * Leads as files; vault/lead_file.h says what is in them.
 */

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

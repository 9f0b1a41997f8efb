#ifndef CONFIG_LEGAL_TEXT_H
#define CONFIG_LEGAL_TEXT_H

#include <stddef.h>

#include "base/status.h"

struct buf;
struct settings;

/*
 * What the settings say stands in the owner's legal texts by itself, so that a
 * notice never promises other days than are kept:
 *
 *   {{closed_days}}      after how many days closed requests are erased
 *   {{quarantine_days}}  the same of what was held back as spam
 *   {{copy_days}}        of copies made before an update of the program
 *
 * Numbers only: nothing that could be taken for Markdown.
 */

enum { LEGAL_TEXT_MAX = 1 << 20 }; /* bytes of a legal text */

/*
 * Appends len bytes of text to out with these filled in. line is the number of
 * the first line in the file path. OK; INVALID for another name between the
 * braces, or braces that are not closed on their line: one line on standard
 * error says where and what may stand there.
 */
enum status legal_text_fill(const struct settings *settings, const char *path,
    int line, const char *text, size_t len, struct buf *out);

#endif

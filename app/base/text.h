#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/*
 * Text is NUL-terminated UTF-8. These helpers know bytes and code points,
 * no locale.
 */

/* Whether len bytes are well-formed UTF-8 (RFC 3629) without a NUL. */
bool text_is_utf8(const char *bytes, size_t len);

/* How many code points a valid UTF-8 text has; what HTML's maxlength counts
 * for all but rare characters outside the basic plane. */
size_t text_length(const char *text);

/* A copy without white space (space, tab, CR, LF) at both ends. */
char *text_trim(struct arena *arena, const char *text);

/*
 * Makes CR LF and lone CR of len bytes LF, in place, with a NUL behind, for
 * which there is room. Returns the new length, which is no greater.
 */
size_t text_to_lf(char *text, size_t len);

/* A copy that is trimmed and has only LF: how a browser's textarea value is
 * kept. */
char *text_lines(struct arena *arena, const char *text);

/* The small letter of one of A to Z; any other byte as it is. */
char text_lower(char c);

/* Whether a text starts with prefix, byte for byte. */
bool text_starts(const char *text, const char *prefix);

/* Whether two texts are equal without regard to ASCII case. */
bool text_same_nocase(const char *a, const char *b);

/*
 * A decimal integer, the whole text, within min and max. false otherwise,
 * with *number untouched: empty, a sign alone, leading or trailing bytes.
 */
bool text_int(const char *text, int64_t min, int64_t max, int64_t *number);

/*
 * How many bytes have to be put in, taken out, changed or swapped with their
 * neighbour to make b of a (optimal string alignment). A text of more than
 * TEXT_EDITS_MAX bytes is no slip of anything: SIZE_MAX.
 */
enum { TEXT_EDITS_MAX = 40 };
size_t text_edits(const char *a, const char *b);

/* Whether a text holds a control byte (below 0x20 or 0x7f). */
bool text_has_control(const char *text);

#endif

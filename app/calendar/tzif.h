#ifndef CALENDAR_TZIF_H
#define CALENDAR_TZIF_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * The system's compiled zone files, TZif (RFC 9636), as a table of the
 * changes from 1970 to the end of 2100. Pure: bytes in, table out.
 */
struct zone_change {
	uint32_t at;    /* instant; 2100 fits */
	int32_t offset; /* seconds east of UTC from then on */
};

struct zone_changes {
	int32_t first_offset; /* before the first change */
	size_t len;
	const struct zone_change *at; /* ascending; neighbours differ in offset */
};

/*
 * Reads a file of version 2 or later. OK, with the table in arena; INVALID
 * for bytes that are no such file: wrong magic, cut short, times not
 * ascending, a type out of range, leap seconds counted, a footer that is no
 * TZ string.
 */
enum status tzif_read(struct arena *arena, const uint8_t *bytes, size_t len,
    struct zone_changes *changes);

#endif

#ifndef CONFIG_DATE_H
#define CONFIG_DATE_H

#include <stdbool.h>

struct arena;

/*
 * Dates as authors write them, "2026-11-21": days without a clock or a zone.
 */

/* Whether this day exists in the calendar, from year 1970 on. */
bool date_is_day(const char *date);

/* "21 November 2026" for a day that exists. */
const char *date_label(struct arena *arena, const char *date);

#endif

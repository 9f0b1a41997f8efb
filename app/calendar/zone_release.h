#ifndef CALENDAR_ZONE_RELEASE_H
#define CALENDAR_ZONE_RELEASE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Which release of the IANA time zone database the zone files are of. Countries
 * change their clocks at a few weeks' notice, so old files show wrong times.
 */
enum { ZONE_RELEASE_SIZE = 24 };

struct zone_release {
	char name[ZONE_RELEASE_SIZE]; /* "2025b", or "" where nothing tells */
	int64_t packed_at; /* when the file that tells was written, or 0 */
};

/*
 * Reads it from a folder of zone files: the first line of tzdata.zi, "# version
 * 2025b", as Debian has it, or the whole of +VERSION, as others have.
 */
void zone_release_read(const char *folder, struct zone_release *release);

/*
 * The latest moment at which the release can have come out. Its name tells the
 * year alone, for a letter is no month; its file is written when a
 * distribution packs it, which is later, and some set all their files to 1970.
 * So it is when the file was written, if that is within the year of the name,
 * else the end of that year. 0 without a name.
 */
int64_t zone_release_out_by(const struct zone_release *release);

/* Whether it is more than a year old for certain; one without a name is not. */
bool zone_release_is_old(const struct zone_release *release, int64_t now);

#endif

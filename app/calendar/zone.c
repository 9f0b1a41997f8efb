#include "calendar/zone.h"

#include <errno.h>
#include <fts.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "calendar/tzif.h"

#define ZONE_FOLDER "/usr/share/zoneinfo"

enum {
	FILE_MAX = 65536, /* the longest today has 3,600 bytes */
	LINE_MAX = 512,
	LARGEST_OFFSET = 26 * 3600, /* RFC 9636, section 3.2 */
	HOUR_MINUTES = 60,
	DAY_MINUTES = 1440,
};

struct zone {
	const char *name;
	struct zone_changes changes;
};

/*
 * All zones by name and the indexes of those to offer. Filled once and kept
 * for the life of the process, like any other constant table.
 */
static struct {
	struct arena *arena;
	struct zone *at;
	size_t len;
	size_t room;
	const struct zone **offered;
	size_t offered_len;
	struct zone_release release;
} zones;

static void
zones_add(const char *name, const struct zone_changes *changes)
{
	if (zones.len == zones.room) {
		zones.room = zones.room == 0 ? 1024 : 2 * zones.room;
		zones.at = reallocarray(zones.at, zones.room,
		    sizeof(*zones.at));
		if (zones.at == NULL)
			log_fatal("memory", "out of memory for zones");
	}
	zones.at[zones.len].name = arena_strdup(zones.arena, name);
	zones.at[zones.len++].changes = *changes;
}

static int
zone_compare(const void *a, const void *b)
{
	const struct zone *left = a;
	const struct zone *right = b;

	return strcmp(left->name, right->name);
}

static const struct zone *
zones_search(const char *name)
{
	const struct zone key = { .name = name };

	return bsearch(&key, zones.at, zones.len, sizeof(key), zone_compare);
}

/* One file of the folder; what is no zone file (lists, notes) is passed by. */
static void
zone_load(const char *path, const char *name)
{
	uint8_t bytes[FILE_MAX];
	struct zone_changes changes;
	FILE *file = fopen(path, "re");
	size_t len;

	if (file == NULL) {
		log_warn("zone.load", "%s: %s", name, strerror(errno));
		return;
	}
	len = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	if (len < 4 || memcmp(bytes, "TZif", 4) != 0)
		return;
	if (tzif_read(zones.arena, bytes, len, &changes) == OK)
		zones_add(name, &changes);
	else
		log_warn("zone.load", "%s: not a zone file of version 2", name);
}

/* The database again in other clocks, and names that stand for no place. */
static bool
is_left_out(const char *name)
{
	static const char *const names[] = { "right", "posix", "localtime",
		"posixrules", "Factory" };

	for (size_t i = 0; i < countof(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void
zones_load(void)
{
	char folder[] = ZONE_FOLDER;
	char *const paths[] = { folder, NULL };
	FTS *tree = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	while (tree != NULL && (entry = fts_read(tree)) != NULL) {
		if (entry->fts_level == 1 && is_left_out(entry->fts_name))
			(void)fts_set(tree, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_F)
			zone_load(entry->fts_path,
			    entry->fts_path + sizeof(ZONE_FOLDER));
	}
	if (tree != NULL)
		(void)fts_close(tree);
	if (zones.len == 0)
		log_error("zone.load", "no zone files in " ZONE_FOLDER
		    "; install the package tzdata");
}

/* A line of zone.tab: country, coordinates, name, remark; tabs between. */
static void
offer_line(char *line)
{
	const struct zone *zone;
	char *name = line;

	if (line[0] == '#')
		return;
	for (int column = 0; column < 2 && name != NULL; column++)
		if ((name = strchr(name, '\t')) != NULL)
			name++;
	if (name == NULL)
		return;
	name[strcspn(name, "\t\n")] = '\0';
	zone = zones_search(name);
	if (zone != NULL && zones.offered_len < zones.len)
		zones.offered[zones.offered_len++] = zone;
}

static int
offered_compare(const void *a, const void *b)
{
	const struct zone *const *left = a;
	const struct zone *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static void
zones_offer(void)
{
	FILE *file = fopen(ZONE_FOLDER "/zone.tab", "re");
	char line[LINE_MAX];

	zones.offered = arena_array(zones.arena, zones.len,
	    sizeof(*zones.offered));
	zones.offered[zones.offered_len++] = zones_search("UTC");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		offer_line(line);
	if (file != NULL)
		(void)fclose(file);
	qsort(zones.offered, zones.offered_len, sizeof(*zones.offered),
	    offered_compare);
}

void
zone_warm(void)
{
	static const struct zone_changes none = { 0 };

	if (zones.arena != NULL)
		return;
	zones.arena = arena_new(65536);
	zones_load();
	qsort(zones.at, zones.len, sizeof(*zones.at), zone_compare);
	if (zones_search("UTC") == NULL) {
		zones_add("UTC", &none);
		qsort(zones.at, zones.len, sizeof(*zones.at), zone_compare);
	}
	zones_offer();
	zone_release_read(ZONE_FOLDER, &zones.release);
}

const struct zone_release *
zone_release(void)
{
	zone_warm();
	return &zones.release;
}

const struct zone *
zone_find(const char *name)
{
	zone_warm();
	return zones_search(name);
}

const char *
zone_name(const struct zone *zone)
{
	return zone->name;
}

size_t
zone_count(void)
{
	zone_warm();
	return zones.offered_len;
}

const struct zone *
zone_at(size_t index)
{
	zone_warm();
	return zones.offered[index];
}

/* How many changes have taken place by then. */
static size_t
changes_before(const struct zone_changes *changes, int64_t at)
{
	size_t low = 0;
	size_t high = changes->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (changes->at[middle].at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct zone_period
zone_period(const struct zone *zone, int64_t at)
{
	const struct zone_changes *changes = &zone->changes;
	size_t next = changes_before(changes, at);
	struct zone_period period = { INT64_MIN, INT64_MAX,
		changes->first_offset };

	if (next > 0) {
		period.from_at = changes->at[next - 1].at;
		period.offset = changes->at[next - 1].offset;
	}
	if (next < changes->len)
		period.to_at = changes->at[next].at;
	return period;
}

void
zone_civil(const struct zone *zone, int64_t at, struct civil *civil)
{
	*civil = civil_from_seconds(at + zone_period(zone, at).offset);
}

enum status
zone_instant(const struct zone *zone, const struct civil *civil, int64_t *at)
{
	int64_t wall;
	struct zone_period period;

	if (!civil_is_real(civil))
		return INVALID;
	wall = civil_seconds(civil);
	period = zone_period(zone, wall - LARGEST_OFFSET);
	/* Forward in time, so that the first of two readings is met first. */
	while (wall - period.offset >= period.to_at)
		period = zone_period(zone, period.to_at);
	if (wall - period.offset < period.from_at)
		return INVALID;
	*at = wall - period.offset;
	return OK;
}

int64_t
zone_day(const struct zone *zone, int64_t at)
{
	struct civil civil;

	zone_civil(zone, at, &civil);
	return civil_days(civil.year, civil.month, civil.day);
}

int64_t
zone_on_day(const struct zone *zone, int64_t day, int minute)
{
	int64_t at;

	for (;; minute += HOUR_MINUTES) {
		struct civil civil = civil_from_days(day +
		    minute / DAY_MINUTES);

		civil.hour = minute % DAY_MINUTES / HOUR_MINUTES;
		civil.minute = minute % HOUR_MINUTES;
		if (zone_instant(zone, &civil, &at) == OK)
			return at;
	}
}

#include "calendar/tzif.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/civil.h"
#include "calendar/tzrule.h"

enum {
	HEADER_SIZE = 44,
	TYPE_SIZE = 6,
	FOOTER_MAX = 128,
	FIRST_YEAR = 1970,
	LAST_YEAR = 2100,
	TIMES_MAX = 2000, /* zic writes 243 at most today */
	MAX_OFFSET = 26 * 3600, /* RFC 9636, 3.2 */
};

static const int64_t END_AT = 4133980800; /* 2101-01-01T00:00:00Z */

struct block {
	uint32_t time_count;
	uint32_t type_count;
	const uint8_t *times;
	const uint8_t *indexes; /* of the type after each time */
	const uint8_t *types;
	size_t size; /* of the whole block with its header */
};

/* What the file and its rule say, gathered before the exact size is known. */
struct gathered {
	int32_t first_offset;
	size_t len;
	struct zone_change at[TIMES_MAX + 2 * (LAST_YEAR - FIRST_YEAR + 2)];
};

static uint32_t
be32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	    (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t
be64(const uint8_t *bytes)
{
	return (int64_t)((uint64_t)be32(bytes) << 32 | be32(bytes + 4));
}

/* RFC 9636, section 3.1 and 3.2: a header and the data its counts announce. */
static bool
block_read(const uint8_t *bytes, size_t len, size_t time_size,
    struct block *block)
{
	uint64_t size;
	uint32_t leaps;

	if (len < HEADER_SIZE || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
		return false;
	leaps = be32(bytes + 28);
	block->time_count = be32(bytes + 32);
	block->type_count = be32(bytes + 36);
	size = (uint64_t)block->time_count * (time_size + 1) +
	    (uint64_t)block->type_count * TYPE_SIZE + be32(bytes + 40) +
	    (uint64_t)leaps * (time_size + 4) + be32(bytes + 24) +
	    be32(bytes + 20);
	if (leaps != 0 || size > len - HEADER_SIZE)
		return false;
	block->times = bytes + HEADER_SIZE;
	block->indexes = block->times + block->time_count * time_size;
	block->types = block->indexes + block->time_count;
	block->size = HEADER_SIZE + (size_t)size;
	return true;
}

/* A change; those before 1970 only leave their offset behind. */
static void
gather(struct gathered *list, int64_t at, int32_t offset)
{
	if (at < 0) {
		list->first_offset = offset;
		return;
	}
	if (at >= END_AT)
		return;
	/* A rule for "always summer" ends and begins in the same second. */
	while (list->len > 0 && list->at[list->len - 1].at >= at)
		list->len--;
	if (offset == (list->len == 0 ? list->first_offset :
	    list->at[list->len - 1].offset))
		return;
	list->at[list->len++] = (struct zone_change){ (uint32_t)at, offset };
}

static bool
type_offset(const struct block *block, uint32_t type, int32_t *offset)
{
	if (type >= block->type_count)
		return false;
	*offset = (int32_t)be32(block->types + (size_t)type * TYPE_SIZE);
	return *offset > -MAX_OFFSET && *offset < MAX_OFFSET;
}

/* The listed changes; *last_at becomes the last of them. */
static bool
gather_listed(const struct block *block, struct gathered *list,
    int64_t *last_at)
{
	*last_at = INT64_MIN;
	if (block->time_count > TIMES_MAX ||
	    !type_offset(block, 0, &list->first_offset))
		return false;
	for (uint32_t i = 0; i < block->time_count; i++) {
		int64_t at = be64(block->times + (size_t)i * 8);
		int32_t offset;

		if (at <= *last_at ||
		    !type_offset(block, block->indexes[i], &offset))
			return false;
		gather(list, at, offset);
		*last_at = at;
	}
	return true;
}

/* The changes the rule makes in a year, in their order. */
static void
gather_year(const struct tzrule *rule, int year, int64_t after,
    struct gathered *list)
{
	struct {
		int64_t at;
		int32_t offset;
	} turns[2] = {
		{ tzrule_begins_at(rule, year), rule->summer },
		{ tzrule_ends_at(rule, year), rule->standard },
	};
	size_t first = turns[0].at <= turns[1].at ? 0 : 1;

	for (size_t i = 0; i < countof(turns); i++) {
		size_t turn = i == 0 ? first : 1 - first;

		if (turns[turn].at > after)
			gather(list, turns[turn].at, turns[turn].offset);
	}
}

/* The footer's rule, from the last listed change on. */
static void
gather_rule(const struct tzrule *rule, int64_t last_at, struct gathered *list)
{
	int year = FIRST_YEAR;

	if (!rule->changes || last_at >= END_AT)
		return;
	if (last_at > 0)
		year = civil_from_seconds(last_at).year;
	/* A year early: changes before 1970 settle the first offset. */
	for (year--; year <= LAST_YEAR; year++)
		gather_year(rule, year, last_at, list);
}

/* RFC 9636, section 3.3: the TZ string between two line feeds, or nothing. */
static bool
footer_read(const uint8_t *bytes, size_t len, struct tzrule *rule)
{
	char text[FOOTER_MAX];
	const uint8_t *end;

	if (len < 2 || bytes[0] != '\n')
		return false;
	bytes++;
	end = memchr(bytes, '\n', len - 1);
	if (end == NULL || (size_t)(end - bytes) >= sizeof(text))
		return false;
	memcpy(text, bytes, (size_t)(end - bytes));
	text[end - bytes] = '\0';
	*rule = (struct tzrule){ 0 };
	return text[0] == '\0' || tzrule_parse(text, rule) == OK;
}

enum status
tzif_read(struct arena *arena, const uint8_t *bytes, size_t len,
    struct zone_changes *changes)
{
	struct gathered list = { 0 };
	struct zone_change *copy;
	struct tzrule rule;
	struct block block;
	int64_t last_at;

	/* The first block has 32-bit times and is there for old readers. */
	if (!block_read(bytes, len, 4, &block))
		return INVALID;
	bytes += block.size;
	len -= block.size;
	if (!block_read(bytes, len, 8, &block) ||
	    !footer_read(bytes + block.size, len - block.size, &rule) ||
	    !gather_listed(&block, &list, &last_at))
		return INVALID;
	gather_rule(&rule, last_at, &list);
	copy = arena_array(arena, list.len, sizeof(*copy));
	memcpy(copy, list.at, list.len * sizeof(*copy));
	*changes = (struct zone_changes){ list.first_offset, list.len, copy };
	return OK;
}

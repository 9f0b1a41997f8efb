/*
 * The laws of reading a calendar server's answer, over any bytes:
 *  - there are no more items than the limit, none after a refusal;
 *  - every text of theirs is UTF-8;
 *  - what has a document type is refused;
 *  - the same bytes give the same again.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "courier/multistatus.h"
#include "fuzz.h"

static void
check_item(const struct dav_item *item)
{
	const char *const texts[] = { item->href, item->etag, item->data };

	for (size_t i = 0; i < 3; i++)
		law(text_is_utf8(texts[i], strlen(texts[i])),
		    "a text is UTF-8");
}

/* In an encoding of one byte a letter it would stand there like this. */
static int
has_type(const char *bytes, size_t len)
{
	static const char type[] = "<!DOCTYPE ";

	return len >= sizeof(type) - 1 &&
	    memcmp(bytes, type, sizeof(type) - 1) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct dav_items items;
	struct dav_items again;
	ARENA(arena);
	enum status st = multistatus_read(arena, bytes, size, &items);

	law(st == OK || st == INVALID, "it is good or refused");
	law(st == OK || items.len == 0, "a refusal leaves nothing");
	law(items.len <= DAV_ITEMS_MAX, "items have their limit");
	law(st != OK || !has_type(bytes, size), "nothing has a type");
	for (size_t i = 0; i < items.len; i++)
		check_item(&items.at[i]);
	law(multistatus_read(arena, bytes, size, &again) == st &&
	    again.len == items.len, "the same again");
	return 0;
}

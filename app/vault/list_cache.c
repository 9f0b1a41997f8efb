#include "vault/list_cache.h"

#include <assert.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/util.h"
#include "crypto/open.h"
#include "store/office.h"

enum { CACHE_STEP = 64 * 1024 };

static const char context[] = "a list of leads in memory";

/* A list: its rows without texts, and the texts, which are sealed. */
struct cached_list {
	struct lead_places places;
	struct lead_rows rows;
	struct seen_rows seen;
	struct sealed_note texts;
};

struct list_cache {
	struct arena *arena; /* of all the lists */
	int64_t store_version;
	int64_t office_version;
	size_t len;
	struct cached_list at[LIST_CACHE_MAX];
};

/* Every text of a row, in order. */
static const size_t texts[] = {
	offsetof(struct lead_row, uuid),
	offsetof(struct lead_row, result),
	offsetof(struct lead_row, zone),
	offsetof(struct lead_row, head.name),
	offsetof(struct lead_row, head.email),
	offsetof(struct lead_row, head.company),
};

struct list_cache *
list_cache_new(void)
{
	struct list_cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL)
		log_fatal("memory", "out of memory for lists");
	cache->arena = arena_new(CACHE_STEP);
	return cache;
}

void
list_cache_free(struct list_cache *cache)
{
	if (cache == NULL)
		return;
	arena_free(cache->arena);
	free(cache);
}

static void
forget(struct list_cache *cache)
{
	arena_reset(cache->arena);
	cache->len = 0;
}

static const char **
text_of(struct lead_row *row, size_t number)
{
	return (const char **)((char *)row + texts[number]);
}

static void *
copy_of(struct arena *arena, const void *at, size_t len, size_t size)
{
	void *copy = arena_array(arena, len, size);

	if (len > 0)
		memcpy(copy, at, len * size);
	return copy;
}

/* Forgets everything if either database has been written to. */
static enum status
still_true(struct vault *vault)
{
	struct list_cache *cache = vault->lists;
	int64_t store_now;
	int64_t office_now;
	enum status st;

	if ((st = store_version(vault->store, &store_now)) != OK ||
	    (st = office_version(vault->office, &office_now)) != OK)
		return st;
	if (cache->store_version != store_now ||
	    cache->office_version != office_now)
		forget(cache);
	cache->store_version = store_now;
	cache->office_version = office_now;
	return OK;
}

static const struct cached_list *
find(const struct list_cache *cache, const struct lead_places *places)
{
	for (size_t i = 0; i < cache->len; i++) {
		const struct cached_list *list = &cache->at[i];

		if (list->places.len == places->len && (places->len == 0 ||
		    memcmp(list->places.at, places->at,
		    places->len * sizeof(*places->at)) == 0))
			return list;
	}
	return NULL;
}

/* Gives every row its texts back; they stay where they were opened. */
static void
put_texts(struct lead_rows *rows, const struct opened *text)
{
	const char *at = (const char *)text->bytes;
	const char *end = at + text->len;

	for (size_t i = 0; i < rows->len; i++)
		for (size_t j = 0; j < countof(texts); j++) {
			assert(at < end);
			*text_of(&rows->at[i], j) = at;
			at += strlen(at) + 1;
		}
	assert(at == end);
}

enum status
list_cache_find(struct vault *vault, struct arena *arena,
    const struct lead_places *places, struct lead_rows *rows,
    struct seen_rows *seen)
{
	const struct cached_list *list;
	struct opened text;
	enum status st;

	if (vault->lists == NULL)
		return NOT_FOUND;
	if ((st = still_true(vault)) != OK)
		return st;
	if ((list = find(vault->lists, places)) == NULL)
		return NOT_FOUND;
	st = note_open(vault->opener, arena, context, &list->texts, &text);
	if (st != OK) {
		/* Of another generation, or spoilt: the databases decide. */
		forget(vault->lists);
		return NOT_FOUND;
	}
	rows->len = list->rows.len;
	rows->at = copy_of(arena, list->rows.at, rows->len, sizeof(*rows->at));
	put_texts(rows, &text);
	seen->len = list->seen.len;
	seen->at = copy_of(arena, list->seen.at, seen->len, sizeof(*seen->at));
	return OK;
}

/* All texts, each with its NUL; takes them, and what is sealed, out of the
 * rows. */
static void
take_texts(struct lead_rows *rows, struct buf *out)
{
	for (size_t i = 0; i < rows->len; i++) {
		struct lead_row *row = &rows->at[i];

		row->sealed = (struct sealed_lead){ 0 };
		for (size_t j = 0; j < countof(texts); j++) {
			const char **text = text_of(row, j);

			buf_add(out, *text, strlen(*text) + 1);
			*text = NULL;
		}
	}
}

enum status
list_cache_keep(struct vault *vault, const struct lead_places *places,
    const struct lead_rows *rows, const struct seen_rows *seen)
{
	struct list_cache *cache = vault->lists;
	struct cached_list *list;
	BUF(plain, SEAL_TEXT_MAX);
	enum status st;

	if (cache == NULL)
		return OK;
	if (cache->len == LIST_CACHE_MAX)
		forget(cache);
	list = &cache->at[cache->len];
	*list = (struct cached_list){
		.places = { copy_of(cache->arena, places->at, places->len,
		    sizeof(*places->at)), places->len },
		.rows = { copy_of(cache->arena, rows->at, rows->len,
		    sizeof(*rows->at)), rows->len },
		.seen = { copy_of(cache->arena, seen->at, seen->len,
		    sizeof(*seen->at)), seen->len },
	};
	take_texts(&list->rows, &plain);
	if (plain.failed)
		return OK;
	st = note_seal(vault->opener, cache->arena, context, plain.data,
	    plain.len, &list->texts);
	if (st == OK)
		cache->len++;
	return st == INVALID ? OK : st;
}

#include "store/search_private.h"

#include "base/arena.h"
#include "base/text.h"
#include "store/database.h"

enum { BUT_ONE_MAX = 8 }; /* words, of which all but one may fit */

static const char marks[] = { SEARCH_MARK_BEGIN, SEARCH_MARK_END, '\0' };

/* A text with marks in it, taken apart at them. */
static struct search_pieces
pieces_of(struct arena *arena, const char *text)
{
	struct search_piece *at;
	size_t room = 1;
	size_t len = 0;

	for (const char *mark = text; (mark = strpbrk(mark, marks)) != NULL;
	    mark++)
		room++;
	at = arena_array(arena, room, sizeof(*at));
	for (bool marked = false; *text != '\0';) {
		size_t size = strcspn(text, marks);

		if (size > 0)
			at[len++] = (struct search_piece){
				arena_strndup(arena, text, size), marked };
		text += size;
		if (*text != '\0')
			marked = *text++ == SEARCH_MARK_BEGIN;
	}
	return (struct search_pieces){ at, len };
}

static enum status
fill_hit(struct arena *arena, struct search *search, const char *match,
    int64_t id, struct search_hit *hit)
{
	QUERY q = &search->queries[SEARCH_HIT];
	enum status st;

	query_text(q, ":words", match);
	query_int(q, ":id", id);
	if ((st = search_row(q)) != OK)
		return FAILED;
	hit->href = query_get_text(q, arena, 0);
	hit->kind = query_get_text(q, arena, 1);
	hit->title = pieces_of(arena, query_get_text(q, arena, 2));
	hit->parent = pieces_of(arena, query_get_text(q, arena, 3));
	hit->snippet = pieces_of(arena, query_get_text(q, arena, 4));
	return OK;
}

/* The places of all that fits, as many as there is room for. */
static enum status
rank(struct search *search, const char *match, int64_t *ids, size_t room,
    int64_t *count)
{
	QUERY q = &search->queries[SEARCH_RANK];
	enum status st;

	query_text(q, ":words", match);
	*count = 0;
	while ((st = search_row(q)) == OK) {
		if ((size_t)*count < room)
			ids[*count] = query_get_int(q, 0);
		(*count)++;
	}
	return st == NOT_FOUND ? OK : st;
}

/* Snippets are dear: they are made for those hits alone that are shown, which
 * is why these are asked for one by one. */
static enum status
look(struct arena *arena, struct search *search, const char *match,
    size_t limit, struct search_hits *hits)
{
	int64_t *ids = arena_array(arena, limit, sizeof(*ids));
	struct search_hit *at = arena_array(arena, limit, sizeof(*at));
	enum status st = rank(search, match, ids, limit, &hits->count);

	hits->at = at;
	while (st == OK && hits->len < limit &&
	    (int64_t)hits->len < hits->count) {
		st = fill_hit(arena, search, match, ids[hits->len],
		    &at[hits->len]);
		hits->len++;
	}
	return st;
}

/* From the strictest to the loosest, until something fits. */
static enum status
look_for(struct arena *arena, struct search *search,
    const struct search_words *words, size_t limit, struct search_hits *hits)
{
	enum status st = OK;

	for (enum search_join join = JOIN_ALL;
	    join <= JOIN_ANY && st == OK && hits->count == 0; join++) {
		if (join == JOIN_BUT_ONE &&
		    (words->known < 3 || words->known > BUT_ONE_MAX))
			continue;
		hits->match = join == JOIN_ALL && words->unknown == 0 ?
		    SEARCH_ALL : SEARCH_SOME;
		st = look(arena, search,
		    search_words_match(arena, words, join), limit, hits);
	}
	return st;
}

enum status
search_find(struct arena *arena, struct search *search, const char *query,
    size_t limit, struct search_hits *hits)
{
	struct search_words words = { 0 };
	enum status st;

	*hits = (struct search_hits){ .match = SEARCH_NOTHING };
	if (text_length(query) > SEARCH_QUERY_MAX)
		return INVALID;
	if ((st = search_words_read(arena, search, query, &words)) != OK)
		return st;
	if (words.len == 0)
		return INVALID;
	if (words.known > 0)
		st = look_for(arena, search, &words, limit, hits);
	if (st == OK && words.unknown > 0)
		st = search_words_meant(arena, search, &words, hits);
	return st;
}

/*
 * The search's laws, over any query:
 *  - UTF-8 is answered or refused, and never fails: what is typed is never
 *    FTS5's language;
 *  - refused is what is too long or finds no word; what is found is counted;
 *  - no hit is without an address, no piece is empty, all texts are UTF-8 and
 *    hold no mark;
 *  - what may have been meant can be asked for, and is found.
 */
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "fuzz.h"
#include "store/search.h"

enum { LIMIT = 5 };

static const struct search_document documents[] = {
	{ "/1", "Guide", "Whom you can hire", "People", "golang",
	    "Hiring takes months, near AND far, NOT long OR short.", 100 },
	{ "/2", "Guide", "Event loop", "Node.js under load", "",
	    "C# and a start-up: \"quotes\", (brackets), *stars*.", 50 },
	{ "/3", "Fact", "Café", "", "", "Crème brûlée, ÅÄÖ, \u4e2d\u6587.",
	    70 },
	{ "/4", "Fact", "The rest", "", "", "", 70 },
};

/* Made once: it takes no change. */
static struct search *
index_of_all(void)
{
	static struct search *search;

	if (search == NULL)
		law(search_new(documents,
		    sizeof(documents) / sizeof(documents[0]), &search) == OK,
		    "there is an index");
	return search;
}

static void
check_pieces(const struct search_pieces *pieces)
{
	for (size_t i = 0; i < pieces->len; i++) {
		const char *text = pieces->at[i].text;

		law(*text != '\0', "no piece is empty");
		law(text_is_utf8(text, strlen(text)), "a piece is UTF-8");
		law(strpbrk(text, "\1\2") == NULL, "no mark is left");
	}
}

static void
check_hits(const struct search_hits *hits)
{
	law(hits->len <= LIMIT && (int64_t)hits->len <= hits->count,
	    "hits are counted");
	law((int64_t)hits->len == hits->count || hits->len == LIMIT,
	    "none is missing");
	law((hits->match == SEARCH_NOTHING) == (hits->count == 0),
	    "nothing is nothing");
	for (size_t i = 0; i < hits->len; i++) {
		law(hits->at[i].href[0] == '/', "a hit has an address");
		law(hits->at[i].title.len > 0, "a hit has a title");
		check_pieces(&hits->at[i].title);
		check_pieces(&hits->at[i].parent);
		check_pieces(&hits->at[i].snippet);
	}
}

static void
check_meant(struct arena *arena, const struct search_hits *hits)
{
	for (size_t i = 0; i < hits->meant_len; i++) {
		const char *meant = hits->meant[i];
		struct search_hits again;
		enum status st;

		law(*meant != '\0' && text_is_utf8(meant, strlen(meant)),
		    "what was meant is a text");
		if (text_length(meant) > SEARCH_QUERY_MAX)
			continue;
		st = search_find(arena, index_of_all(), meant, LIMIT, &again);
		law(st == OK && again.count > 0, "what was meant is found");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	const char *query = arena_strndup(arena, (const char *)data, size);
	struct search_hits hits;
	enum status st;

	if (!text_is_utf8((const char *)data, size))
		return 0;
	st = search_find(arena, index_of_all(), query, LIMIT, &hits);
	law(st == OK || st == INVALID, "a query is answered or refused");
	law(st == INVALID || text_length(query) <= SEARCH_QUERY_MAX,
	    "what is too long is refused");
	if (st == OK) {
		check_hits(&hits);
		check_meant(arena, &hits);
	} else {
		law(hits.len == 0 && hits.meant_len == 0,
		    "what is refused finds nothing");
	}
	return 0;
}

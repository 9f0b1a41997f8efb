#ifndef STORE_SEARCH_PRIVATE_H
#define STORE_SEARCH_PRIVATE_H

#include <sqlite3.h>

#include "store/engine.h"
#include "store/search.h"

/* The inside of a search handle, for the files that make up search.h. */
enum search_query {
	SEARCH_HAS,
	SEARCH_RANK,
	SEARCH_HIT,
	SEARCH_NEAR,
	SEARCH_QUERIES,
};

struct search {
	sqlite3 *db;
	struct query queries[SEARCH_QUERIES];
	/* What takes texts apart into words, as the index does it. */
	fts5_tokenizer tokenizer;
	Fts5Tokenizer *reader;
};

/* Stand around what was found, in titles and snippets. */
#define SEARCH_MARK_BEGIN '\1'
#define SEARCH_MARK_END '\2'

/* Steps to the next row. OK; NOT_FOUND when there is none (left); FAILED, and
 * the log gets SQLite's code alone: its message could quote the query. */
enum status search_row(struct query *query);

enum search_use {
	WORD_SMALL = 1, /* says nothing of the matter */
	WORD_FITS,      /* stands in the index */
	WORD_BEGINS,    /* words in the index begin with it */
	WORD_UNKNOWN,
};

/* A word of a query, as the index would write it. */
struct search_word {
	const char *text; /* two words where it only fits taken apart */
	enum search_use use;
};

struct search_words {
	struct search_word *at;
	size_t len;
	size_t known; /* that fit or begin */
	size_t unknown;
};

/* Adds the words of a query to an empty list, each once. OK, also when there is
 * none; FAILED. A word that the index writes as two ("startup") becomes these
 * two. */
enum status search_words_read(struct arena *arena, struct search *search,
    const char *query, struct search_words *words);

/* The known words as FTS5 wants them: all of them, all but any one, or any. */
enum search_join { JOIN_ALL = 1, JOIN_BUT_ONE, JOIN_ANY };

const char *search_words_match(struct arena *arena,
    const struct search_words *words, enum search_join join);

/* Fills hits->meant. OK or FAILED. */
enum status search_words_meant(struct arena *arena, struct search *search,
    const struct search_words *words, struct search_hits *hits);

#endif

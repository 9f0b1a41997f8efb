#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * Full-text search over texts that do not change: an index in memory (SQLite
 * FTS5), made once and only read from then on. English words count in all
 * their forms ("hire" finds "hiring"), letters without their accents; # and +
 * belong to words ("C#").
 *
 * Of what is searched for nothing is kept: there is no file, the index takes
 * no change, and no line of the log holds a word of a query. What a visitor
 * types is never FTS5's language: its words are taken out and put in quotes
 * here, so no query can be malformed.
 *
 * One handle belongs to one thread of one process, and is made after the fork.
 */
struct search;

/* What can be found: a page, or a part of one. Texts are borrowed for
 * search_new, and hold no control bytes but white space. */
struct search_document {
	const char *href;
	const char *kind;   /* "Guide"; given back, not searched */
	const char *title;
	const char *parent; /* title of the page it is a part of, or "" */
	const char *words;  /* what else it is called, or ""; never shown */
	const char *text;
	int weight; /* 100; at 50 it stands behind those that fit half as well */
};

enum {
	SEARCH_QUERY_MAX = 120, /* code points */
	SEARCH_MEANT_MAX = 3,
};

/* Makes the index. OK or FAILED (logged); *search is NULL unless OK. */
enum status search_new(const struct search_document *documents, size_t len,
    struct search **search);

/* NULL is allowed. */
void search_free(struct search *search);

/* A text in pieces, so that those found can be marked; the pieces put
 * together are the text. */
struct search_piece {
	const char *text;
	bool marked;
};

struct search_pieces {
	const struct search_piece *at;
	size_t len;
};

struct search_hit {
	const char *href;
	const char *kind;
	struct search_pieces title;
	struct search_pieces parent;
	struct search_pieces snippet; /* of the text, where most was found, with
	                               * "…" where it was cut */
};

enum search_match {
	SEARCH_NOTHING = 1, /* no word is found anywhere */
	SEARCH_SOME, /* no document has all words; these have some of them */
	SEARCH_ALL,  /* these have all words */
};

struct search_hits {
	enum search_match match;
	int64_t count; /* of all documents that fit, shown or not */
	const struct search_hit *at; /* the best, best first */
	size_t len;
	/* Queries that may have been meant, likeliest first, where a word is
	 * found nowhere: whatever word they have is found. */
	const char *meant[SEARCH_MEANT_MAX];
	size_t meant_len;
};

/*
 * Looks for the words of query, which is UTF-8. Small words ("the", "is")
 * count only where there is no other; a word that stands nowhere is taken for
 * the beginning of one. At most limit hits are given back; all texts are in
 * arena.
 *
 * OK, also when nothing is found; INVALID for a query of more than
 * SEARCH_QUERY_MAX code points or without a letter or digit; FAILED (logged).
 */
enum status search_find(struct arena *arena, struct search *search,
    const char *query, size_t limit, struct search_hits *hits);

#endif

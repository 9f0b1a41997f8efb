#ifndef WEB_VIEWS_SEARCH_H
#define WEB_VIEWS_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "web/views_page.h"

/*
 * What the templates of the search are given; see views.h.
 */

/* templates/search_form.html: view search_form; wherever one can search */
struct search_form_view {
	struct field_view query;
	const char *label;
};

/* templates/search_pieces.html: view search_pieces; a text with what was
 * found marked */
struct piece_view {
	const char *text;
	bool marked;
};

struct pieces_view {
	const struct piece_view *at;
	size_t len;
};

/* templates/search.html: view search_page */
struct hit_view {
	const char *href;
	const char *kind;
	struct pieces_view parent; /* empty for a page */
	struct pieces_view title;
	struct pieces_view snippet;
};

struct meant_view {
	const char *query;
	bool more; /* others follow */
};

struct search_view {
	struct page page;
	struct problems_view problems;
	struct search_form_view form;
	const char *outcome; /* how many were found of what; "" if not asked */
	struct {
		const struct meant_view *at;
		size_t len;
	} meant;
	struct {
		const struct hit_view *at;
		size_t len;
	} hits;
	bool lists_guides; /* nothing else to show */
	bool found_nothing;
	struct guide_cards guides;
};

#endif

#include "web/pages/statement_words.h"

#include <assert.h>

#include "base/arena.h"
#include "base/text.h"
#include "content/compare.h"

const struct claim_link_view *
words_claim_links(struct arena *arena, const struct claim_list *claims,
    size_t *len)
{
	struct claim_link_view *at =
	    arena_array(arena, claims->len, sizeof(*at));

	for (size_t i = 0; i < claims->len; i++)
		at[i] = (struct claim_link_view){
			.before = i == 0 ? "" : ", ",
			.id = claims->at[i]->id,
			.href = claims->at[i]->href,
		};
	*len = claims->len;
	return at;
}

/* The status that asks for most care. The order of the enum is not that of
 * care: an opinion that is nobody's interest is milder than a figure. */
static const char *
weakest_status(const struct claim_list *claims)
{
	static const enum claim_status by_care[] = { CLAIM_OUTDATED,
		CLAIM_VENDOR, CLAIM_CONTESTED, CLAIM_OPINION };

	for (size_t s = 0; s < sizeof(by_care) / sizeof(by_care[0]); s++)
		for (size_t i = 0; i < claims->len; i++)
			if (claims->at[i]->status == by_care[s])
				return claims->at[i]->status_label;
	return "";
}

struct statements_view
words_statements(struct arena *arena, const struct statements *statements)
{
	struct statement_view *at =
	    arena_array(arena, statements->len, sizeof(*at));

	for (size_t i = 0; i < statements->len; i++) {
		const struct statement *statement = &statements->at[i];

		at[i] = (struct statement_view){
			.text = statement->text,
			.status = weakest_status(&statement->claims),
			.own = statement->own,
			.silent = statement->silent,
		};
		at[i].claims.at = words_claim_links(arena,
		    &statement->claims, &at[i].claims.len);
	}
	return (struct statements_view){ at, statements->len };
}

struct pointers_view
words_comparisons(struct arena *arena, const struct comparisons *comparisons,
    const struct profile *profile)
{
	struct pointer_view *at =
	    arena_array(arena, comparisons->len, sizeof(*at));
	size_t len = 0;

	for (size_t i = 0; i < comparisons->len; i++) {
		const struct comparison *pair = &comparisons->at[i];
		bool is_a = pair->a == profile;

		if (!is_a && pair->b != profile)
			continue;
		at[len++] = (struct pointer_view){
			.href = pair->href,
			.title = arena_printf(arena, "%s or %s",
			    profile->name, is_a ? pair->b->name :
			    pair->a->name),
			.text = "",
		};
	}
	return (struct pointers_view){ at, len };
}

static const struct claim *
older(const struct claim *a, const struct claim *b)
{
	if (a == NULL || (b != NULL && strcmp(b->checked, a->checked) < 0))
		return b;
	return a;
}

const struct claim *
words_oldest_check(const struct profile *profile, const struct claim *other)
{
	for (size_t r = 0; r < PROFILE_ROWS; r++) {
		const struct statements *row = &profile->rows[r].statements;

		for (size_t s = 0; s < row->len; s++)
			for (size_t c = 0; c < row->at[s].claims.len; c++)
				other = older(other, row->at[s].claims.at[c]);
	}
	return other;
}

const char *
words_status_id(enum claim_status status)
{
	static const char *const ids[CLAIM_STATUS_COUNT] = {
		[CLAIM_HOLDS] = "holds",
		[CLAIM_OPINION] = "opinion",
		[CLAIM_CONTESTED] = "contested",
		[CLAIM_OUTDATED] = "outdated",
		[CLAIM_VENDOR] = "vendor",
	};

	assert(status > 0 && status < CLAIM_STATUS_COUNT);
	return ids[status];
}

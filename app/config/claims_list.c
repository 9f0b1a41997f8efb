#include "base/arena.h"
#include "base/util.h"
#include "config/claims_file.h"
#include "config/refusal.h"

static const char *const labels[CLAIM_STATUS_COUNT] = {
	[CLAIM_HOLDS] = "holds",
	[CLAIM_OPINION] = "opinion",
	[CLAIM_CONTESTED] = "contested",
	[CLAIM_OUTDATED] = "outdated",
	[CLAIM_VENDOR] = "vendor figure",
};

const char *
claim_status_label(enum claim_status status)
{
	return labels[status];
}

const struct claim *
claim_find(const struct claim_register *claims, const char *id)
{
	for (size_t i = 0; i < claims->claims.len; i++)
		if (strcmp(claims->claims.at[i].id, id) == 0)
			return &claims->claims.at[i];
	return NULL;
}

struct claim_counts
claims_count(const struct claim_register *claims)
{
	struct claim_counts counts = { .all = claims->claims.len };

	for (size_t i = 0; i < claims->claims.len; i++)
		counts.of[claims->claims.at[i].status]++;
	return counts;
}

const char *
claim_unknown(struct arena *arena, const struct claim_register *claims,
    const char *id)
{
	size_t len = claims->claims.len;
	const char **words = arena_array(arena, len, sizeof(*words));
	const char *near;

	for (size_t i = 0; i < len; i++)
		words[i] = claims->claims.at[i].id;
	near = refusal_suggest(id, words, len);
	if (near == NULL)
		return arena_printf(arena, "there is no claim \"%s\"; the "
		    "register, claims.yaml, has all there are", id);
	return arena_printf(arena, "there is no claim \"%s\"; did you mean "
	    "\"%s\"?", id, near);
}

static bool
list_has(const struct claim_list *list, const struct claim *claim)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->at[i] == claim)
			return true;
	return false;
}

enum status
claim_list_read(struct arena *arena, const struct yaml *yaml,
    const char *where, const struct claim_register *claims,
    const char *const *ids, size_t len, struct claim_list *list)
{
	const struct claim **at = arena_array(arena, len, sizeof(const void *));

	*list = (struct claim_list){ at, 0 };
	for (size_t i = 0; i < len; i++) {
		const struct claim *claim = claim_find(claims, ids[i]);

		if (claim == NULL)
			return yaml_refuse(yaml,
			    arena_printf(arena, "%s[%zu]", where, i), "%s",
			    claim_unknown(arena, claims, ids[i]));
		if (list_has(list, claim))
			return yaml_refuse(yaml,
			    arena_printf(arena, "%s[%zu]", where, i),
			    "the claim %s is named twice; keep it once",
			    ids[i]);
		at[list->len++] = claim;
	}
	return OK;
}

#include "content/citations.h"

#include "base/arena.h"
#include "base/log.h"
#include "config/refusal.h"
#include "content/guides.h"
#include "content/stacks.h"
#include "domain/assessment.h"

struct collecting {
	struct arena *arena;
	const struct claim_register *claims;
	struct claim_use *uses;
	struct arena *scratch;
	struct citation **lists; /* the uses' citations, with room for all */
	enum status st;
};

static size_t
place_of(const struct collecting *c, const struct claim *claim)
{
	return (size_t)(claim - c->claims->claims.at);
}

static void
add(struct collecting *c, const struct claim *claim, const char *href,
    const char *title)
{
	size_t i = place_of(c, claim);

	c->lists[i][c->uses[i].citations.len++] =
	    (struct citation){ href, title };
}

static void
add_guide(struct collecting *c, const struct guide *guide)
{
	for (size_t i = 0; i < guide->notes.len; i++)
		add(c, guide->notes.at[i].claim,
		    arena_printf(c->arena, "/guides/%s#ref-%d", guide->slug,
			guide->notes.at[i].number),
		    guide->title);
}

/* Whether a statement before this one in the profile rests on the claim. */
static bool
is_repeated(const struct collecting *c, const struct claim *claim,
    const char *title)
{
	const struct claim_use *use = &c->uses[place_of(c, claim)];
	const struct citation *list = c->lists[place_of(c, claim)];

	return use->citations.len > 0 &&
	    strcmp(list[use->citations.len - 1].title, title) == 0;
}

static void
add_row(struct collecting *c, const struct profile *profile, size_t row)
{
	const struct statements *list = &profile->rows[row].statements;
	const char *href = arena_printf(c->arena, "%s#%s", profile->href,
	    profile->rows[row].id);
	const char *title =
	    arena_printf(c->arena, "%s, profile", profile->name);

	for (size_t i = 0; i < list->len; i++)
		for (size_t j = 0; j < list->at[i].claims.len; j++) {
			const struct claim *claim = list->at[i].claims.at[j];

			if (!is_repeated(c, claim, title))
				add(c, claim, href, title);
		}
}

static void
add_reason(void *context, const struct note *note)
{
	struct collecting *c = context;

	for (size_t i = 0; i < note->claims.len; i++) {
		const struct claim *claim =
		    claim_find(c->claims, note->claims.at[i]);

		if (claim != NULL) {
			c->uses[place_of(c, claim)].reasons++;
			continue;
		}
		log_error("claims", "assessment.yaml: \"%s\" rests on %s: %s",
		    note->text, note->claims.at[i],
		    claim_unknown(c->arena, c->claims, note->claims.at[i]));
		c->st = INVALID;
	}
}

static enum status
check_stacks(const struct collecting *c, const struct claim *claim,
    const struct assessment *model)
{
	for (size_t i = 0; i < claim->stacks.len; i++)
		if (assessment_stack_find(model, claim->stacks.at[i]) == NULL)
			return refuse(c->claims->file, claim->line,
			    "the claim %s speaks of a stack \"%s\", which the "
			    "assessment does not know", claim->id,
			    claim->stacks.at[i]);
	return OK;
}

static enum status
check_use(const struct collecting *c, const struct claim_use *use)
{
	const struct claim *claim = use->claim;
	bool used = use->citations.len > 0 || use->reasons > 0 ||
	    claim->contradictions.len > 0;

	if (used && *claim->left_out != '\0')
		return refuse(c->claims->file, claim->line,
		    "the claim %s says that it is left out, but is used%s%s; "
		    "take out left_out, or the use", claim->id,
		    use->citations.len > 0 ? " in " : "",
		    use->citations.len > 0 ? use->citations.at[0].href : "");
	if (!used && *claim->left_out == '\0')
		return refuse(c->claims->file, claim->line,
		    "nothing uses the claim %s; cite it as [^%s] in a guide, "
		    "or say in left_out why not", claim->id, claim->id);
	return OK;
}

static enum status
check(const struct collecting *c, const struct assessment *model)
{
	enum status st = c->st;

	for (size_t i = 0; i < c->claims->claims.len && st == OK; i++) {
		st = check_use(c, &c->uses[i]);
		if (st == OK)
			st = check_stacks(c, c->uses[i].claim, model);
	}
	return st;
}

/* Room for every page to cite every claim. */
static void
prepare(struct collecting *c, size_t pages)
{
	size_t len = c->claims->claims.len;

	c->uses = arena_array(c->arena, len, sizeof(*c->uses));
	c->lists = arena_array(c->scratch, len, sizeof(*c->lists));
	for (size_t i = 0; i < len; i++) {
		c->lists[i] = arena_array(c->scratch, pages,
		    sizeof(struct citation));
		c->uses[i].claim = &c->claims->claims.at[i];
	}
}

/* Most claims have few of them: only those are kept. */
static void
keep(struct collecting *c)
{
	for (size_t i = 0; i < c->claims->claims.len; i++) {
		size_t len = c->uses[i].citations.len;
		struct citation *list =
		    arena_array(c->arena, len, sizeof(*list));

		for (size_t j = 0; j < len; j++)
			list[j] = c->lists[i][j];
		c->uses[i].citations.at = list;
	}
}

enum status
citations_collect(struct arena *arena, const struct claim_register *claims,
    const struct guides *guides, const struct profiles *profiles,
    const struct assessment *model, struct citations *citations)
{
	ARENA(scratch);
	struct collecting c = { .arena = arena, .scratch = scratch,
		.claims = claims, .st = OK };

	prepare(&c, guides->len + profiles->len);
	for (size_t i = 0; i < guides->len; i++)
		add_guide(&c, &guides->at[i]);
	for (size_t i = 0; i < profiles->len; i++)
		for (size_t row = 0; row < PROFILE_ROWS; row++)
			add_row(&c, &profiles->at[i], row);
	keep(&c);
	assessment_each_note(model, add_reason, &c);
	*citations = (struct citations){ c.uses, claims->claims.len };
	return check(&c, model);
}

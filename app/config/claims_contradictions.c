#include "config/claims_reading.h"

#include "base/arena.h"

static enum status
read_position(const struct reading *r, const char *where,
    const struct raw_position *raw, struct position *position)
{
	enum status st = reading_text(r,
	    arena_printf(r->scratch, "%s.text", where),
	    raw->text, &position->text);

	if (st != OK)
		return st;
	return claim_list_read(r->arena, r->yaml,
	    arena_printf(r->scratch, "%s.claims", where), r->out,
	    raw->claims.at, raw->claims.count, &position->claims);
}

static enum status
read_positions(const struct reading *r, size_t i,
    struct contradiction *contradiction)
{
	const struct raw_contradiction *raw = &r->raw->contradictions[i];
	struct position *list =
	    arena_array(r->arena, raw->positions_count, sizeof(*list));
	enum status st = OK;

	for (size_t p = 0; p < raw->positions_count && st == OK; p++)
		st = read_position(r, arena_printf(r->scratch,
		    "contradictions[%zu].positions[%zu]", i, p),
		    &raw->positions[p], &list[p]);
	contradiction->positions.at = list;
	contradiction->positions.len = raw->positions_count;
	return st;
}

static enum status
read_contradiction(const struct reading *r, size_t i,
    struct contradiction *contradiction)
{
	static const char list[] = "contradictions";
	const struct raw_contradiction *raw = &r->raw->contradictions[i];
	enum status st;

	if ((st = reading_number(r, list, 'K', i, raw->id,
	    &contradiction->anchor)) != OK ||
	    (st = reading_text(r, reading_path(r, list, i, "topic"), raw->topic,
	    &contradiction->topic)) != OK ||
	    (st = reading_text(r, reading_path(r, list, i, "treatment"),
	    raw->treatment, &contradiction->treatment)) != OK)
		return st;
	contradiction->id = reading_keep(r, raw->id);
	contradiction->real = raw->real;
	contradiction->href = arena_printf(r->arena,
	    "/guides/disagreements#%s", contradiction->anchor);
	contradiction->line = yaml_line(r->yaml, reading_path(r, list, i, "id"));
	return read_positions(r, i, contradiction);
}

enum status
reading_contradictions(const struct reading *r)
{
	size_t len = r->raw->contradictions_count;
	struct contradiction *list = arena_array(r->arena, len, sizeof(*list));
	enum status st = OK;

	for (size_t i = 0; i < len && st == OK; i++)
		st = read_contradiction(r, i, &list[i]);
	r->out->contradictions.at = list;
	r->out->contradictions.len = len;
	return st;
}

static bool
takes_part(const struct contradiction *contradiction,
    const struct claim *claim)
{
	for (size_t p = 0; p < contradiction->positions.len; p++) {
		const struct claim_list *list =
		    &contradiction->positions.at[p].claims;

		for (size_t i = 0; i < list->len; i++)
			if (list->at[i] == claim)
				return true;
	}
	return false;
}

void
reading_join(const struct reading *r, struct claim *claim)
{
	size_t all = r->out->contradictions.len;
	const struct contradiction **found =
	    arena_array(r->scratch, all, sizeof(const void *));
	const struct contradiction **list;
	size_t len = 0;

	for (size_t i = 0; i < all; i++)
		if (takes_part(&r->out->contradictions.at[i], claim))
			found[len++] = &r->out->contradictions.at[i];
	list = arena_array(r->arena, len, sizeof(const void *));
	for (size_t i = 0; i < len; i++)
		list[i] = found[i];
	claim->contradictions.at = list;
	claim->contradictions.len = len;
}

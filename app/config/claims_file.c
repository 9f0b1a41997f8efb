#include "config/claims_file.h"

#include "base/arena.h"
#include "config/claims_reading.h"
#include "config/date.h"
#include "config/refusal.h"

static bool
is_digits(const char *text, size_t len)
{
	return strlen(text) == len && strspn(text, "0123456789") == len;
}

static enum status
read_source(const struct reading *r, size_t i, struct claim_source *source)
{
	const struct raw_source *raw = &r->raw->sources[i];
	const char *where = reading_path(r, "sources", i, "id");
	enum status st;

	if (!is_digits(raw->id, 3))
		return yaml_refuse(r->yaml, where,
		    "the id \"%s\" must be three digits, as \"000\"", raw->id);
	if (i > 0 && strcmp(raw->id, r->raw->sources[i - 1].id) <= 0)
		return yaml_refuse(r->yaml, where, "the source %s stands "
		    "behind %s; keep them in order, each once", raw->id,
		    r->raw->sources[i - 1].id);
	source->id = reading_keep(r, raw->id);
	if ((st = reading_text(r, reading_path(r, "sources", i, "name"), raw->name,
	    &source->name)) != OK ||
	    (st = reading_text(r, reading_path(r, "sources", i, "about"), raw->about,
	    &source->about)) != OK)
		return st;
	return reading_text(r, reading_path(r, "sources", i, "bias"), raw->bias,
	    &source->bias);
}

static enum status
read_sources(const struct reading *r)
{
	size_t len = r->raw->sources_count;
	struct claim_source *list = arena_array(r->arena, len, sizeof(*list));
	enum status st = OK;

	for (size_t i = 0; i < len && st == OK; i++)
		st = read_source(r, i, &list[i]);
	r->out->sources.at = list;
	r->out->sources.len = len;
	return st;
}

static enum status
read_correction(const struct reading *r, size_t i,
    struct correction *correction)
{
	static const char list[] = "corrections";
	const struct raw_correction *raw = &r->raw->corrections[i];
	enum status st;

	if ((st = reading_number(r, list, 'D', i, raw->id,
	    &correction->anchor)) != OK ||
	    (st = reading_text(r, reading_path(r, list, i, "topic"), raw->topic,
	    &correction->topic)) != OK ||
	    (st = reading_text(r, reading_path(r, list, i, "found"), raw->found,
	    &correction->found)) != OK ||
	    (st = reading_text(r, reading_path(r, list, i, "done"), raw->done,
	    &correction->done)) != OK)
		return st;
	correction->id = reading_keep(r, raw->id);
	correction->href = arena_printf(r->arena, "/guides/sources#%s",
	    correction->anchor);
	correction->line = yaml_line(r->yaml, reading_path(r, list, i, "id"));
	return OK;
}

static enum status
read_corrections(const struct reading *r)
{
	size_t len = r->raw->corrections_count;
	struct correction *list = arena_array(r->arena, len, sizeof(*list));
	enum status st = OK;

	for (size_t i = 0; i < len && st == OK; i++)
		st = read_correction(r, i, &list[i]);
	r->out->corrections.at = list;
	r->out->corrections.len = len;
	return st;
}

static const struct correction *
correction_find(const struct claim_register *claims, const char *id)
{
	for (size_t i = 0; i < claims->corrections.len; i++)
		if (strcmp(claims->corrections.at[i].id, id) == 0)
			return &claims->corrections.at[i];
	return NULL;
}

static enum status
read_claim_corrections(const struct reading *r, size_t i,
    const struct raw_ids *raw, struct claim *claim)
{
	const struct correction **list =
	    arena_array(r->arena, raw->count, sizeof(const void *));

	for (size_t j = 0; j < raw->count; j++) {
		list[j] = correction_find(r->out, raw->at[j]);
		if (list[j] == NULL)
			return yaml_refuse(r->yaml, arena_printf(r->scratch,
			    "claims[%zu].corrections[%zu]", i, j), "there is "
			    "no correction \"%s\"; add it above, or mend the "
			    "id", raw->at[j]);
	}
	claim->corrections.at = list;
	claim->corrections.len = raw->count;
	return OK;
}

/* "000-04": the source and the number of the claim, in order. */
static enum status
read_claim_id(const struct reading *r, size_t i, struct claim *claim)
{
	const char *id = r->raw->claims[i].id;
	const char *where = reading_path(r, "claims", i, "id");

	if (strlen(id) != 6 || id[3] != '-' || !is_digits(id + 4, 2))
		return yaml_refuse(r->yaml, where, "the id \"%s\" must be "
		    "three digits, a hyphen and two digits, as 000-04", id);
	if (i > 0 && strcmp(id, r->raw->claims[i - 1].id) <= 0)
		return yaml_refuse(r->yaml, where, "the claim %s stands "
		    "behind %s; keep them in order, each once", id,
		    r->raw->claims[i - 1].id);
	for (size_t s = 0; s < r->out->sources.len; s++)
		if (strncmp(id, r->out->sources.at[s].id, 3) == 0)
			claim->source = &r->out->sources.at[s];
	if (claim->source == NULL)
		return yaml_refuse(r->yaml, where, "the claim %s is of a "
		    "source that is not among those above; add it, or mend "
		    "the id", id);
	claim->id = reading_keep(r, id);
	claim->anchor = arena_printf(r->arena, "c-%s", id);
	claim->href = arena_printf(r->arena, "/guides/sources#%s",
	    claim->anchor);
	claim->line = yaml_line(r->yaml, where);
	return OK;
}

static enum status
read_checked(const struct reading *r, size_t i, struct claim *claim)
{
	const char *date = r->raw->claims[i].checked;

	if (!date_is_day(date))
		return yaml_refuse(r->yaml, reading_path(r, "claims", i, "checked"),
		    "checked \"%s\" is not a day; write it as 2026-11-21",
		    date);
	claim->checked = reading_keep(r, date);
	claim->checked_label = date_label(r->arena, date);
	return OK;
}

static enum status
read_claim(const struct reading *r, size_t i)
{
	const struct raw_claim *raw = &r->raw->claims[i];
	struct claim *claim = &r->claims[i];
	enum status st;

	claim->status = raw->status;
	claim->status_label = claim_status_label(raw->status);
	claim->stacks.at = reading_keep_all(r, &raw->stacks);
	claim->stacks.len = raw->stacks.count;
	claim->left_out = "";
	if ((st = read_claim_id(r, i, claim)) != OK ||
	    (st = reading_text(r, reading_path(r, "claims", i, "text"), raw->text,
	    &claim->text)) != OK || (st = read_checked(r, i, claim)) != OK)
		return st;
	if (raw->left_out != NULL &&
	    (st = reading_text(r, reading_path(r, "claims", i, "left_out"),
	    raw->left_out, &claim->left_out)) != OK)
		return st;
	return read_claim_corrections(r, i, &raw->corrections, claim);
}

static enum status
read_claims(struct reading *r)
{
	size_t len = r->raw->claims_count;
	enum status st = OK;

	r->claims = arena_array(r->arena, len, sizeof(*r->claims));
	for (size_t i = 0; i < len && st == OK; i++)
		st = read_claim(r, i);
	r->out->claims.at = r->claims;
	r->out->claims.len = len;
	return st;
}

static enum status
check_status(const struct reading *r, size_t i)
{
	const struct claim *claim = &r->claims[i];
	const char *where = reading_path(r, "claims", i, "status");

	if (claim->status == CLAIM_CONTESTED && claim->contradictions.len == 0)
		return yaml_refuse(r->yaml, where, "%s is contested, but has "
		    "a position in no contradiction; add it to one, or give "
		    "it another status", claim->id);
	if (claim->status == CLAIM_OUTDATED && claim->corrections.len == 0)
		return yaml_refuse(r->yaml, where, "%s is outdated, but has "
		    "no correction; say what holds today, or give it another "
		    "status", claim->id);
	return OK;
}

static enum status
check_correction(const struct reading *r, const struct correction *correction)
{
	for (size_t i = 0; i < r->out->claims.len; i++)
		for (size_t j = 0; j < r->claims[i].corrections.len; j++)
			if (r->claims[i].corrections.at[j] == correction)
				return OK;
	return refuse(r->yaml->name, correction->line, "no claim has the "
	    "correction %s; name it in one, or take it out", correction->id);
}

static enum status
finish(const struct reading *r)
{
	enum status st = OK;

	for (size_t i = 0; i < r->out->claims.len && st == OK; i++) {
		reading_join(r, &r->claims[i]);
		st = check_status(r, i);
	}
	for (size_t i = 0; i < r->out->corrections.len && st == OK; i++)
		st = check_correction(r, &r->out->corrections.at[i]);
	return st;
}

static enum status
build(struct arena *arena, struct arena *scratch, const struct yaml *yaml,
    struct claim_register *out)
{
	struct reading r = { arena, scratch, yaml, yaml->data, out, NULL };
	enum status st;

	*out = (struct claim_register){ .file = reading_keep(&r, yaml->name) };
	if ((st = read_sources(&r)) != OK ||
	    (st = read_corrections(&r)) != OK || (st = read_claims(&r)) != OK ||
	    (st = reading_contradictions(&r)) != OK)
		return st;
	return finish(&r);
}

enum status
claims_read(struct arena *arena, const struct yaml_source *source,
    struct claim_register *out)
{
	ARENA(scratch);
	struct yaml yaml;
	enum status st = yaml_read(scratch, source, &claims_schema, &yaml);

	return st == OK ? build(arena, scratch, &yaml, out) : st;
}

enum status
claims_load(struct arena *arena, const char *assets,
    struct claim_register *out)
{
	ARENA(scratch);
	const char *path = arena_printf(scratch, "%s/claims.yaml", assets);
	struct yaml yaml;
	enum status st = yaml_read_file(scratch, path, &claims_schema, &yaml);

	return st == OK ? build(arena, scratch, &yaml, out) : st;
}

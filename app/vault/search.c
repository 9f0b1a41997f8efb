#include "vault/search.h"

#include "base/arena.h"
#include "crypto/open.h"
#include "store/notes.h"
#include "store/rows.h"
#include "store/taken.h"
#include "vault/notes.h"

enum { SEARCH_BATCH = 128 };

/* One search, and how far it is. */
struct search_run {
	struct vault *vault;
	const char *text;
	struct lead_query query;   /* of the batch that comes next */
	size_t limit;
	struct note_firsts noted;  /* leads that have notes */
	struct lead_places found;
	bool over;
};

static bool
holds(const char *text, const char *wanted)
{
	return strcasestr(text, wanted) != NULL;
}

static bool
has_notes(const struct search_run *run, int64_t lead_id)
{
	size_t from = 0;
	size_t to = run->noted.len;

	while (from < to) {
		size_t middle = (from + to) / 2;

		if (run->noted.at[middle].lead_id < lead_id)
			from = middle + 1;
		else
			to = middle;
	}
	return from < run->noted.len &&
	    run->noted.at[from].lead_id == lead_id;
}

static enum status
is_in_notes(struct search_run *run, struct arena *arena, int64_t lead_id,
    bool *found)
{
	struct vault_notes notes = { 0 };
	enum status st = OK;

	if (has_notes(run, lead_id))
		st = vault_notes(run->vault, arena, lead_id, &notes);
	for (size_t i = 0; st == OK && i < notes.len && !*found; i++)
		*found = holds(notes.at[i].text, run->text);
	return st;
}

/* Whether a row, which is opened in scratch, is one of those looked for. */
static enum status
matches(struct search_run *run, struct arena *scratch,
    const struct taken_rows *taken, struct lead_row *row, bool *found)
{
	struct lead_body body = { "" };
	enum status st = lead_open(run->vault, scratch, taken, row, &body);

	*found = st == OK && (holds(row->head.name, run->text) ||
	    holds(row->head.email, run->text) ||
	    holds(row->head.company, run->text) ||
	    holds(body.message, run->text));
	if (st == OK && !*found)
		st = is_in_notes(run, scratch, row->id, found);
	return st;
}

static void
keep(struct search_run *run, struct arena *arena, const struct lead_row *row)
{
	struct lead_places *found = &run->found;

	found->at = rows_grow(arena, found->at, found->len,
	    sizeof(*found->at));
	found->at[found->len++] = (struct lead_place){ row->id,
		lead_cursor_behind(row).on };
	run->over = found->len == run->limit;
}

static enum status
search_batch(struct search_run *run, struct arena *arena)
{
	ARENA(scratch);
	struct vault *vault = run->vault;
	struct lead_places places;
	struct lead_ids ids;
	struct taken_rows taken = { 0 };
	struct lead_rows rows = { 0 };
	enum status st = store_lead_places(vault->store, scratch, &run->query,
	    &places);

	if (st != OK || places.len == 0) {
		run->over = true;
		return st;
	}
	run->query.after = (struct lead_cursor){
		places.at[places.len - 1].on, places.at[places.len - 1].id };
	ids = lead_places_ids(scratch, &places);
	if ((st = store_lead_lines(vault->store, scratch, &places, true,
	    &rows)) == OK)
		st = office_taken_of(vault->office, scratch, &ids, SEAL_BODY,
		    &taken);
	for (size_t i = 0; st == OK && i < rows.len && !run->over; i++) {
		bool found = false;

		st = matches(run, scratch, &taken, &rows.at[i], &found);
		if (st == OK && found)
			keep(run, arena, &rows.at[i]);
	}
	return st;
}

enum status
vault_search(struct vault *vault, struct arena *arena, const char *text,
    const struct lead_query *query, struct lead_rows *rows,
    struct seen_rows *seen)
{
	struct search_run run = { vault, text, *query, (size_t)query->limit };
	enum status st;

	*rows = (struct lead_rows){ 0 };
	if (opener_generation(vault->opener) == 0)
		return DENIED;
	run.query.limit = SEARCH_BATCH;
	st = office_notes_first(vault->office, arena, 0, &run.noted);
	while (st == OK && !run.over)
		st = search_batch(&run, arena);
	return st == OK ? vault_leads_at(vault, arena, &run.found, rows,
	    seen) : st;
}

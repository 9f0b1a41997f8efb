#include "vault/search.h"

#include "base/arena.h"
#include "crypto/open.h"
#include "store/rows.h"
#include "store/taken.h"
#include "vault/notes.h"

enum { SEARCH_BATCH = 100 };

/* One search, and how far it is. */
struct search_run {
	struct vault *vault;
	const char *text;
	int64_t before;
	int64_t limit;
	bool over;
};

static bool
holds(const char *text, const char *wanted)
{
	return strcasestr(text, wanted) != NULL;
}

static enum status
is_in_notes(struct search_run *run, struct arena *arena, int64_t lead_id,
    bool *found)
{
	struct vault_notes notes;
	enum status st = vault_notes(run->vault, arena, lead_id, &notes);

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

/* The row for good: found is opened again where it may stay. */
static enum status
keep(struct search_run *run, struct arena *arena, int64_t id,
    struct lead_rows *rows)
{
	struct lead_body body;

	rows->at = rows_grow(arena, rows->at, rows->len, sizeof(*rows->at));
	return vault_lead(run->vault, arena, id, &rows->at[rows->len++],
	    &body);
}

static enum status
search_batch(struct search_run *run, struct arena *arena,
    struct lead_rows *rows)
{
	ARENA(scratch);
	struct lead_rows batch;
	struct taken_rows taken = { 0 };
	enum status st = store_leads(run->vault->store, scratch, run->before,
	    SEARCH_BATCH, &batch);

	if (st != OK || batch.len == 0) {
		run->over = true;
		return st;
	}
	run->before = batch.at[batch.len - 1].id;
	st = office_taken(run->vault->office, scratch, run->before,
	    batch.at[0].id, &taken);
	for (size_t i = 0; st == OK && i < batch.len && !run->over; i++) {
		bool found = false;

		st = matches(run, scratch, &taken, &batch.at[i], &found);
		if (st == OK && found)
			st = keep(run, arena, batch.at[i].id, rows);
		run->over = rows->len == (size_t)run->limit;
	}
	return st;
}

enum status
vault_search(struct vault *vault, struct arena *arena, const char *text,
    int64_t before, int64_t limit, struct lead_rows *rows)
{
	struct search_run run = { vault, text, before, limit };
	enum status st = OK;

	*rows = (struct lead_rows){ 0 };
	if (opener_generation(vault->opener) == 0)
		return DENIED;
	while (st == OK && !run.over)
		st = search_batch(&run, arena, rows);
	return st;
}

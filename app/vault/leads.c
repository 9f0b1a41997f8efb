#include "vault/leads.h"

#include "base/arena.h"
#include "base/log.h"
#include "crypto/open.h"
#include "store/seals.h"
#include "vault/list_cache.h"

const struct taken *
taken_find(const struct taken_rows *rows, int64_t lead_id,
    const struct sealed *sealed)
{
	size_t from = 0;
	size_t to = rows->len;

	while (from < to) {
		size_t middle = (from + to) / 2;
		const struct taken *row = &rows->at[middle];

		if (row->lead_id < lead_id || (row->lead_id == lead_id &&
			row->kind < sealed->kind))
			from = middle + 1;
		else
			to = middle;
	}
	if (from == rows->len || rows->at[from].lead_id != lead_id ||
	    rows->at[from].kind != sealed->kind ||
	    rows->at[from].number != sealed->number ||
	    memcmp(rows->at[from].epoch, sealed->epoch,
		sizeof(sealed->epoch)) != 0)
		return NULL;
	return &rows->at[from];
}

/* A key that does not open it may be a spoilt copy: the epoch decides. */
static enum status
open_sealed(struct vault *vault, struct arena *arena,
    const struct taken *taken, const struct lead_row *row,
    const struct sealed *sealed, struct opened *text)
{
	if (taken != NULL && !taken->opens)
		return INVALID;
	if (taken != NULL && opener_open(vault->opener, arena,
		sealed, &taken->key, text) == OK)
		return OK;
	return opener_read(vault->opener, arena, &row->sealed.epoch, sealed,
	    text);
}

/* The text of a record, however it is kept. OK, DENIED or INVALID. */
static enum status
open_record(struct vault *vault, struct arena *arena,
    const struct taken_rows *taken, const struct lead_row *row,
    const struct sealed *sealed, struct opened *text)
{
	switch (row->seal_format) {
	case SEAL_FORMAT:
		return open_sealed(vault, arena,
		    taken_find(taken, row->id, sealed), row, sealed, text);
	case SEAL_PACKED:
		text->len = sealed->size;
		text->bytes = arena_alloc(arena, sealed->size);
		if (sealed->size > 0)
			memcpy(text->bytes, sealed->bytes, sealed->size);
		return OK;
	default:
		return INVALID;
	}
}

static enum status
open_head(struct vault *vault, struct arena *arena,
    const struct taken_rows *taken, struct lead_row *row)
{
	struct opened text = { 0 };
	enum status st = open_record(vault, arena, taken, row,
	    &row->sealed.head, &text);

	if (st == OK)
		st = lead_head_unpack(arena, text.bytes, text.len, &row->head);
	opened_wipe(&text);
	return st;
}

static enum status
open_body(struct vault *vault, struct arena *arena,
    const struct taken_rows *taken, const struct lead_row *row,
    struct lead_body *body)
{
	struct opened text = { 0 };
	enum status st = open_record(vault, arena, taken, row,
	    &row->sealed.body, &text);

	if (st == OK)
		st = lead_body_unpack(arena, text.bytes, text.len, body);
	opened_wipe(&text);
	return st;
}

enum status
lead_open(struct vault *vault, struct arena *arena,
    const struct taken_rows *taken, struct lead_row *row,
    struct lead_body *body)
{
	enum status st = open_head(vault, arena, taken, row);

	if (st == OK && body != NULL)
		st = open_body(vault, arena, taken, row, body);
	if (st != INVALID)
		return st;
	log_warn("lead.unreadable", "id=%lld", (long long)row->id);
	row->head = (struct lead_head){ "", "", "" };
	if (body != NULL)
		*body = (struct lead_body){ "" };
	row->unreadable = true;
	return OK;
}

enum status
vault_leads(struct vault *vault, struct arena *arena, int64_t before,
    int64_t limit, struct lead_rows *rows)
{
	struct taken_rows taken = { 0 };
	enum status st = store_leads(vault->store, arena, before, limit, rows);

	if (opener_generation(vault->opener) == 0)
		return DENIED;
	if (st == OK && rows->len > 0)
		st = office_taken(vault->office, arena,
		    rows->at[rows->len - 1].id, rows->at[0].id, &taken);
	for (size_t i = 0; st == OK && i < rows->len; i++)
		st = lead_open(vault, arena, &taken, &rows->at[i], NULL);
	return st;
}

enum status
vault_leads_at(struct vault *vault, struct arena *arena,
    const struct lead_places *places, struct lead_rows *rows,
    struct seen_rows *seen)
{
	struct taken_rows taken;
	struct lead_ids ids;
	enum status st;

	*rows = (struct lead_rows){ 0 };
	if (seen != NULL)
		*seen = (struct seen_rows){ 0 };
	if (opener_generation(vault->opener) == 0)
		return DENIED;
	if (places->len == 0)
		return OK;
	ids = lead_places_ids(arena, places);
	if ((st = store_lead_lines(vault->store, arena, places, false,
	    rows)) == OK)
		st = office_taken_of(vault->office, arena, &ids, SEAL_HEAD,
		    &taken);
	for (size_t i = 0; st == OK && i < rows->len; i++)
		st = lead_open(vault, arena, &taken, &rows->at[i], NULL);
	if (st == OK && seen != NULL)
		st = office_seen_of(vault->office, arena, &ids, seen);
	return st;
}

enum status
vault_lead_list(struct vault *vault, struct arena *arena,
    const struct lead_query *query, struct lead_rows *rows,
    struct seen_rows *seen)
{
	struct lead_places places;
	enum status st = store_lead_places(vault->store, arena, query,
	    &places);

	if (st != OK)
		return st;
	st = list_cache_find(vault, arena, &places, rows, seen);
	if (st != NOT_FOUND)
		return st;
	st = vault_leads_at(vault, arena, &places, rows, seen);
	return st == OK ? list_cache_keep(vault, &places, rows, seen) : st;
}

enum status
vault_lead(struct vault *vault, struct arena *arena, int64_t id,
    struct lead_row *row, struct lead_body *body)
{
	struct taken_rows taken;
	enum status st;

	if (opener_generation(vault->opener) == 0)
		return DENIED;
	if ((st = store_lead(vault->store, arena, id, row)) == OK &&
	    (st = office_taken(vault->office, arena, id, id, &taken)) == OK)
		st = lead_open(vault, arena, &taken, row, body);
	return st;
}

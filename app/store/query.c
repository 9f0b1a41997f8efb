#include "store/engine.h"

#include <assert.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"

struct query *
query_use(struct database *database, enum query_name name)
{
	struct query *query = &database->queries[name];

	assert(query->engine != NULL && !query->in_use);
	query->in_use = true;
	return query;
}

void
query_release(struct query **query)
{
	(*query)->engine->reset(*query);
	(*query)->in_use = false;
}

void
query_int(struct query *query, const char *name, int64_t value)
{
	query->engine->bind_int(query, name, value);
}

void
query_text(struct query *query, const char *name, const char *text)
{
	assert(text != NULL);
	query->engine->bind_text(query, name, text);
}

void
query_blob(struct query *query, const char *name, const void *bytes,
    size_t len)
{
	query->engine->bind_blob(query, name, bytes, len);
}

void
query_id(struct query *query, const char *name, int64_t id)
{
	if (id != 0)
		query->engine->bind_int(query, name, id);
	else
		query->engine->bind_null(query, name, VALUE_INT);
}

void
query_hash(struct query *query, const char *name, const uint8_t *hash,
    size_t size)
{
	if (hash != NULL)
		query->engine->bind_blob(query, name, hash, size);
	else
		query->engine->bind_null(query, name, VALUE_BYTES);
}

enum status
query_done(struct query *query)
{
	bool row = false;
	enum status st = query->engine->step(query, &row);

	assert(!row);
	return st;
}

enum status
query_change(struct query *query, enum status none)
{
	enum status st = query_done(query);

	return st == OK && query->engine->changes(query) == 0 ? none : st;
}

enum status
query_insert(struct query *query, int64_t *id)
{
	bool row;
	enum status st = query->engine->step(query, &row);

	if (st == OK)
		*id = query->engine->inserted(query);
	return st;
}

enum status
query_row_ask(struct query *query)
{
	return query->engine->row != NULL ? query->engine->row(query, NULL) :
	    OK;
}

enum status
query_later(struct query *query)
{
	bool told;

	return query->engine->later == NULL ? query_done(query) :
	    query->engine->later(query, &told);
}

enum status
query_row_insert(struct query *query, int64_t *id)
{
	int64_t made;
	enum status st;

	if (query->engine->row != NULL)
		return query->engine->row(query, id);
	if ((st = query_insert(query, &made)) == OK && id != NULL)
		*id = made;
	query->engine->reset(query);
	return st;
}

enum status
query_rows_inserted(struct query *query)
{
	return query->engine->rows != NULL ? query->engine->rows(query) : OK;
}

void
query_ahead(struct query *query)
{
	if (query->engine->ahead != NULL)
		query->engine->ahead(query);
}

enum status
query_row(struct query *query)
{
	bool row = false;
	enum status st = query->engine->step(query, &row);

	return st == OK && !row ? NOT_FOUND : st;
}

int64_t
query_get_int(struct query *query, int column)
{
	return query->engine->get_int(query, column);
}

const char *
query_get_text(struct query *query, struct arena *arena, int column)
{
	size_t len;
	const char *text = query->engine->get_text(query, column, &len);

	if (text == NULL)
		return "";
	if (!text_is_utf8(text, len)) {
		log_warn("store.damaged", "text that is not UTF-8 in: %s",
		    query->sql);
		return "\xef\xbf\xbd";
	}
	return arena_strndup(arena, text, len);
}

const void *
query_get_blob(struct query *query, int column, size_t *len)
{
	const void *bytes = query->engine->get_blob(query, column, len);

	return bytes == NULL ? "" : bytes;
}

enum status
query_get_bytes(struct query *query, int column, void *bytes, size_t size)
{
	size_t len;
	const void *stored = query_get_blob(query, column, &len);

	if (len != size) {
		log_error("store.damaged", "%zu bytes instead of %zu in: %s",
		    len, size, query->sql);
		return FAILED;
	}
	memcpy(bytes, stored, size);
	return OK;
}

#include "store/postgres_query.h"

#include <assert.h>
#include <endian.h>
#include <limits.h>

#include "base/log.h"
#include "base/text.h"
#include "store/postgres.h"
#include "store/postgres_pipeline.h"
#include "store/postgres_rows.h"

enum { TEXT_MAX = 16 * 1024 };

/* ---- statements ---- */

/* The server learns of it at its first use on a connection: which types its
 * parameters have is known by then. */
enum status
postgres_prepare(struct query *query)
{
	BUF(text, TEXT_MAX);
	BUF(name, sizeof(query->postgres->name) - 1);
	struct postgres_query *own = calloc(1, sizeof(*own));

	if (own == NULL)
		log_fatal("memory", "out of memory for a statement");
	query->postgres = own;
	postgres_translate(query->sql, &text, own);
	assert(!text.failed);
	own->text = strdup(buf_text(&text));
	if (own->text == NULL)
		log_fatal("memory", "out of memory for a statement");
	buf_printf(&name, "q%td", query - query->database->queries);
	memcpy(own->name, buf_text(&name), name.len + 1);
	return OK;
}

void
postgres_drop(struct query *query)
{
	if (query->postgres == NULL)
		return;
	PQclear(query->postgres->result);
	postgres_rows_free(query->postgres);
	free(query->postgres->text);
	free(query->postgres);
}

void
postgres_reset(struct query *query)
{
	struct postgres_query *own = query->postgres;

	PQclear(own->result);
	own->result = NULL;
	own->judged = false;
	postgres_forget(query->database->postgres, own);
	postgres_rows_reset(own);
	for (size_t i = 0; i < own->len; i++)
		own->parameters[i].value = NULL;
}

/* ---- parameters ---- */

static struct postgres_parameter *
parameter(struct query *query, const char *name)
{
	struct postgres_query *own = query->postgres;
	size_t i = 0;

	while (i < own->len && strcmp(own->parameters[i].name, name + 1) != 0)
		i++;
	assert(i < own->len);
	return &own->parameters[i];
}

static void
bind(struct query *query, const char *name, Oid type, const char *value,
    size_t size)
{
	struct postgres_parameter *p = parameter(query, name);

	assert(size <= INT_MAX);
	assert(p->type == 0 || p->type == type);
	p->type = type;
	p->value = value;
	p->size = (int)size;
}

void
postgres_bind_int(struct query *query, const char *name, int64_t value)
{
	struct postgres_parameter *p = parameter(query, name);

	p->number = htobe64((uint64_t)value);
	bind(query, name, POSTGRES_INT8, (const char *)&p->number,
	    sizeof(p->number));
}

void
postgres_bind_text(struct query *query, const char *name, const char *text)
{
	bind(query, name, POSTGRES_TEXT, text, strlen(text));
}

void
postgres_bind_blob(struct query *query, const char *name, const void *bytes,
    size_t len)
{
	bind(query, name, POSTGRES_BYTEA, bytes == NULL ? "" : bytes, len);
}

void
postgres_bind_null(struct query *query, const char *name, enum value_kind kind)
{
	bind(query, name, kind == VALUE_INT ? POSTGRES_INT8 : POSTGRES_BYTEA,
	    NULL, 0);
}

/* ---- running ---- */

/* How many rows a statement changed: none where it only read them. */
static int64_t
rows_changed(PGresult *result)
{
	int64_t rows = 0;

	if (text_starts(PQcmdStatus(result), "SELECT"))
		return 0;
	(void)text_int(PQcmdTuples(result), 0, INT64_MAX, &rows);
	return rows;
}

/* A commit of a transaction that is broken is answered by "ROLLBACK", and is
 * none. */
static enum status
done(struct query *query)
{
	struct postgres *server = query->database->postgres;
	struct postgres_query *own = query->postgres;

	if (!postgres_is_good(own->result))
		return postgres_status(server, own->result, query->sql);
	server->written += rows_changed(own->result);
	return strcmp(query->sql, "COMMIT") == 0 &&
	    strcmp(PQcmdStatus(own->result), "COMMIT") != 0 ? BUSY : OK;
}

static enum status
execute_once(struct query *query)
{
	struct postgres_query *own = query->postgres;
	enum status st;

	if (!own->sent && own->result == NULL &&
	    (st = postgres_send(query, true)) != OK)
		return st;
	postgres_drain(query->database->postgres);
	own->row = -1;
	st = done(query);
	own->judged = st == OK;
	return st;
}

/* That a connection was lost is only seen when it is used: a question by itself
 * is then asked once more. What changes rows may have done so. */
static enum status
execute(struct query *query)
{
	const struct database *database = query->database;
	enum status st = execute_once(query);

	if (st == BUSY && !database->begun &&
	    text_starts(query->sql, "SELECT") &&
	    !postgres_is_up(database->postgres)) {
		PQclear(query->postgres->result);
		query->postgres->result = NULL;
		st = execute_once(query);
	}
	return st;
}

enum status
postgres_step(struct query *query, bool *row)
{
	struct postgres_query *own = query->postgres;
	enum status st;

	*row = false;
	if (!own->judged && (st = execute(query)) != OK)
		return st;
	own->row++;
	*row = own->row < PQntuples(own->result);
	return OK;
}

/* ---- without waiting ---- */

/* What cannot be sent is found out, and said, by who wants the answer. */
void
postgres_ahead(struct query *query)
{
	if (!query->postgres->sent)
		(void)postgres_send(query, true);
}

/* Only where all can be done again: what fails so fails for all. */
enum status
postgres_later(struct query *query, bool *told)
{
	struct postgres *server = query->database->postgres;
	enum status st;
	bool row;

	*told = query->database->batch == BATCH_WHOLE;
	if (!*told)
		return postgres_step(query, &row);
	if ((st = postgres_send(query, false)) == OK)
		server->written++;
	return st;
}

/* ---- columns ---- */

int64_t
postgres_get_int(struct query *query, int column)
{
	return postgres_int(query->postgres->result, query->postgres->row,
	    column);
}

const char *
postgres_get_text(struct query *query, int column, size_t *len)
{
	const struct postgres_query *own = query->postgres;

	*len = 0;
	if (PQgetisnull(own->result, own->row, column))
		return NULL;
	*len = (size_t)PQgetlength(own->result, own->row, column);
	return PQgetvalue(own->result, own->row, column);
}

const void *
postgres_get_blob(struct query *query, int column, size_t *len)
{
	return postgres_get_text(query, column, len);
}

int64_t
postgres_changes(struct query *query)
{
	return rows_changed(query->postgres->result);
}

/* What is inserted so ends with RETURNING id. */
int64_t
postgres_inserted(struct query *query)
{
	assert(PQntuples(query->postgres->result) == 1);
	return postgres_int(query->postgres->result, 0, 0);
}

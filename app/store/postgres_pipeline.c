#include "store/postgres_pipeline.h"

#include <assert.h>

#include "store/postgres_query.h"
#include "store/postgres_rows.h"

/* ---- sending ---- */

/* What libpq wants: the parts of the parameters side by side. */
struct parts {
	Oid types[POSTGRES_PARAMETERS_MAX];
	const char *values[POSTGRES_PARAMETERS_MAX];
	int sizes[POSTGRES_PARAMETERS_MAX];
	int formats[POSTGRES_PARAMETERS_MAX];
};

static void
lay_out_rows(const struct postgres_query *own, struct parts *parts)
{
	for (size_t i = 0; i < own->len; i++) {
		const struct buf *column = postgres_column(own, i);

		parts->types[i] = postgres_array_of(own->parameters[i].type);
		parts->values[i] = column->data;
		parts->sizes[i] = (int)column->len;
		parts->formats[i] = 1;
	}
}

static void
lay_out(const struct postgres_query *own, struct parts *parts)
{
	if (own->rows != NULL && own->rows->len > 0) {
		lay_out_rows(own, parts);
		return;
	}
	for (size_t i = 0; i < own->len; i++) {
		parts->types[i] = own->parameters[i].type;
		parts->values[i] = own->parameters[i].value;
		parts->sizes[i] = own->parameters[i].size;
		parts->formats[i] = 1;
	}
}

static enum status
prepare_on(struct query *query, const struct parts *parts)
{
	struct postgres *server = query->database->postgres;
	struct postgres_query *own = query->postgres;
	PGresult *result;
	enum status st = OK;

	if (own->prepared_on == server->number)
		return OK;
	postgres_drain(server);
	result = PQprepare(server->connection, own->name, own->text,
	    (int)own->len, parts->types);
	if (postgres_is_good(result))
		own->prepared_on = server->number;
	else
		st = postgres_status(server, result, query->sql);
	PQclear(result);
	return st;
}

enum status
postgres_send(struct query *query, bool wanted)
{
	struct postgres *server = query->database->postgres;
	struct postgres_query *own = query->postgres;
	struct parts parts;
	enum status st;

	if (server->sent_len == POSTGRES_SENT_MAX)
		postgres_drain(server);
	if ((st = postgres_ready(query->database)) != OK)
		return st;
	lay_out(own, &parts);
	if ((st = prepare_on(query, &parts)) != OK)
		return st;
	if (PQenterPipelineMode(server->connection) == 0 ||
	    PQsendQueryPrepared(server->connection, own->name, (int)own->len,
	    parts.values, parts.sizes, parts.formats, 1) == 0)
		return postgres_status(server, NULL, query->sql);
	own->sent = wanted;
	server->sent[server->sent_len++] =
	    (struct postgres_sent){ wanted ? own : NULL, query->sql };
	return OK;
}

/* ---- taking ---- */

/* The answer to one statement ends with a NULL. */
static PGresult *
next_result(struct postgres *server)
{
	PGresult *result = PQgetResult(server->connection);
	PGresult *end = result;

	while (end != NULL) {
		end = PQgetResult(server->connection);
		PQclear(end);
	}
	return result;
}

static void
take(struct postgres *server, const struct postgres_sent *sent)
{
	PGresult *result = next_result(server);
	enum status st;

	if (sent->own != NULL) {
		sent->own->sent = false;
		sent->own->result = result;
		return;
	}
	if (!postgres_is_good(result)) {
		st = postgres_status(server, result, sent->sql);
		if (server->later == OK)
			server->later = st;
	}
	PQclear(result);
}

void
postgres_drain(struct postgres *server)
{
	if (server->sent_len == 0)
		return;
	(void)PQpipelineSync(server->connection);
	for (size_t i = 0; i < server->sent_len; i++)
		take(server, &server->sent[i]);
	server->sent_len = 0;
	PQclear(PQgetResult(server->connection)); /* of the sync */
	if (PQexitPipelineMode(server->connection) != 0)
		return;
	/* Only a lost connection keeps something; make sure that it is. */
	PQfinish(server->connection);
	server->connection = NULL;
}

void
postgres_forget(struct postgres *server, struct postgres_query *own)
{
	for (size_t i = 0; own->sent && i < server->sent_len; i++)
		if (server->sent[i].own == own)
			server->sent[i].own = NULL;
	own->sent = false;
}

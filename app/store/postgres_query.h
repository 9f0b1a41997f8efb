#ifndef STORE_POSTGRES_QUERY_H
#define STORE_POSTGRES_QUERY_H

#include "store/engine.h"

/*
 * Statements on a PostgreSQL server: what engine_postgres has of engine.h, by
 * the same names. The server learns of a statement at its first use on a
 * connection: which types its parameters have is known by then.
 */
enum status postgres_prepare(struct query *query);
void postgres_drop(struct query *query);
void postgres_reset(struct query *query);
void postgres_bind_int(struct query *query, const char *name, int64_t value);
void postgres_bind_text(struct query *query, const char *name,
    const char *text);
void postgres_bind_blob(struct query *query, const char *name,
    const void *bytes, size_t len);
void postgres_bind_null(struct query *query, const char *name,
    enum value_kind kind);
enum status postgres_step(struct query *query, bool *row);
void postgres_ahead(struct query *query);
enum status postgres_later(struct query *query, bool *told);
int64_t postgres_get_int(struct query *query, int column);
const char *postgres_get_text(struct query *query, int column, size_t *len);
const void *postgres_get_blob(struct query *query, int column, size_t *len);
int64_t postgres_changes(struct query *query);
int64_t postgres_inserted(struct query *query);

/* Whether a database's connection is there, made anew if it was lost; within a
 * transaction it is not, which was lost with it. OK, or BUSY, FAILED
 * (logged when it was tried). */
enum status postgres_ready(struct database *database);

#endif

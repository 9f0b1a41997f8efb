#ifndef STORE_POSTGRES_ROWS_H
#define STORE_POSTGRES_ROWS_H

#include "store/engine.h"
#include "store/postgres.h"

/*
 * Many rows in one execution: each parameter is an array with a value for each
 * row, in PostgreSQL's binary form of one (15, src/backend/utils/adt/
 * arrayfuncs.c, array_recv): dimensions, a flag for nulls, the type of what is
 * in it, length and first index, then the values, each behind its size.
 */

/* What engine_postgres has of engine.h. When POSTGRES_ROWS_MAX are gathered
 * they are inserted at once; no more are asked about. */
enum status postgres_row(struct query *query, int64_t *id);
enum status postgres_rows(struct query *query);

/* The type of an array of a type of postgres.h, and the array of a parameter;
 * borrowed until the next row or reset. */
Oid postgres_array_of(Oid type);
const struct buf *postgres_column(const struct postgres_query *own,
    size_t parameter);

/* Forgets the rows that are gathered; frees what is kept for the next. */
void postgres_rows_reset(struct postgres_query *own);
void postgres_rows_free(struct postgres_query *own);

#endif

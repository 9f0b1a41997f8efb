#include "store/postgres_rows.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/postgres_query.h"

enum {
	LENGTH_AT = 3 * sizeof(uint32_t), /* of an array's header */
	ARRAY_MAX = 256 * 1024 * 1024,
};

/* pg_type.dat: _bytea, _int8 and _text. */
Oid
postgres_array_of(Oid type)
{
	switch (type) {
	case POSTGRES_BYTEA:
		return 1001;
	case POSTGRES_INT8:
		return 1016;
	default:
		return 1009;
	}
}

static void
add_number(struct buf *array, uint32_t number)
{
	const uint32_t big = htobe32(number);

	buf_add(array, &big, sizeof(big));
}

/* One dimension that begins at 1; how long it is is set when it is sent. */
static void
begin_array(struct buf *array, Oid type)
{
	add_number(array, 1);
	add_number(array, 1); /* there may be nulls */
	add_number(array, type);
	add_number(array, 0);
	add_number(array, 1);
}

static void
add_value(struct buf *array, struct postgres_parameter *p)
{
	if (array->len == 0)
		begin_array(array, p->type);
	if (p->value == NULL) {
		add_number(array, UINT32_MAX);
	} else {
		add_number(array, (uint32_t)p->size);
		buf_add(array, p->value, (size_t)p->size);
	}
	if (array->failed)
		log_fatal("memory", "rows of more than %d bytes", ARRAY_MAX);
	p->value = NULL;
}

static void
begin_rows(struct postgres_query *own)
{
	if (own->rows != NULL)
		return;
	own->rows = calloc(1, sizeof(*own->rows));
	if (own->rows == NULL)
		log_fatal("memory", "out of memory for rows");
	for (size_t i = 0; i < own->len; i++)
		own->rows->columns[i] = buf_new(ARRAY_MAX);
}

enum status
postgres_row(struct query *query, int64_t *id)
{
	struct postgres_query *own = query->postgres;

	begin_rows(own);
	for (size_t i = 0; i < own->len; i++)
		add_value(&own->rows->columns[i], &own->parameters[i]);
	own->rows->ids[own->rows->len++] = id;
	return own->rows->len == POSTGRES_ROWS_MAX ? postgres_rows(query) : OK;
}

const struct buf *
postgres_column(const struct postgres_query *own, size_t parameter)
{
	const struct postgres_rows *rows = own->rows;
	const uint32_t big = htobe32((uint32_t)rows->len);

	memcpy(rows->columns[parameter].data + LENGTH_AT, &big, sizeof(big));
	return &rows->columns[parameter];
}

/* The server answers with them in the order of the rows. */
static void
take_ids(const struct postgres_query *own)
{
	const struct postgres_rows *rows = own->rows;

	assert((size_t)PQntuples(own->result) == rows->len);
	for (size_t i = 0; i < rows->len; i++)
		*rows->ids[i] = postgres_int(own->result, (int)i, 0);
}

static enum status
insert(struct query *query)
{
	struct postgres_query *own = query->postgres;
	bool row;
	enum status st;

	if (own->rows->ids[0] == NULL)
		return postgres_later(query, &row);
	if ((st = postgres_step(query, &row)) == OK)
		take_ids(own);
	return st;
}

enum status
postgres_rows(struct query *query)
{
	struct postgres_query *own = query->postgres;
	enum status st;

	if (own->rows == NULL || own->rows->len == 0)
		return OK;
	st = insert(query);
	postgres_reset(query);
	return st;
}

void
postgres_rows_reset(struct postgres_query *own)
{
	if (own->rows == NULL || own->rows->len == 0)
		return;
	own->rows->len = 0;
	for (size_t i = 0; i < own->len; i++)
		buf_reset(&own->rows->columns[i]);
}

void
postgres_rows_free(struct postgres_query *own)
{
	if (own->rows == NULL)
		return;
	for (size_t i = 0; i < own->len; i++)
		buf_free(&own->rows->columns[i]);
	free(own->rows);
}

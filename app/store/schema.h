#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

struct embedded_file;

/*
 * What a database of ours looks like from outside, and the steps that make
 * it. Private to the store.
 */
struct schema {
	const char *name; /* of its schema on a PostgreSQL server */
	const char *file; /* its name in the data folder */
	const char *lock; /* the lock file of those who write to it */
	int64_t application_id;
	const struct embedded_file *steps; /* NNNN_name.sql, from 0001 on */
	size_t len; /* how many; the schema's version */
	const struct embedded_file *postgres_steps; /* the same for there */
	size_t postgres_len;
};

/* DIR/intake.db and DIR/office.db as this program needs them. */
struct schema schema_intake(void);
struct schema schema_office(void);

#endif

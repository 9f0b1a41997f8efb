#include "store/postgres_migrate.h"

#include <inttypes.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/log.h"
#include "store/postgres.h"
#include "store/schema.h"

/* Nobody of ours writes meanwhile: their transactions take the same locks,
 * intake's before office's. */
static const char begin_sql[] =
    "BEGIN; SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0";

struct run {
	struct postgres *server;
	const struct schema *schema;
	struct arena *arena;
	int64_t version;
	bool is_new;
	const char *stamp; /* of a name that is put aside */
	bool back;
};

/* OK with the version, or NOT_FOUND. The search path names the schema alone. */
static enum status
read_version(struct run *run)
{
	int64_t there = 0;
	enum status st = postgres_number(run->server,
	    "SELECT count(*) FROM pg_tables WHERE schemaname ="
	    " current_schema() AND tablename = 'schema_version'", &there);

	if (st == OK && there == 0)
		return NOT_FOUND;
	return st != OK ? st : postgres_number(run->server,
	    "SELECT version FROM schema_version", &run->version);
}

static enum status
step(struct run *run, const struct embedded_file *file)
{
	const int64_t next = run->version + 1;
	enum status st = postgres_run(run->server, (const char *)file->bytes);

	run->version = 0;
	if (st == OK && (st = read_version(run)) == NOT_FOUND)
		st = OK;
	if (st == OK && run->version == next)
		return OK;
	log_error("migrate.failed", "%s: %s: %s; everything is undone",
	    run->schema->name, file->name, st == OK ?
	    "it does not set schema_version to its number" :
	    "the server refused it");
	return st == OK ? FAILED : st;
}

static enum status
steps(struct run *run)
{
	const struct schema *schema = run->schema;
	enum status st = OK;

	if (run->version > (int64_t)schema->postgres_len) {
		log_error("store.refused", "%s on the PostgreSQL server is at "
		    "version %" PRId64 ", newer than this program's %zu: use "
		    "the program that wrote it", schema->name, run->version,
		    schema->postgres_len);
		return INVALID;
	}
	for (size_t i = (size_t)run->version; st == OK &&
	    i < schema->postgres_len; i++) {
		st = step(run, &schema->postgres_steps[i]);
		if (st == OK && !run->is_new)
			log_info("migrate.applied", "%s %s", schema->name,
			    schema->postgres_steps[i].name);
	}
	return st;
}

static enum status
create(struct run *run)
{
	enum status st = read_version(run);

	if (st != NOT_FOUND)
		return st == OK ? CONFLICT : st;
	run->is_new = true;
	st = postgres_run(run->server, arena_printf(run->arena,
	    "CREATE SCHEMA %s", run->schema->name));
	return st == OK ? steps(run) : st;
}

static enum status
migrate(struct run *run)
{
	enum status st = read_version(run);

	return st == OK ? steps(run) : st;
}

/* Does it for one schema, whose names the statements of its steps mean. */
static enum status
on(struct run *run, const struct schema *schema,
    enum status (*what)(struct run *run))
{
	enum status st;

	run->schema = schema;
	run->version = 0;
	st = postgres_run(run->server, arena_printf(run->arena,
	    "SET LOCAL search_path = %s; SELECT pg_advisory_xact_lock(%"
	    PRId64 ")", schema->name, schema->application_id));
	return st == OK ? what(run) : st;
}

/* Does it for both within a transaction, which ends with the last word. */
static enum status
within(const char *dir, const char *url, struct run run,
    enum status (*what)(struct run *run), const char *last)
{
	ARENA(arena);
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();
	enum status st = postgres_connect(dir, url, &intake, NULL,
	    &run.server);

	run.arena = arena;
	if (st == OK && (st = postgres_run(run.server, begin_sql)) == OK &&
	    (st = on(&run, &intake, what)) == OK &&
	    (st = on(&run, &office, what)) == OK)
		st = postgres_run(run.server, last);
	postgres_disconnect(run.server);
	return st;
}

static enum status
remove_schema(struct run *run)
{
	return postgres_run(run->server, arena_printf(run->arena,
	    "DROP SCHEMA %s CASCADE", run->schema->name));
}

enum status
postgres_remove(const char *dir, const char *url)
{
	return within(dir, url, (struct run){ 0 }, remove_schema, "COMMIT");
}

static enum status
rename_schema(struct run *run, const char *from, const char *to)
{
	int64_t there = 0;
	enum status st = postgres_number(run->server, arena_printf(run->arena,
	    "SELECT count(*) FROM pg_namespace WHERE nspname = '%s'", from),
	    &there);

	return st != OK || there == 0 ? st : postgres_run(run->server,
	    arena_printf(run->arena, "ALTER SCHEMA \"%s\" RENAME TO \"%s\"",
	    from, to));
}

static enum status
put_aside(struct run *run)
{
	const char *name = run->schema->name;
	const char *aside = arena_printf(run->arena, "%s_%s", name,
	    run->stamp);

	return run->back ? rename_schema(run, aside, name) :
	    rename_schema(run, name, aside);
}

enum status
postgres_put_aside(const char *dir, const char *url, const char *stamp,
    bool back)
{
	return within(dir, url, (struct run){ .stamp = stamp, .back = back },
	    put_aside, "COMMIT");
}

enum status
postgres_create(const char *dir, const char *url)
{
	return within(dir, url, (struct run){ 0 }, create, "COMMIT");
}

enum status
postgres_migrate(const char *dir, const char *url)
{
	return within(dir, url, (struct run){ 0 }, migrate, "COMMIT");
}

enum status
postgres_try(const char *dir, const char *url)
{
	return within(dir, url, (struct run){ 0 }, migrate, "ROLLBACK");
}

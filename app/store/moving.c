#include "store/moving_private.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/util.h"
#include "store/connection.h"
#include "store/health.h"
#include "store/schema.h"

/* What is referred to stands before who refers to it. */
static const struct moving_table intake_tables[] = {
	{ "seal_key", "generation" },
	{ "seal_epoch", "id" },
	{ "mail_epoch", "id" },
	{ "lead", "id" },
	{ "lead_change", "id" },
	{ "booking", "id" },
	{ "erasure", "lead_id" },
	{ "deed", "id" },
	{ "availability_exception", "day" },
	{ "availability_rule", "id" },
	{ "busy_time", "id" },
	{ "busy_file", "id" },
	{ "page_count", "day, page" },
	{ "outbox", "id" },
	{ "dialogue", "outbox_id" },
	{ "demo_mail", "id" },
	{ "digest", "id" },
	{ "calendar_feed", "id" },
	{ "calendar_sync", "id" },
	{ "calendar_copy", "uid" },
	{ NULL, NULL },
};

static const struct moving_table office_tables[] = {
	{ "admin", "id" },
	{ "session", "id" },
	{ "site_key", "generation" },
	{ "key_wrap", "id" },
	{ "key_grant", "id" },
	{ "device", "id" },
	{ "spare_code", "id" },
	{ "audit_event", "id" },
	{ "deed_taken", "ref" },
	{ "erasure", "uuid" },
	{ "record_key", "lead_id, kind" },
	{ "lead_index", "lead_id" },
	{ "note", "id" },
	{ NULL, NULL },
};

/* A run over one of the two databases. */
struct run {
	struct arena *arena;
	const struct schema *schema;
	const struct moving_table *tables;
	struct moving_side from;
	struct moving_side to;
	office_hash *hash;
	struct moved *moved;
	const char *begin; /* a transaction of the source, on a server */
};

/* ---- the two sides ---- */

static enum status
side_open(const struct moving_end *end, const struct schema *schema,
    struct moving_side *side)
{
	enum status st;

	if (end->url != NULL) {
		st = postgres_connect(end->dir, end->url, schema, NULL,
		    &side->server);
		return st == OK ? postgres_check_version(side->server) : st;
	}
	st = connection_open(end->dir, schema, CONNECTION_OURS, &side->db);
	return st == OK ? health_version(side->db, schema) : st;
}

static void
side_close(struct moving_side *side)
{
	connection_close(side->db);
	postgres_disconnect(side->server);
}

static enum status
side_run(const struct moving_side *side, const char *sqlite,
    const char *postgres)
{
	return side->server != NULL ? postgres_run(side->server, postgres) :
	    connection_status(side->db, connection_run(side->db, sqlite,
	    strlen(sqlite)));
}

static enum status
side_number(const struct moving_side *side, const char *sql, int64_t *number)
{
	return side->server != NULL ?
	    postgres_number(side->server, sql, number) :
	    connection_status(side->db, connection_number(side->db, sql,
	    number));
}

enum status
moving_read(const struct moving_side *side, const struct moving_table *table,
    const struct moving_columns *columns, moving_sink *sink, void *context)
{
	return side->server != NULL ? moving_postgres_read(side->server,
	    table, columns, sink, context) : moving_sqlite_read(side->db,
	    table, columns, sink, context);
}

/* ---- a table ---- */

static enum status
check_empty(struct run *run, const struct moving_table *table)
{
	int64_t rows = 1;
	enum status st = side_number(&run->to, arena_printf(run->arena,
	    "SELECT count(*) FROM %s", table->name), &rows);

	if (st != OK || rows == 0)
		return st;
	log_error("store.refused", "the target's %s.%s has %" PRId64
	    " rows already; nothing was changed", run->schema->name,
	    table->name, rows);
	return CONFLICT;
}

static enum status
copy_last(struct run *run, const struct moving_table *table)
{
	int64_t last;
	enum status st = run->from.server != NULL ?
	    moving_postgres_last(run->from.server, run->arena, table, &last) :
	    moving_sqlite_last(run->from.db, run->arena, table, &last);

	if (st != OK)
		return st;
	return run->to.server != NULL ?
	    moving_postgres_go_on(run->to.server, run->arena, table, last) :
	    moving_sqlite_go_on(run->to.db, run->arena, table, last);
}

static enum status
copy_table(struct run *run, const struct moving_table *table,
    const struct moving_columns *columns)
{
	enum status st;

	if ((st = check_empty(run, table)) != OK)
		return st;
	st = run->to.server != NULL ?
	    moving_postgres_write(run->to.server, table, columns,
	    &run->from) :
	    moving_sqlite_write(run->to.db, table, columns, &run->from);
	return st == OK ? copy_last(run, table) : st;
}

/* ---- comparing ---- */

/* A chain over the rows: each link is the hash of the one before and the row. */
struct digest {
	office_hash *hash;
	struct buf link;
	uint8_t sum[32];
	int64_t rows;
};

enum { LINK_MAX = 9 * 1024 * 1024 };

static enum status
digest_add(void *context, const char *row, size_t len)
{
	struct digest *digest = context;

	buf_reset(&digest->link);
	buf_add(&digest->link, digest->sum, sizeof(digest->sum));
	buf_add(&digest->link, row, len);
	digest->hash(digest->sum, digest->link.data, digest->link.len);
	digest->rows++;
	return digest->link.failed ? FAILED : OK;
}

static enum status
digest_of(const struct run *run, const struct moving_side *side,
    const struct moving_table *table, const struct moving_columns *columns,
    struct digest *digest)
{
	enum status st;

	*digest = (struct digest){ .hash = run->hash,
		.link = buf_new(LINK_MAX) };
	st = moving_read(side, table, columns, digest_add, digest);
	buf_free(&digest->link);
	return st;
}

static enum status
compare_table(struct run *run, const struct moving_table *table,
    const struct moving_columns *columns)
{
	struct digest before;
	struct digest after;
	struct digest all = { .hash = run->hash, .link = buf_new(64) };
	enum status st;

	if ((st = digest_of(run, &run->from, table, columns, &before)) !=
	    OK || (st = digest_of(run, &run->to, table, columns, &after)) !=
	    OK)
		return st;
	if (before.rows != after.rows || memcmp(before.sum, after.sum,
	    sizeof(before.sum)) != 0) {
		log_error("store.refused", "%s.%s: %" PRId64 " rows were "
		    "copied and %" PRId64 " arrived, or they differ",
		    run->schema->name, table->name, before.rows, after.rows);
		return INVALID;
	}
	memcpy(all.sum, run->moved->digest, sizeof(all.sum));
	st = digest_add(&all, (const char *)after.sum, sizeof(after.sum));
	buf_free(&all.link);
	memcpy(run->moved->digest, all.sum, sizeof(all.sum));
	run->moved->rows += after.rows;
	if (strcmp(table->name, "lead") == 0)
		run->moved->leads += after.rows;
	return st;
}

/* ---- all of it ---- */

static enum status
each_table(struct run *run, enum status (*what)(struct run *run,
    const struct moving_table *table, const struct moving_columns *columns))
{
	sqlite3 *shape = run->from.db != NULL ? run->from.db : run->to.db;
	enum status st = OK;

	for (const struct moving_table *table = run->tables;
	    st == OK && table->name != NULL; table++) {
		struct moving_columns columns;

		if ((st = moving_columns_of(shape, run->arena, table,
		    &columns)) == OK)
			st = what(run, table, &columns);
	}
	return st;
}

static enum status
copy_all(struct run *run)
{
	enum status st;

	if ((st = side_run(&run->from, "BEGIN", run->begin)) != OK ||
	    (st = side_run(&run->to, "BEGIN IMMEDIATE",
	    "BEGIN; SET LOCAL statement_timeout = 0;"
	    " SET LOCAL idle_in_transaction_session_timeout = 0")) != OK ||
	    (st = each_table(run, copy_table)) != OK ||
	    (st = side_run(&run->to, "COMMIT", "COMMIT")) != OK)
		return st;
	return each_table(run, compare_table);
}

static enum status
move(const struct moving_end *from, const struct moving_end *to,
    struct run *run)
{
	enum status st;

	run->from = run->to = (struct moving_side){ 0 };
	if ((st = side_open(from, run->schema, &run->from)) == OK &&
	    (st = side_open(to, run->schema, &run->to)) == OK)
		st = copy_all(run);
	side_close(&run->from);
	side_close(&run->to);
	return st;
}

static enum status
move_both(const struct moving_end *from, const struct moving_end *to,
    const struct run *both)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();
	struct run run = *both;
	enum status st;

	run.schema = &intake;
	run.tables = intake_tables;
	if ((st = move(from, to, &run)) != OK)
		return st;
	run.schema = &office;
	run.tables = office_tables;
	return move(from, to, &run);
}

/* What both transactions of the source begin with: they see it as of the
 * moment at which the keeper's began. */
static enum status
share_moment(struct postgres *keeper, struct run *run)
{
	const char *moment;
	enum status st;

	if ((st = postgres_run(keeper, "BEGIN ISOLATION LEVEL REPEATABLE READ"
	    " READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0"))
	    == OK && (st = postgres_words(keeper,
	    "SELECT pg_export_snapshot()", run->arena, &moment)) == OK)
		run->begin = arena_printf(run->arena, "BEGIN ISOLATION LEVEL"
		    " REPEATABLE READ READ ONLY;"
		    " SET TRANSACTION SNAPSHOT '%s';"
		    " SET LOCAL statement_timeout = 0", moment);
	return st;
}

enum status
moving_copy(const struct moving_end *from, const struct moving_end *to,
    office_hash *hash, struct moved *moved)
{
	const struct schema intake = schema_intake();
	ARENA(arena);
	struct run run = { .arena = arena, .hash = hash, .moved = moved };
	struct postgres *keeper = NULL;
	enum status st = OK;

	*moved = (struct moved){ 0 };
	if (from->url != NULL &&
	    (st = postgres_connect(from->dir, from->url, &intake, NULL,
	    &keeper)) == OK)
		st = share_moment(keeper, &run);
	if (st == OK)
		st = move_both(from, to, &run);
	postgres_disconnect(keeper);
	return st;
}

#include "server.h"

#include <ctype.h>
#include <stdlib.h>

#include "folder.h"

#include "../unit/test.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "store/migrate.h"

enum { SQL_MAX = 64 * 1024 };

/* What says that a program has the data in files says nothing else. */
bool
server_wanted(void)
{
	const char *folder = getenv("FOURWAYS_POSTGRES");

	return folder != NULL && *folder != '\0';
}

static void
url_of(struct buf *url, const char *role, const char *database)
{
	assert_true(server_wanted());
	buf_printf(url, "postgresql://%s@/%s?host=%s", role, database,
	    getenv("FOURWAYS_POSTGRES"));
}

static PGconn *
connect_to(const char *role, const char *database)
{
	BUF(url, 512);
	PGconn *connection;

	url_of(&url, role, database);
	connection = PQconnectdb(buf_text(&url));
	if (PQstatus(connection) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(connection));
	return connection;
}

static bool
is_good(const PGresult *result)
{
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	    PQresultStatus(result) == PGRES_TUPLES_OK;
}

static PGresult *
ask(PGconn *connection, const char *sql)
{
	PGresult *result = PQexec(connection, sql);

	if (!is_good(result))
		fail_msg("%s: %s", sql, PQerrorMessage(connection));
	return result;
}

/* Databases are made and removed from beside them. */
static void
on_server(const char *sql)
{
	PGconn *connection = connect_to("owner", "postgres");

	PQclear(ask(connection, sql));
	PQfinish(connection);
}

static void
name_database(const char *dir, const char *database)
{
	BUF(url, 512);

	url_of(&url, "owner", database);
	folder_write(dir, "database", url.data, url.len);
}

/* ---- databases ---- */

/* The name in DIR/database or, where there is none, the folder's own. */
static const char *
database_of(struct arena *arena, const char *dir)
{
	FILE *file = fopen(folder_path(dir, "database"), "r");
	char name[64];
	int read = file == NULL ? 0 :
	    fscanf(file, "postgresql://%*[a-z]@/%63[^?]", name);

	if (file != NULL)
		assert_int_equal(fclose(file), 0);
	return arena_strdup(arena, read == 1 ? name : strrchr(dir, '/') + 1);
}

/* Migrations take a second, a copy of what they made does not. Whoever comes
 * first makes it; the others wait. */
static void
make_template(const char *dir)
{
	PGconn *connection = connect_to("owner", "postgres");
	PGresult *result;

	PQclear(ask(connection, "SELECT pg_advisory_lock(1)"));
	result = ask(connection, "SELECT 1 FROM pg_database"
	    " WHERE datname = 'fourways_template'");
	if (PQntuples(result) == 0) {
		PQclear(ask(connection, "CREATE DATABASE fourways_template"));
		name_database(dir, "fourways_template");
		assert_status(migrate_create(dir), OK);
	}
	PQclear(result);
	PQfinish(connection);
}

static void
drop(const char *name)
{
	ARENA(arena);

	on_server(arena_printf(arena, "DROP DATABASE IF EXISTS \"%s\""
	    " WITH (FORCE)", name));
}

/*
 * A copy costs hundreds of files, and to empty one that was used costs none.
 * So a program keeps what it has, until it ends.
 */
static struct spare {
	char name[32];
	bool is_used;
} spares[8];

static void
drop_spares(void)
{
	for (size_t i = 0; i < countof(spares); i++)
		if (spares[i].name[0] != '\0')
			drop(spares[i].name);
}

/* What a test may have changed for good: then it is not used again. */
static const char shape_sql[] = "SELECT (SELECT count(*) FROM pg_class)"
    " || ' ' || (SELECT count(*) FROM pg_constraint)"
    " || ' ' || (SELECT count(*) FROM pg_trigger)"
    " || ' ' || (SELECT count(*) FROM pg_proc)"
    " || ' ' || (SELECT version FROM intake.schema_version)"
    " || ' ' || (SELECT version FROM office.schema_version)";

/* Triggers and foreign keys would be in the way. */
static const char empty_sql[] = "SET lock_timeout = 2000;"
    "SET session_replication_role = replica;"
    "DO $$ DECLARE one record; BEGIN"
    " FOR one IN SELECT * FROM pg_tables WHERE schemaname IN"
    " ('intake', 'office') AND tablename <> 'schema_version' LOOP"
    " EXECUTE format('DELETE FROM %I.%I', one.schemaname, one.tablename);"
    " END LOOP;"
    " PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass,"
    " 1, false) FROM pg_sequences; END $$";

/* Whether it is as good as new afterwards. */
static bool
empty(const char *name)
{
	static char shape[64];
	PGconn *connection = connect_to("owner", name);
	PGresult *result = PQexec(connection, empty_sql);
	bool good = is_good(result);

	PQclear(result);
	result = PQexec(connection, shape_sql);
	if (!is_good(result))
		good = false;
	else if (shape[0] == '\0')
		(void)snprintf(shape, sizeof(shape), "%s",
		    PQgetvalue(result, 0, 0));
	else
		good &= strcmp(shape, PQgetvalue(result, 0, 0)) == 0;
	PQclear(result);
	PQfinish(connection);
	return good;
}

static void
make_spare(const char *dir, struct spare *spare)
{
	static unsigned turn;
	ARENA(arena);

	if (turn++ == 0) {
		make_template(dir);
		(void)atexit(drop_spares);
	}
	(void)snprintf(spare->name, sizeof(spare->name), "store-%d-%u",
	    (int)getpid(), turn);
	on_server(arena_printf(arena, "CREATE DATABASE \"%s\" TEMPLATE"
	    " fourways_template", spare->name));
	assert_true(empty(spare->name));
}

void
server_make(const char *dir)
{
	size_t i = 0;

	while (spares[i].is_used)
		assert_true(++i < countof(spares));
	if (spares[i].name[0] == '\0')
		make_spare(dir, &spares[i]);
	spares[i].is_used = true;
	name_database(dir, spares[i].name);
}

const char *
server_make_empty(struct arena *arena, const char *dir)
{
	const char *name = database_of(arena, dir);
	BUF(url, 512);

	on_server(arena_printf(arena, "CREATE DATABASE \"%s\"", name));
	url_of(&url, "owner", name);
	return arena_strdup(arena, buf_text(&url));
}

bool
server_has(const char *dir)
{
	return server_wanted() && folder_has(dir, "database");
}

void
server_drop(const char *dir)
{
	ARENA(arena);
	const char *name = database_of(arena, dir);
	size_t i = 0;

	while (i < countof(spares) && strcmp(spares[i].name, name) != 0)
		i++;
	if (i == countof(spares)) {
		drop(name);
	} else if (empty(name)) {
		spares[i].is_used = false;
	} else {
		drop(name);
		spares[i] = (struct spare){ 0 };
	}
}

void
server_keep(const char *dir)
{
	ARENA(arena);
	const char *name = database_of(arena, dir);

	on_server(arena_printf(arena, "CREATE DATABASE \"%s-kept\" TEMPLATE"
	    " \"%s\"", name, name));
}

void
server_put_back(const char *dir)
{
	ARENA(arena);
	const char *name = database_of(arena, dir);

	drop(name);
	on_server(arena_printf(arena, "ALTER DATABASE \"%s-kept\" RENAME TO"
	    " \"%s\"", name, name));
}

PGconn *
server_connect(const char *dir, const char *role, const char *name)
{
	ARENA(arena);
	PGconn *connection = connect_to(role == NULL ? "owner" : role,
	    database_of(arena, dir));

	PQclear(ask(connection, arena_printf(arena, "SET search_path = %.6s",
	    name)));
	return connection;
}

/* ---- SQL of SQLite in PostgreSQL's words ---- */

/* Constraints are not ignored there; so they go. */
static const char without_checks[] = "DO $$ DECLARE c record; BEGIN"
    " FOR c IN SELECT conrelid::regclass AS belongs, conname"
    " FROM pg_constraint WHERE contype = 'c'"
    " AND connamespace = current_schema()::regnamespace LOOP"
    " EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.belongs,"
    " c.conname); END LOOP; END $$;";

static const struct {
	const char *sqlite;
	const char *postgres;
} words[] = {
	{ "PRAGMA foreign_keys = ON;", "" }, /* they always are */
	{ "PRAGMA ignore_check_constraints = ON;", without_checks },
	{ " AS BLOB)", " AS BYTEA)" },
};

/* What begins here and is said in other words is added so; its length. */
static size_t
translate_words(struct buf *out, const char *sql)
{
	for (size_t i = 0; i < countof(words); i++)
		if (text_starts(sql, words[i].sqlite)) {
			buf_puts(out, words[i].postgres);
			return strlen(words[i].sqlite);
		}
	return 0;
}

/* The same of "x'00ff'" and "zeroblob(32)", where a word begins. */
static size_t
translate_bytes(struct buf *out, const char *sql)
{
	int size;
	int len = 0;

	if (text_starts(sql, "x'")) {
		len = (int)strspn(sql + 2, "0123456789abcdef");
		assert_int_equal(sql[2 + len], '\'');
		buf_printf(out, "'\\x%.*s'::bytea", len, sql + 2);
		return (size_t)len + 3;
	}
	if (sscanf(sql, "zeroblob(%d)%n", &size, &len) == 1 && len > 0) {
		buf_printf(out, "decode(repeat('00', %d), 'hex')", size);
		return (size_t)len;
	}
	return 0;
}

static void
translate(struct buf *out, const char *sql)
{
	for (char before = ' '; *sql != '\0'; before = sql[-1]) {
		size_t len = translate_words(out, sql);

		if (len == 0 && !isalnum((unsigned char)before) &&
		    before != '\'')
			len = translate_bytes(out, sql);
		if (len == 0)
			buf_putc(out, *sql++);
		else
			sql += len;
	}
	assert_false(out->failed);
}

/* Asks on a schema; the result may be a failure. */
static PGresult *
run(const char *dir, const char *name, const char *sql)
{
	PGconn *connection = server_connect(dir, NULL, name);
	BUF(text, SQL_MAX);
	PGresult *result;

	translate(&text, sql);
	result = PQexec(connection, buf_text(&text));
	PQfinish(connection);
	return result;
}

static PGresult *
run_well(const char *dir, const char *name, const char *sql)
{
	PGresult *result = run(dir, name, sql);

	if (!is_good(result))
		fail_msg("%s: %s", sql, PQresultErrorMessage(result));
	return result;
}

void
server_state(PGconn *connection, const char *sql, char state[6])
{
	PGresult *result = PQexec(connection, sql);
	const char *said = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const bool good = is_good(result) ||
	    PQresultStatus(result) == PGRES_COPY_OUT;

	if (!good && said == NULL)
		fail_msg("%s: %s", sql, PQresultErrorMessage(result));
	memcpy(state, good ? "00000" : said, 6);
	PQclear(result);
}

void
server_run(const char *dir, const char *name, const char *sql)
{
	PQclear(run_well(dir, name, sql));
}

/* Class 23 (PostgreSQL 15, appendix A). */
bool
server_refuses(const char *dir, const char *name, const char *sql)
{
	PGresult *result = run(dir, name, sql);
	const bool good = is_good(result);

	if (!good && !text_starts(PQresultErrorField(result,
	    PG_DIAG_SQLSTATE), "23"))
		fail_msg("%s: %s", sql, PQresultErrorMessage(result));
	PQclear(result);
	return !good;
}

const char *
server_text(struct arena *arena, const char *dir, const char *name,
    const char *sql)
{
	PGresult *result = run_well(dir, name, sql);
	const char *text;

	assert_int_equal(PQntuples(result), 1);
	text = arena_strdup(arena, PQgetvalue(result, 0, 0));
	PQclear(result);
	return text;
}

int64_t
server_number(const char *dir, const char *name, const char *sql)
{
	ARENA(arena);

	return strtoll(server_text(arena, dir, name, sql), NULL, 10);
}

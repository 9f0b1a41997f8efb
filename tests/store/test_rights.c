/*
 * What PostgreSQL lets each role do, whatever a process that was taken over
 * sends it: see migrations/postgres.
 */
#include "folder.h"
#include "server.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/util.h"
#include "store/migrate.h"
#include "store/postgres.h"

/* SQLSTATEs (PostgreSQL 15, appendix A). */
static const char well[] = "00000";
static const char insufficient_privilege[] = "42501";
static const char restrict_violation[] = "23001";

/* Rows that the statements below speak of. */
static const char intake_rows[] =
    "INSERT INTO seal_key VALUES (1, zeroblob(32));"
    "INSERT INTO seal_epoch (epoch, generation, root) VALUES"
    " (zeroblob(16), 1, zeroblob(97));"
    "INSERT INTO mail_epoch (epoch, generation, root) VALUES"
    " (zeroblob(16), 1, zeroblob(97));"
    "INSERT INTO lead (uuid, kind, stage, created_at, result,"
    " consent_version, consent_at, head, body) SELECT"
    " gen_random_uuid(), 'booking', 'new', 0, '', 'v', 0, x'01', x'02'"
    " FROM generate_series(1, 5);"
    "INSERT INTO lead_change (lead_id, at, kind, before, after) VALUES"
    " (5, 0, 'stage', 'new', 'won');"
    "INSERT INTO booking (lead_id, starts_at, ends_at, state, zone,"
    " token_hash, remind, created_at, uid, email_hash) SELECT id, id * 60,"
    " id * 60 + 60, 'confirmed', 'UTC', sha256(uuid::bytea), 1, 0,"
    " gen_random_uuid(), zeroblob(16) FROM lead;"
    "INSERT INTO outbox (uuid, channel, kind, lead_id, booking_id, due_at,"
    " next_try_at, created_at, mail_epoch, number, body) SELECT"
    " gen_random_uuid(), 'mail', 'booking.confirmed', id, id, 0, 0, 0, 1, id,"
    " x'00' FROM lead;"
    "INSERT INTO dialogue VALUES (5, 0, '');"
    "INSERT INTO page_count VALUES (1, 'guide/java', 1)";

static const char office_rows[] =
    "INSERT INTO admin (email, salt, cost_memory, cost_passes, verifier,"
    " created_at) VALUES ('anna@example.org', zeroblob(16), 1, 1,"
    " zeroblob(32), 0);"
    "INSERT INTO audit_event VALUES (1, 0, 1, 'lead.read', 1, zeroblob(32))";

/* From nothing: what is granted on a database does not go along with a copy. */
static int
make(void **state)
{
	ARENA(arena);

	if (folder_setup_empty(state) != 0)
		return -1;
	assert_status(migrate_create_on(*state, server_make_empty(arena,
	    *state)), OK);
	folder_run(*state, "intake.db", intake_rows);
	folder_run(*state, "office.db", office_rows);
	return 0;
}

/* ---- one statement each ---- */

/* Runs each in a transaction of its own, which is undone. */
static void
all_end_with(const char *dir, const char *role, const char *name,
    const char *const *statements, size_t len, const char *wanted)
{
	PGconn *connection = server_connect(dir, role, name);
	char state[6];

	for (size_t i = 0; i < len; i++) {
		server_state(connection, "BEGIN", state);
		assert_string_equal(state, well);
		server_state(connection, statements[i], state);
		if (strcmp(state, wanted) != 0) {
			PQfinish(connection); /* and its locks */
			fail_msg("%s: %s", state, statements[i]);
		}
		server_state(connection, "ROLLBACK", state);
		assert_string_equal(state, well);
	}
	PQfinish(connection);
}

#define ALL_END_WITH(dir, role, name, statements, wanted)                 \
	all_end_with(dir, role, name, statements, countof(statements), wanted)

/* A lead of the values that every one has. */
#define LEAD_COLUMNS "uuid, kind, stage, created_at, result,"             \
	" consent_version, consent_at, head, body"
#define LEAD_VALUES "gen_random_uuid()::text, 'contact', 'new', 0, '', 'v', 0"

static const char *const public_reads[] = {
	"SELECT head FROM lead",
	"SELECT body FROM lead WHERE id = 1",
	"SELECT * FROM lead",
	"SELECT lead FROM lead",
	"SELECT follow_up_on FROM lead",
	"SELECT recommended FROM lead",
	"SELECT touched_at FROM lead",
	"SELECT next_on FROM lead",
	"SELECT id FROM lead WHERE head = ''",
	"SELECT id FROM lead ORDER BY touched_at",
	"SELECT count(head) FROM lead",
	"SELECT root FROM seal_epoch",
	"SELECT * FROM mail_epoch",
	"SELECT root FROM mail_epoch",
	"SELECT body FROM outbox",
	"SELECT * FROM outbox",
	"COPY lead TO STDOUT",
	"COPY outbox (body) TO STDOUT",
	"SELECT * FROM deed",
	"SELECT * FROM erasure",
	"SELECT * FROM lead_change",
	"SELECT said FROM dialogue",
	"SELECT recipient FROM demo_mail",
	"SELECT * FROM digest",
	"SELECT * FROM calendar_sync",
	"SELECT * FROM calendar_copy",
	"SELECT last_value FROM lead_id_seq",
};

static const char *const public_writes[] = {
	"UPDATE lead SET body = head",
	"UPDATE lead SET head = '' WHERE id = 1 RETURNING body",
	("INSERT INTO lead (" LEAD_COLUMNS ") VALUES (" LEAD_VALUES
	    ", '', '') RETURNING body"),
	("INSERT INTO seal_epoch (epoch, generation, root) SELECT epoch,"
	    " 1, root FROM seal_epoch"),
	("INSERT INTO seal_epoch (epoch, generation, root) VALUES"
	    " (decode(repeat('01', 16), 'hex'), 1, '') ON CONFLICT (epoch) DO"
	    " UPDATE SET generation = 2"),
	"SELECT nextval('lead_id_seq')",
	"SELECT setval('lead_id_seq', 1)",
	"UPDATE lead SET stage = 'won'",
	"UPDATE lead SET uuid = ''",
	"UPDATE lead SET follow_up_on = 1",
	"UPDATE lead SET next_on = 1",
	"UPDATE lead SET quarantine = ''",
	"UPDATE booking SET lead_id = 2",
	"UPDATE booking SET token_hash = sha256('')",
	"UPDATE booking SET id = 5",
	"UPDATE outbox SET due_at = 0",
	"UPDATE outbox SET sent_at = 0",
	"UPDATE page_count SET page = 'a'",
	"UPDATE seal_key SET generation = 3",
	"UPDATE seal_epoch SET generation = 3",
	"UPDATE schema_version SET version = 3",
	("INSERT INTO lead (id, " LEAD_COLUMNS
	    ") VALUES (9223372036854775807, " LEAD_VALUES ", '', '')"),
	("INSERT INTO lead (" LEAD_COLUMNS ", next_on) VALUES ("
	    LEAD_VALUES ", '', '', 1)"),
	("INSERT INTO deed (id, ref, at, kind) VALUES (1, '', 0,"
	    " 'lead.read')"),
	"INSERT INTO seal_key VALUES (9, '')",
	"INSERT INTO schema_version VALUES (9)",
	("INSERT INTO busy_time (source, starts_at, ends_at) VALUES"
	    " ('owner', 1, 2)"),
	"INSERT INTO availability_rule VALUES (1, '', 0, 0, 1)",
	("INSERT INTO lead_change (lead_id, at, kind, before, after)"
	    " VALUES (1, 0, 'stage', 'a', 'b')"),
	"INSERT INTO calendar_feed VALUES (1, '', 0)",
	"INSERT INTO digest VALUES (1, 1)",
	"DELETE FROM booking",
	"DELETE FROM outbox",
	"DELETE FROM deed",
	"DELETE FROM erasure",
	"DELETE FROM page_count",
	"DELETE FROM seal_key",
	"DELETE FROM lead_change",
	"DELETE FROM dialogue",
	"DELETE FROM demo_mail",
	"DELETE FROM busy_time",
	"DELETE FROM availability_exception",
	"DELETE FROM calendar_feed",
	"TRUNCATE lead",
	"TRUNCATE page_count",
};

static const char *const public_power[] = {
	"LOCK TABLE seal_key IN ACCESS EXCLUSIVE MODE",
	"CREATE TABLE mine (id BIGINT)",
	"CREATE TABLE intake.mine (id BIGINT)",
	"CREATE TABLE public.mine (id BIGINT)",
	"CREATE TEMP TABLE mine (id BIGINT)",
	"CREATE TEMP VIEW mine AS SELECT 1",
	"CREATE SCHEMA mine",
	"CREATE VIEW intake.mine AS SELECT 1",
	"CREATE INDEX mine ON lead (id)",
	("CREATE FUNCTION intake.mine() RETURNS int LANGUAGE sql AS"
	    " 'SELECT 1'"),
	("CREATE TRIGGER mine BEFORE INSERT ON lead FOR EACH ROW EXECUTE"
	    " FUNCTION lead_next()"),
	"CREATE EXTENSION pgcrypto",
	"CREATE ROLE mine",
	"ALTER TABLE lead DISABLE TRIGGER ALL",
	"ALTER TABLE lead ADD COLUMN mine BIGINT",
	"ALTER TABLE lead RENAME TO mine",
	"ALTER TABLE lead OWNER TO fourways_public",
	"ALTER ROLE fourways_public SUPERUSER",
	"DROP TABLE lead",
	"DROP SCHEMA intake CASCADE",
	"SET ROLE fourways_admin",
	"SET ROLE owner",
	"SET SESSION AUTHORIZATION owner",
	"SET session_replication_role = replica",
	"SELECT pg_read_file('/etc/passwd')",
	"SELECT pg_ls_dir('.')",
	"COPY page_count TO PROGRAM 'cat'",
	"COPY page_count TO '/tmp/mine'",
	"SELECT lo_import('/etc/passwd')",
	"SELECT rolpassword FROM pg_authid",
	"SELECT stavalues1 FROM pg_statistic",
};

static const char *const public_office[] = {
	"SELECT * FROM office.admin",
	"SELECT * FROM office.audit_event",
	"SELECT 1 FROM office.schema_version",
	"SELECT nextval('office.admin_id_seq')",
	"SELECT 'office.admin'::regclass",
	"INSERT INTO office.deed_taken VALUES ('')",
	"DELETE FROM office.session",
	"CREATE TABLE office.mine (id BIGINT)",
};

static const char *const public_works[] = {
	"SELECT version FROM schema_version",
	"SELECT id, uuid, stage, quarantine FROM lead",
	"SELECT * FROM booking",
	"SELECT id, epoch, generation FROM seal_epoch",
	"SELECT id, state, due_at, last_reason FROM outbox",
	"SELECT * FROM seal_key",
	("SELECT * FROM availability_rule, availability_exception,"
	    " busy_time, busy_file, page_count, calendar_feed"),
	("INSERT INTO lead (" LEAD_COLUMNS ") VALUES (" LEAD_VALUES
	    ", '\\x01', '\\x02') RETURNING id"),
	("INSERT INTO deed (ref, at, kind) VALUES (decode(repeat('07',"
	    " 16), 'hex'), 0, 'lead.erased')"),
	("INSERT INTO page_count VALUES (1, 'guide/java', 1) ON CONFLICT"
	    " (day, page) DO UPDATE SET count = page_count.count + 1"),
	("UPDATE booking SET state = 'cancelled', sequence = sequence + 1,"
	    " email_hash = NULL WHERE id = 2"),
	("UPDATE outbox SET state = 'cancelled', mail_epoch = NULL, number"
	    " = NULL, body = NULL WHERE booking_id = 2 AND state = 'waiting'"),
	"UPDATE lead SET head = '\\x03', body = '\\x04' WHERE id = 3",
	("UPDATE booking SET state = 'cancelled', own = '', remind = 0,"
	    " email_hash = NULL WHERE lead_id = 5; DELETE FROM lead WHERE id ="
	    " 5"),
	("DELETE FROM seal_epoch WHERE NOT EXISTS (SELECT 1 FROM lead"
	    " WHERE seal_epoch = seal_epoch.id)"),
	("DELETE FROM mail_epoch WHERE NOT EXISTS (SELECT 1 FROM outbox"
	    " WHERE mail_epoch = mail_epoch.id)"),
	"SELECT pg_advisory_xact_lock(1180133742)",
};

static void
the_public_role_reads_nothing_that_is_sealed_or_the_desks(void **state)
{
	ALL_END_WITH(*state, POSTGRES_PUBLIC, "intake.db", public_reads,
	    insufficient_privilege);
}

static void
the_public_role_writes_nothing_but_what_visitors_do(void **state)
{
	ALL_END_WITH(*state, POSTGRES_PUBLIC, "intake.db", public_writes,
	    insufficient_privilege);
}

static void
the_public_role_makes_nothing_and_becomes_nobody(void **state)
{
	ALL_END_WITH(*state, POSTGRES_PUBLIC, "intake.db", public_power,
	    insufficient_privilege);
}

static void
the_public_role_has_nothing_of_the_office(void **state)
{
	ALL_END_WITH(*state, POSTGRES_PUBLIC, "intake.db", public_office,
	    insufficient_privilege);
}

static void
the_public_role_does_what_visitors_do(void **state)
{
	ALL_END_WITH(*state, POSTGRES_PUBLIC, "intake.db", public_works,
	    well);
}

/* The control: it is the role that is refused, and not the statement. */
static void
the_owner_is_not_refused_the_same(void **state)
{
	ALL_END_WITH(*state, NULL, "intake.db", public_reads, well);
}

static const char *const courier_refused[] = {
	"SELECT head FROM lead",
	"SELECT body FROM lead",
	"SELECT * FROM lead",
	"SELECT form_hash FROM lead",
	"SELECT root FROM seal_epoch",
	"SELECT epoch FROM seal_epoch",
	"SELECT * FROM seal_key",
	"SELECT own FROM booking",
	"SELECT token_hash FROM booking",
	"SELECT said FROM dialogue",
	"SELECT * FROM demo_mail",
	"SELECT * FROM deed",
	"SELECT * FROM erasure",
	"SELECT * FROM lead_change",
	("INSERT INTO lead (" LEAD_COLUMNS ") VALUES (" LEAD_VALUES ", '', '')"),
	"UPDATE lead SET stage = 'won'",
	"UPDATE booking SET starts_at = 0",
	"UPDATE outbox SET lead_id = 1",
	"UPDATE seal_epoch SET generation = 2",
	"DELETE FROM booking",
	"DELETE FROM deed",
	"TRUNCATE lead",
	"CREATE TABLE mine (id BIGINT)",
	"CREATE TEMP TABLE mine (id BIGINT)",
	"SET ROLE fourways_admin",
	"SELECT * FROM office.admin",
	"SELECT 1 FROM office.schema_version",
	"INSERT INTO office.deed_taken VALUES ('')",
	"SELECT 'office.admin'::regclass",
};

static const char *const courier_works[] = {
	"SELECT version FROM schema_version",
	"SELECT * FROM outbox, mail_epoch, busy_time, digest",
	"SELECT id, stage, stage_at, next_on FROM lead",
	"SELECT id, lead_id, starts_at, state, uid FROM booking",
	("UPDATE outbox SET state = 'sent', sent_at = 1, mail_epoch = NULL,"
	    " number = NULL, body = NULL WHERE id = 2"),
	("INSERT INTO dialogue VALUES (2, 0, 'x') ON CONFLICT (outbox_id)"
	    " DO UPDATE SET said = 'y'"),
	("INSERT INTO busy_time (source, starts_at, ends_at) VALUES"
	    " ('caldav', 1, 2)"),
	("UPDATE booking SET state = 'cancelled', own = '', remind = 0,"
	    " email_hash = NULL WHERE lead_id = 5; DELETE FROM lead WHERE id = 5"),
	("INSERT INTO erasure (lead_id, uuid, erased_at) VALUES"
	    " (5, gen_random_uuid()::text, 0)"),
	"DELETE FROM outbox WHERE id = 5",
};

static void
the_courier_has_its_mail_and_nothing_that_visitors_wrote(void **state)
{
	ALL_END_WITH(*state, POSTGRES_COURIER, "intake.db", courier_refused,
	    insufficient_privilege);
	ALL_END_WITH(*state, POSTGRES_COURIER, "intake.db", courier_works,
	    well);
}

static const char *const admin_refused[] = {
	"UPDATE audit_event SET at = 1",
	"UPDATE audit_event SET hash = hash WHERE false",
	"DELETE FROM audit_event",
	"TRUNCATE audit_event",
	("INSERT INTO audit_event VALUES (1, 0, 1, 'lead.read', 1, '')"
	    " ON CONFLICT (id) DO UPDATE SET at = 1"),
	"ALTER TABLE audit_event DISABLE TRIGGER ALL",
	"DROP TRIGGER audit_event_stays ON audit_event",
	"DROP TABLE audit_event",
	"UPDATE site_key SET public_key = ''",
	"DELETE FROM site_key",
	"DELETE FROM erasure",
	"DELETE FROM deed_taken",
	"UPDATE schema_version SET version = 9",
	"DELETE FROM intake.booking",
	"DELETE FROM intake.erasure",
	"UPDATE intake.deed SET at = 0",
	"UPDATE intake.seal_key SET public_key = ''",
	"CREATE TABLE mine (id BIGINT)",
	"CREATE TEMP TABLE mine (id BIGINT)",
	"SET session_replication_role = replica",
	"SET ROLE owner",
};

static const char *const admin_works[] = {
	"SELECT * FROM audit_event, schema_version",
	("INSERT INTO audit_event VALUES (2, 0, 1, 'lead.read', 1,"
	    " decode(repeat('00', 32), 'hex'))"),
	"UPDATE admin SET totp_last_step = 5",
	"DELETE FROM admin",
	"SELECT head, body FROM intake.lead",
	"UPDATE intake.lead SET stage = 'won', follow_up_on = NULL",
	"DELETE FROM intake.deed",
};

static void
the_desk_does_its_work_and_never_changes_the_log(void **state)
{
	ALL_END_WITH(*state, POSTGRES_ADMIN, "office.db", admin_refused,
	    insufficient_privilege);
	ALL_END_WITH(*state, POSTGRES_ADMIN, "office.db", admin_works, well);
}

/* By accident, that is: an owner can drop the trigger. */
static void
nor_does_the_owner(void **state)
{
	static const char *const changes[] = {
		"UPDATE audit_event SET at = 1",
		"DELETE FROM audit_event",
		"TRUNCATE audit_event",
	};

	ALL_END_WITH(*state, NULL, "office.db", changes, restrict_violation);
}

/* ---- every table ---- */

/*
 * What each role may do with each table: select, insert, update and delete, a
 * small letter where it is some columns, "-" where it is nothing. Who adds a
 * table decides here, too.
 */
static const struct decision {
	const char *table;
	const char *visitors;
	const char *desk;
	const char *courier;
} decisions[] = {
	{ "intake.availability_exception", "S---", "SIUD", "----" },
	{ "intake.availability_rule", "S---", "SIUD", "----" },
	{ "intake.booking", "Siu-", "SIU-", "s-u-" },
	{ "intake.busy_file", "S---", "SIU-", "----" },
	{ "intake.busy_time", "S---", "SI-D", "Si-D" },
	{ "intake.calendar_copy", "----", "SIUD", "SIUD" },
	{ "intake.calendar_feed", "S---", "SIUD", "----" },
	{ "intake.calendar_sync", "----", "SIUD", "SIUD" },
	{ "intake.deed", "-i--", "SI-D", "-i--" },
	{ "intake.demo_mail", "----", "SI--", "si--" },
	{ "intake.dialogue", "----", "SIUD", "sIUD" },
	{ "intake.digest", "----", "SIU-", "SIU-" },
	{ "intake.erasure", "-i--", "SI--", "-i--" },
	{ "intake.lead", "siuD", "SIUD", "s--D" },
	{ "intake.lead_change", "----", "SI--", "----" },
	{ "intake.mail_epoch", "si-D", "SI-D", "SI-D" },
	{ "intake.outbox", "siu-", "SIUD", "SIuD" },
	{ "intake.page_count", "SIu-", "SIU-", "----" },
	{ "intake.schema_version", "S---", "S---", "S---" },
	{ "intake.seal_epoch", "si-D", "SI-D", "s--D" },
	{ "intake.seal_key", "S---", "SI-D", "----" },
	{ "office.admin", "----", "SIUD", "----" },
	{ "office.audit_event", "----", "SI--", "----" },
	{ "office.deed_taken", "----", "SI--", "----" },
	{ "office.device", "----", "SIUD", "----" },
	{ "office.erasure", "----", "SI--", "----" },
	{ "office.key_grant", "----", "SI-D", "----" },
	{ "office.key_wrap", "----", "S--D", "----" },
	{ "office.lead_index", "----", "SIUD", "----" },
	{ "office.note", "----", "SIUD", "----" },
	{ "office.record_key", "----", "SIUD", "----" },
	{ "office.schema_version", "----", "S---", "----" },
	{ "office.session", "----", "SIUD", "----" },
	{ "office.site_key", "----", "SI--", "----" },
	{ "office.spare_code", "----", "SI-D", "----" },
};

static const struct {
	const char *name;
	char letter;
	bool has_columns;
} rights[] = {
	{ "SELECT", 'S', true },
	{ "INSERT", 'I', true },
	{ "UPDATE", 'U', true },
	{ "DELETE", 'D', false },
	{ "TRUNCATE", 'T', false },
	{ "REFERENCES", 'R', true },
	{ "TRIGGER", 'G', false },
};

/* In SQL: what a role may do with the table t, as in a decision; the last three
 * leave their letter where they are there. */
static const char *
rights_of(struct arena *arena, const char *role)
{
	const char *sql = "''";

	for (size_t i = 0; i < countof(rights); i++)
		sql = arena_printf(arena, "%s || CASE WHEN"
		    " has_table_privilege('%s', t, '%s') THEN '%c'"
		    " WHEN %s('%s', t, '%s') THEN '%c' ELSE '%s' END", sql,
		    role, rights[i].name, rights[i].letter,
		    rights[i].has_columns ? "has_any_column_privilege" :
		    "has_table_privilege", role, rights[i].name,
		    rights[i].letter + 'a' - 'A', i < 4 ? "-" : "");
	return sql;
}

static void
every_role_may_do_with_every_table_what_was_decided(void **state)
{
	ARENA(arena);
	const char *found = folder_text(arena, *state, "intake.db",
	    arena_printf(arena, "SELECT string_agg(n || ' ' || %s || ' ' || %s"
	    " || ' ' || %s, E'\\n' ORDER BY n) FROM (SELECT schemaname || '.'"
	    " || tablename, (schemaname || '.' || tablename)::regclass"
	    " FROM pg_tables WHERE schemaname IN ('intake', 'office'))"
	    " AS tables (n, t)", rights_of(arena, POSTGRES_PUBLIC),
	    rights_of(arena, POSTGRES_ADMIN),
	    rights_of(arena, POSTGRES_COURIER)));
	const char *wanted = "";

	for (size_t i = 0; i < countof(decisions); i++)
		wanted = arena_printf(arena, "%s%s%s %s %s %s", wanted,
		    i == 0 ? "" : "\n", decisions[i].table,
		    decisions[i].visitors, decisions[i].desk,
		    decisions[i].courier);
	assert_string_equal(found, wanted);
}

/* No role owns anything, or is a superuser, or gets rights by another one. */
static void
the_roles_are_nothing_but_their_rights(void **state)
{
	assert_int_equal(folder_number(*state, "intake.db", "SELECT count(*)"
	    " FROM pg_roles WHERE rolname LIKE 'fourways%' AND rolcanlogin"
	    " AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR"
	    " rolreplication OR rolbypassrls)"), 3);
	assert_int_equal(folder_number(*state, "intake.db", "SELECT count(*)"
	    " FROM pg_auth_members JOIN pg_roles ON pg_roles.oid = member"
	    " WHERE rolname LIKE 'fourways%'"), 0);
	assert_int_equal(folder_number(*state, "intake.db", "SELECT count(*)"
	    " FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner"
	    " WHERE rolname LIKE 'fourways%'"), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_public_role_reads_nothing_that_is_sealed_or_the_desks),
		cmocka_unit_test(
		    the_public_role_writes_nothing_but_what_visitors_do),
		cmocka_unit_test(
		    the_public_role_makes_nothing_and_becomes_nobody),
		cmocka_unit_test(the_public_role_has_nothing_of_the_office),
		cmocka_unit_test(the_public_role_does_what_visitors_do),
		cmocka_unit_test(the_owner_is_not_refused_the_same),
		cmocka_unit_test(
		    the_courier_has_its_mail_and_nothing_that_visitors_wrote),
		cmocka_unit_test(
		    the_desk_does_its_work_and_never_changes_the_log),
		cmocka_unit_test(nor_does_the_owner),
		cmocka_unit_test(
		    every_role_may_do_with_every_table_what_was_decided),
		cmocka_unit_test(the_roles_are_nothing_but_their_rights),
	};

	return cmocka_run_group_tests_name("rights", tests, make,
	    folder_teardown);
}

#include "old_data.h"

#include <fcntl.h>

#include "peek.h"

#include "store/migrate_run.h"
#include "store/schema.h"

enum { OLD_INTAKE = 5, OLD_OFFICE = 4, LEADS = 40 };

static const char leads[] = "SELECT count(*) FROM lead";

static void
path_of(char path[512], const char *dir, const char *name)
{
	(void)snprintf(path, 512, "%s/%s", dir, name);
}

static void
copy_name(char name[64], const struct schema *schema)
{
	(void)snprintf(name, 64, "%s.before-%zu", schema->file, schema->len);
}

static bool
is_there(const char *dir, const char *name)
{
	char path[512];

	path_of(path, dir, name);
	return faccessat(AT_FDCWD, path, F_OK, 0) == 0;
}

static bool
make(const char *dir, struct schema schema, size_t version)
{
	char path[512];
	int fd;

	path_of(path, dir, schema.file);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	if (fd == -1 || close(fd) == -1)
		return false;
	schema.len = version;
	return migrate_run(dir, &schema, CONNECTION_FRESH) == OK;
}

bool
old_data_make(const char *dir)
{
	return make(dir, schema_intake(), OLD_INTAKE) &&
	    make(dir, schema_office(), OLD_OFFICE) &&
	    peek_file_run(dir, "intake.db", "WITH RECURSIVE n(i) AS"
	    " (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
	    " INSERT INTO lead (uuid, kind, stage, created_at, result,"
	    " consent_version, consent_at, head, body) SELECT"
	    " printf('00000000-0000-4000-8000-%012d', i), 'contact', 'new', 0,"
	    " '', 'v', 0, zeroblob(100), zeroblob(1000) FROM n") &&
	    peek_file_number(dir, "intake.db", leads) == LEADS;
}

static const char *
copy_problem(const char *dir, const struct schema *schema, int64_t old)
{
	char name[64];

	copy_name(name, schema);
	if (!is_there(dir, name))
		return NULL;
	if (!peek_file_is_sound(dir, name))
		return "a copy is damaged";
	if (peek_file_number(dir, name, "PRAGMA user_version") != old)
		return "a copy is not of the old version";
	if (schema->application_id == schema_intake().application_id &&
	    peek_file_number(dir, name, leads) != LEADS)
		return "a copy lacks leads";
	return NULL;
}

static const char *
problem(const char *dir, const struct schema *schema, int64_t old)
{
	const int64_t version = peek_file_number(dir, schema->file,
	    "PRAGMA user_version");
	char name[64];

	if (!peek_file_is_sound(dir, schema->file))
		return "a database is damaged";
	if (version < old || version > (int64_t)schema->len)
		return "a database is of no version there is";
	copy_name(name, schema);
	if (version > old && !is_there(dir, name))
		return "a database was changed without a copy";
	return copy_problem(dir, schema, old);
}

const char *
old_data_problem(const char *dir)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();
	const char *found = problem(dir, &intake, OLD_INTAKE);

	if (found == NULL)
		found = problem(dir, &office, OLD_OFFICE);
	if (found == NULL && peek_file_number(dir, intake.file, leads) !=
	    LEADS)
		found = "leads are not there";
	return found;
}

bool
old_data_is_new(const char *dir)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();

	return peek_file_number(dir, intake.file, "PRAGMA user_version") ==
	    (int64_t)intake.len &&
	    peek_file_number(dir, office.file, "PRAGMA user_version") ==
	    (int64_t)office.len;
}

bool
old_data_has_copies(const char *dir)
{
	const struct schema schemas[] = { schema_intake(), schema_office() };
	char name[64];
	bool all = true;

	for (int i = 0; i < 2; i++) {
		copy_name(name, &schemas[i]);
		all &= is_there(dir, name);
	}
	return all;
}

#include <errno.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "calendar/ics_read.h"
#include "calendar/instant.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "config/settings.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "store/availability.h"
#include "store/deeds.h"
#include "store/office.h"

static const int64_t day_seconds = 86400;

struct busy_options {
	const char *file; /* as given: a path, or "-" */
	const char *data;
	const char *conf;
};

static const char *
shown_name(const struct busy_options *o)
{
	return strcmp(o->file, "-") == 0 ? "standard input" : o->file;
}

/* Reads a file as far as the reader takes one, and a byte more. */
static enum status
read_bytes(const struct busy_options *o, struct buf *out)
{
	const bool input = strcmp(o->file, "-") == 0;
	FILE *file = input ? stdin : fopen(o->file, "re");
	char bytes[8192];
	size_t n;
	bool good;

	if (file == NULL) {
		(void)fprintf(stderr, "%s: cannot be read: %s\n", o->file,
		    strerror(errno));
		return FAILED;
	}
	while (out->len <= ICS_FILE_MAX &&
	    (n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(out, bytes, n);
	good = ferror(file) == 0;
	if (!good)
		(void)fprintf(stderr, "%s: cannot be read: %s\n",
		    shown_name(o), strerror(errno));
	if (!input)
		(void)fclose(file);
	return good ? OK : FAILED;
}

static enum status
read_calendar(struct arena *arena, const struct busy_options *o,
    const struct ics_range *range, struct ics_busy *busy)
{
	struct ics_problem problem;
	BUF(bytes, ICS_FILE_MAX + 16384);
	enum status st;

	if ((st = read_bytes(o, &bytes)) != OK)
		return st;
	st = ics_read(arena, buf_text(&bytes), bytes.len, range, busy,
	    &problem);
	if (st == OK)
		return OK;
	(void)fprintf(stderr, "%s", shown_name(o));
	if (problem.line > 0)
		(void)fprintf(stderr, ":%d", problem.line);
	(void)fprintf(stderr, ": %s. Nothing was changed.\n", problem.text);
	return st;
}

/* Changes the diary, with the line in the audit log. */
static enum status
replace(struct store *store, struct office *office,
    const struct busy_file *file, const struct slots *slots)
{
	const struct audit_event event = { .at = file->read_at,
		.kind = AUDIT_AVAILABILITY_CHANGED };
	struct deed deed;
	int64_t taken;
	enum status st = office_deed(office, &event, &deed);

	if (st == OK)
		st = store_busy_replace(store, file, slots, &deed);
	return st == OK ? office_take_deeds(office, store, &taken) : st;
}

static enum status
store(struct arena *arena, const struct busy_options *o, int64_t now,
    const struct ics_range *range, const struct ics_busy *busy)
{
	const struct busy_file file = { now, range->to_at };
	struct slots slots = { arena_array(arena, busy->len,
	    sizeof(struct slot)), busy->len };
	struct office *office = NULL;
	struct store *store;
	enum status st;

	for (size_t i = 0; i < busy->len; i++)
		slots.at[i] = (struct slot){ busy->at[i].starts_at,
			busy->at[i].ends_at, true };
	if ((st = store_open(o->data, STORE_OFFICE, &store)) == NOT_FOUND)
		(void)fprintf(stderr, "fourways: there is no data in %s; run "
		    "\"fourways init --data %s\" first\n", o->data, o->data);
	if (st != OK)
		return st;
	if ((st = office_open(o->data, hash_blake2b, &office)) == OK)
		st = replace(store, office, &file, &slots);
	office_close(office);
	store_close(store);
	return st;
}

static int
run(struct arena *arena, const struct busy_options *o)
{
	const int64_t now = time(NULL);
	struct settings settings;
	struct ics_range range;
	struct ics_busy busy;
	enum status st;

	if ((st = settings_load(arena, o->conf, &settings)) != OK)
		return exit_of_conf(st);
	range = (struct ics_range){
		.from_at = now - day_seconds,
		/* The last day offered ends up to two days later. */
		.to_at = now + (settings.availability.horizon_days + 2) *
		    day_seconds,
		.zone = settings.availability.zone,
	};
	st = read_calendar(arena, o, &range, &busy);
	if (st == OK)
		st = store(arena, o, now, &range, &busy);
	if (st == OK)
		(void)printf("%s: %zu events, busy %zu times until %s; what "
		    "was there of an earlier file is replaced\n",
		    shown_name(o), busy.events, busy.len,
		    label_moment(arena, range.zone, range.to_at));
	return exit_of_data(st);
}

int
busy_command(int argc, char **argv)
{
	struct busy_options o = { 0 };
	const struct option_row rows[] = {
		{ "data", &o.data, NULL },
		{ "conf", &o.conf, NULL },
	};
	const char *words[2];
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 1))
		return EX_USAGE;
	o.file = words[0];
	o.data = o.data == NULL ? "data" : o.data;
	o.conf = o.conf == NULL ? "conf" : o.conf;
	crypto_start();
	if (o.file != NULL)
		return run(arena, &o);
	(void)fprintf(stderr, "fourways: busy needs a calendar file, or - for "
	    "standard input; \"fourways help\" lists what there is\n");
	return EX_USAGE;
}

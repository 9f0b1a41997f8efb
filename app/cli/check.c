#include "cli/check.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "crypto/token.h"

static const struct {
	const char *name;
	enum status (*run)(struct check *check);
} checks[] = {
	{ "site.yaml", check_settings },
	{ "assessment.yaml, every combination", check_assessment },
	{ "claims.yaml", check_claims },
	{ "guides", check_guides },
	{ "stacks", check_stacks },
	{ "every claim used or left out, and none unknown", check_citations },
	{ "proof: reasons add up, flips complete, links resolve",
	    check_proof },
	{ "data folder", check_folder },
	{ "data closed to others", check_modes },
	{ "passwords closed to others", check_secrets },
	{ "room on the disk", check_room },
	{ "intake database", check_intake },
	{ "office database and an admin", check_office },
	{ "keys", check_keys },
	{ "audit log", check_audit },
	{ "times to book", check_times },
	{ "leads kept no longer than promised", check_retention },
	{ "messages on their way", check_outbox },
	{ "backup", check_backup },
	{ "the webhook's secret", check_webhook },
	{ "your calendar on a server", check_calendar },
	{ "mail server", check_mail_server },
	{ "time zones", check_zones },
	{ "clock", check_clock },
};

/* ---- what the checks say ---- */

enum status
check_bad(const char *format, ...)
{
	va_list args;

	(void)fputs("fourways: ", stderr);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
	return INVALID;
}

enum status
check_needs(struct check *check, const char *what)
{
	check->skipped = arena_printf(check->arena,
	    "not looked at: %s must be good first", what);
	return INVALID;
}

enum status
check_closed(struct check *check, const char *what)
{
	check->warning = arena_printf(check->arena, "%s is closed to %s, as it "
	    "should be; run check as root to have it looked at", what,
	    check_user(check, geteuid()));
	return OK;
}

bool
check_is_closed(const struct check *check, const char *path)
{
	return check->shared && geteuid() != 0 &&
	    access(path, R_OK) == -1 && errno == EACCES;
}

const char *
check_user(const struct check *check, uid_t user)
{
	const struct passwd *found = getpwuid(user);

	return found != NULL ? arena_strdup(check->arena, found->pw_name) :
	    arena_printf(check->arena, "user %u", (unsigned)user);
}

const char *
check_moment(const struct check *check, int64_t at)
{
	char *text = arena_alloc(check->arena, INSTANT_TEXT_SIZE);

	instant_format(at, text);
	return text;
}

const char *
check_size(struct arena *arena, int64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB",
		"TiB" };
	size_t unit = 0;

	for (; bytes >= 10240 && unit + 1 < countof(units); unit++)
		bytes /= 1024;
	return arena_printf(arena, "%lld %s", (long long)bytes, units[unit]);
}

/* ---- the command ---- */

static enum status
run_one(struct check *check, size_t index)
{
	const char *said;
	enum status st;

	check->warning = check->note = check->skipped = NULL;
	st = checks[index].run(check);
	said = st != OK ? check->skipped :
	    check->warning != NULL ? check->warning : check->note;
	(void)printf("%s %s", st != OK ? "BAD " :
	    check->warning != NULL ? "warn" : "good", checks[index].name);
	(void)printf("%s%s\n", said != NULL ? ": " : "",
	    said != NULL ? said : "");
	(void)fflush(stdout);
	return st;
}

int
check_command(int argc, char **argv)
{
	static struct check check;
	const struct option_row rows[] = {
		{ "data", &check.data, NULL },
		{ "conf", &check.conf, NULL },
		{ "assets", &check.assets, NULL },
	};
	const char *words[1];
	ARENA(arena);
	int code = EX_OK;

	if (!options_read(argc, argv, rows, countof(rows), words, 0))
		return EX_USAGE;
	check.arena = arena;
	check.now = time(NULL);
	check.data = check.data == NULL ? "data" : check.data;
	check.conf = check.conf == NULL ? "conf" : check.conf;
	check.assets = check.assets == NULL ? FOURWAYS_ASSETS :
	    check.assets;
	/* A mail server may hang up on us. */
	(void)signal(SIGPIPE, SIG_IGN);
	crypto_start();
	for (size_t i = 0; i < countof(checks); i++) {
		enum status st = run_one(&check, i);

		if (st != OK && code == EX_OK)
			code = exit_of_conf(st);
	}
	return code;
}

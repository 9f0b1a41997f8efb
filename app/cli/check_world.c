#include "cli/check.h"

#include <sys/timex.h>

#include "base/arena.h"
#include "calendar/zone.h"
#include "courier/caldav.h"
#include "courier/secret_file.h"
#include "courier/smtp.h"
#include "courier/webhook.h"
#include "crypto/passphrase.h"

/* When the program was built, for those who say so (SOURCE_DATE_EPOCH); else a
 * day before which it was not: 2026-01-01. */
#ifndef FOURWAYS_BUILT_AT
#define FOURWAYS_BUILT_AT 1767225600
#endif

enum {
	DAY_SECONDS = 86400,
	CLOCK_LEEWAY = 5 * 60, /* seconds */
};

/* Whether a file that a setting names is another role's. */
static bool
is_closed(const struct check *check, const char *name)
{
	return check_is_closed(check, *name == '/' ? name :
	    arena_printf(check->arena, "%s/%s", check->conf, name));
}

enum status
check_webhook(struct check *check)
{
	struct webhook webhook;
	const char *problem;
	enum status st;

	if (!check->settings_good)
		return check_needs(check, "site.yaml");
	if (*check->settings.webhook.url == '\0') {
		check->note = "none is set";
		return OK;
	}
	if (is_closed(check, check->settings.webhook.secret_file))
		return check_closed(check, "it");
	st = webhook_load(check->arena, &check->settings, check->conf, "",
	    &webhook, &problem);
	crypto_wipe(&webhook, sizeof(webhook));
	return st == OK ? OK : check_bad("webhook.secret_file: %s", problem);
}

/* Asked as the courier asks it, for a day alone. */
enum status
check_calendar(struct check *check)
{
	const struct settings *s = &check->settings;
	struct caldav caldav = { s->caldav.url, s->caldav.user, "",
		s->mode == SITE_TEST };
	struct dav_items items;
	const char *problem;

	if (!check->settings_good)
		return check_needs(check, "site.yaml");
	if (*caldav.url == '\0') {
		check->note = "none is set";
		return OK;
	}
	if (is_closed(check, s->caldav.password_file))
		return check_closed(check, "its password");
	if (*s->caldav.password_file != '\0' &&
	    secret_file_read(check->arena, check->conf,
	    s->caldav.password_file, &caldav.password, &problem) != OK)
		return check_bad("caldav.password_file: %s", problem);
	if (caldav_query(check->arena, &caldav, check->now,
	    check->now + DAY_SECONDS, &items, &problem) != OK)
		return check_bad("caldav.url: %s", problem);
	check->note = s->caldav.url;
	return OK;
}

/* ---- the mail server ---- */

/* The password, NULL where it is the courier's alone. OK, or it is said. */
static enum status
read_password(struct check *check, const char **password)
{
	const char *name = check->settings.smtp.password_file;
	const char *problem;

	*password = *name == '\0' ? "" : NULL;
	if (*name == '\0' || is_closed(check, name))
		return OK;
	return secret_file_read(check->arena, check->conf, name, password,
	    &problem) == OK ? OK :
	    check_bad("smtp.password_file: %s", problem);
}

/* "mail.example.org, port 587, by STARTTLS, signed in" */
static const char *
describe(const struct check *check, const char *password)
{
	static const char *const how[] = {
		[SMTP_NONE] = "in the clear",
		[SMTP_STARTTLS] = "by STARTTLS",
		[SMTP_TLS] = "by TLS",
	};
	const struct settings *s = &check->settings;
	const char *sign_in = ", signed in";

	if (*s->smtp.user == '\0')
		sign_in = "";
	else if (password == NULL)
		sign_in = ", not signed in: the password is closed to this "
			  "user";
	return arena_printf(check->arena, "%s, port %d, %s%s", s->smtp.host,
	    s->smtp.port, how[s->smtp.security], sign_in);
}

static enum status
try_server(struct check *check, const char *password)
{
	const struct smtp_server server = { &check->settings, check->conf,
		password };
	struct smtp *smtp = smtp_new(&server);
	struct smtp_result result;

	smtp_try(smtp, check->arena, &result);
	smtp_free(smtp);
	if (!result.accepted)
		return check_bad("%s, port %d: %s; see smtp in site.yaml, and "
		    "\"fourways mail test\" for what is said",
		    check->settings.smtp.host, check->settings.smtp.port,
		    result.reason);
	check->note = describe(check, password);
	return OK;
}

/* Production mode is not to be had without one. */
enum status
check_mail_server(struct check *check)
{
	const char *password = NULL;
	enum status st;

	if (!check->settings_good)
		return check_needs(check, "site.yaml");
	if (*check->settings.smtp.host == '\0') {
		check->note = "none is set, so no mail leaves; production "
			      "mode needs one";
		return OK;
	}
	st = read_password(check, &password);
	return st == OK ? try_server(check, password) : st;
}

/* ---- time ---- */

enum status
check_zones(struct check *check)
{
	const struct zone_release *release = zone_release();
	const char *name = *release->name == '\0' ? "an unknown release" :
	    release->name;

	if (zone_count() <= 1)
		return check_bad("there are no zone files; install the package "
		    "tzdata");
	check->note = arena_printf(check->arena, "tzdata %s", name);
	if (*release->name == '\0')
		check->warning = "nothing tells how old they are: tzdata.zi is "
				 "missing; install the package tzdata anew";
	else if (zone_release_is_old(release, check->now))
		check->warning = arena_printf(check->arena, "tzdata %s is more "
		    "than a year old, and countries change their clocks: "
		    "update the package tzdata, then restart the site", name);
	return OK;
}

enum check_verdict
check_clock_rule(int64_t now, int64_t built_at, int64_t newest_at)
{
	if (now + CLOCK_LEEWAY < built_at)
		return CHECK_BAD;
	return now + CLOCK_LEEWAY < newest_at ? CHECK_WARN : CHECK_GOOD;
}

/* What the kernel tells anybody; in a sandbox it may tell nothing. */
static bool
is_unsynchronised(void)
{
	struct timex timex = { .modes = 0 };

	return adjtimex(&timex) == TIME_ERROR &&
	    (timex.status & STA_UNSYNC) != 0;
}

/* In a trial --test-now dates rows ahead of the clock. */
static enum status
say_before_data(struct check *check)
{
	const char *sentence = arena_printf(check->arena, "it says %s, and "
	    "something was stored at %s: set it right (timedatectl), unless "
	    "it was wrong then", check_moment(check, check->now),
	    check_moment(check, check->newest_at));

	if (check->settings_good && check->settings.mode == SITE_PRODUCTION)
		return check_bad("the clock: %s", sentence);
	check->warning = sentence;
	return OK;
}

enum status
check_clock(struct check *check)
{
	switch (check_clock_rule(check->now, FOURWAYS_BUILT_AT,
	    check->newest_at)) {
	case CHECK_BAD:
		return check_bad("the clock says %s, and this program was built "
		    "at %s: set it right (timedatectl)",
		    check_moment(check, check->now),
		    check_moment(check, FOURWAYS_BUILT_AT));
	case CHECK_WARN:
		return say_before_data(check);
	case CHECK_GOOD:
		break;
	}
	check->note = check_moment(check, check->now);
	if (is_unsynchronised())
		check->warning = arena_printf(check->arena, "%s, and nothing "
		    "keeps it right, as the kernel says: turn on "
		    "systemd-timesyncd or chrony", check->note);
	return OK;
}

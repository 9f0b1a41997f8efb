/*
 * The laws of site.yaml, over any bytes:
 *  - it is read or refused; a refusal is one line that names a line there is,
 *    or a legal text beside it;
 *  - what is read keeps its limits: numbers, texts of one line, hours in order
 *    that a call fits into, a zone, addresses;
 *  - what needs something else has it: a mail server a sender, a user a
 *    password, production an address.
 */
#include <sys/stat.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/settings.h"
#include "config/yaml.h"
#include "domain/booking.h"
#include "said.h"

static const char file[] = "site.yaml";

/* The folder with the legal texts; it goes when the program does. */
static char folder[] = "/tmp/fuzz-settings-XXXXXX";

static void
remove_folder(void)
{
	law(chdir(folder) == 0, "the folder is there");
	(void)unlink("legal/privacy.md");
	(void)unlink("legal/imprint.md");
	(void)rmdir("legal");
	(void)rmdir(folder);
}

static void
write_legal(const char *name, const char *text)
{
	ARENA(arena);
	FILE *out = fopen(arena_printf(arena, "%s/legal/%s", folder, name),
	    "we");

	law(out != NULL && fputs(text, out) >= 0 && fclose(out) == 0,
	    "a legal text is written");
}

static void
start(void)
{
	static bool started;
	ARENA(arena);

	if (started)
		return;
	started = true;
	law(mkdtemp(folder) != NULL && mkdir(arena_printf(arena, "%s/legal",
	    folder), 0700) == 0, "there is a folder");
	write_legal("privacy.md", "Kept for {{closed_days}} days.\n");
	write_legal("imprint.md", "We are we.\n");
	(void)atexit(remove_folder);
}

/* ---- laws ---- */

static void
check_number(int number, int min, int max)
{
	law(number >= min && number <= max, "a number has its limits");
}

static void
check_numbers(const struct settings *s)
{
	check_number(s->availability.slot_minutes, 5, 480);
	check_number(s->availability.buffer_minutes, 0, 480);
	check_number(s->availability.notice_minutes, 0, 43200);
	check_number(s->availability.horizon_days, 1, 365);
	check_number(s->availability.max_per_day, 0, 100);
	check_number(s->reply_hours, 1, 336);
	check_number(s->smtp.port, 1, 65535);
	check_number(s->retention.closed_days, 1, 3650);
	check_number(s->retention.quarantine_days, 1, 365);
	check_number(s->session.idle_minutes, 1, 1440);
	check_number(s->session.max_hours, 1, 168);
	check_number(s->limits.connections_per_address, 0, 100000);
	check_number(s->limits.form_seconds, 0, 60);
	check_number(s->limits.failed_signins, 0, 100);
	law(s->mode == SITE_TEST || s->mode == SITE_PRODUCTION, "a mode");
	law(s->smtp.security >= SMTP_NONE && s->smtp.security <= SMTP_TLS,
	    "a security");
}

static void
check_text(const char *text, size_t max)
{
	size_t len = strlen(text);

	law(text_is_utf8(text, len), "a text is UTF-8");
	law(!text_has_control(text), "of one line");
	law(text_length(text) <= max, "and has its limit");
	law(len == 0 || (*text != ' ' && text[len - 1] != ' '),
	    "without blanks around it");
}

static void
check_texts(const struct settings *s)
{
	check_text(s->name, 80);
	check_text(s->tagline, 200);
	check_text(s->owner.name, 100);
	check_text(s->capacity.reason, 300);
	check_text(s->smtp.user, 254);
	check_text(s->smtp.password_file, 1000);
	check_text(s->webhook.url, 1000);
	check_text(s->caldav.url, 1000);
	check_text(s->trusted_proxy, 45);
	law(*s->name != '\0' && *s->owner.name != '\0', "names are given");
	law(email_is_valid(s->owner.email), "the owner can be written to");
}

static void
check_hours(const struct availability *hours)
{
	law(hours->zone != NULL, "there is a zone");
	law(hours->notice_minutes < (hours->horizon_days + 1) * 1440,
	    "something can be booked");
	for (size_t day = 0; day < 7; day++) {
		int before = 0;

		for (size_t i = 0; i < hours->week[day].len; i++) {
			const struct window *window = &hours->week[day].at[i];

			law(window->from_minute >= before, "in order, apart");
			law(window->to_minute - window->from_minute >=
			    hours->slot_minutes, "a call fits");
			before = window->to_minute;
		}
		law(before <= 1440, "a day has 24 hours");
	}
}

/* A URL begins with one of two schemes and holds nothing that HTML, a header
 * or a log would mind. */
static void
check_url(const struct settings *s, const char *url)
{
	if (*url == '\0')
		return;
	law(text_starts(url, "https://") || (s->mode == SITE_TEST &&
	    text_starts(url, "http://")), "a URL's scheme");
	for (; *url != '\0'; url++)
		law(*url > ' ' && *url < 0x7f && strchr("\"'<>\\", *url) ==
		    NULL, "a URL's characters");
}

static void
check_companions(const struct settings *s)
{
	size_t len = strlen(s->base_url);

	check_url(s, s->base_url);
	check_url(s, s->webhook.url);
	check_url(s, s->caldav.url);
	law(len == 0 || s->base_url[len - 1] != '/', "no slash at its end");
	law(s->mode == SITE_TEST || (len > 0 && *s->smtp.host != '\0'),
	    "production can be reached and can write");
	law(*s->smtp.host == '\0' || email_is_valid(s->smtp.from),
	    "mail has a sender");
	law((*s->smtp.user == '\0') == (*s->smtp.password_file == '\0'),
	    "a user has a password");
	law(*s->webhook.url == '\0' || *s->webhook.secret_file != '\0',
	    "a webhook is signed");
}

/* A file within the folder. */
static void
check_legal(const char *name)
{
	ARENA(arena);
	struct stat file_stat;

	law(stat(arena_printf(arena, "%s/%s", folder, name), &file_stat) == 0 &&
	    S_ISREG(file_stat.st_mode), "a legal text is a file");
	law(*name != '/' && strstr(name, "..") == NULL, "within the folder");
}

/* A refusal names the file, or a legal text. */
static void
check_said(const char *text, const uint8_t *data, size_t size)
{
	if (!text_starts(text, folder)) {
		check_refusal(text, file, lines_of(data, size));
		return;
	}
	law(strchr(text, '\n') == text + strlen(text) - 1, "in one line");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct yaml_source source = { file, 1, (const char *)data, size };
	ARENA(arena);
	struct settings settings;
	enum status st;

	start();
	said_begin();
	st = settings_read(arena, &source, folder, &settings);
	if (st != OK) {
		law(st == INVALID, "what is not read is refused");
		check_said(said_end(), data, size);
		return 0;
	}
	law(*said_end() == '\0', "what is read says nothing");
	check_numbers(&settings);
	check_texts(&settings);
	check_hours(&settings.availability);
	check_companions(&settings);
	check_legal(settings.legal.privacy);
	check_legal(settings.legal.imprint);
	return 0;
}

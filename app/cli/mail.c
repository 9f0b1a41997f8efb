#include <signal.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "config/settings.h"
#include "courier/smtp.h"
#include "courier/test_mail.h"
#include "domain/person.h"

enum { SAID_MAX = 1 << 20 };

static int
report(enum status st, struct buf *said, const struct smtp_result *result,
    const char *problem)
{
	(void)fputs(buf_text(said), stdout);
	if (st == OK) {
		(void)printf("the mail server has taken it\n");
		return EX_OK;
	}
	if (st == INVALID) {
		(void)fprintf(stderr, "fourways: %s\n", problem);
		return EX_CONFIG;
	}
	(void)fprintf(stderr, "fourways: the test mail was not sent: %s\n",
	    result->reason);
	return EX_UNAVAILABLE;
}

static int
send_test(struct arena *arena, const char *conf, const char *email)
{
	struct settings settings;
	struct smtp_result result = { .reason = "" };
	const char *problem = "";
	BUF(said, SAID_MAX);
	enum status st;

	if (!email_is_valid(email)) {
		(void)fprintf(stderr, "fourways: \"%s\" is not an e-mail "
		    "address; write it as name@example.org\n", email);
		return EX_USAGE;
	}
	if ((st = settings_load(arena, conf, &settings)) != OK)
		return exit_of_conf(st);
	/* It may hang up on us. */
	(void)signal(SIGPIPE, SIG_IGN);
	st = test_mail_send(arena, &settings, conf, email, time(NULL), &said,
	    &result, &problem);
	return report(st, &said, &result, problem);
}

int
mail_command(int argc, char **argv)
{
	const char *conf = NULL;
	const char *data = NULL;
	const struct option_row rows[] = {
		{ "conf", &conf, NULL },
		/* Taken so that all commands may be called alike. */
		{ "data", &data, NULL },
	};
	const char *words[3];
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 2))
		return EX_USAGE;
	if (words[0] == NULL || strcmp(words[0], "test") != 0 ||
	    words[1] == NULL) {
		(void)fprintf(stderr, "fourways: write: fourways mail test "
		    "name@example.org\n");
		return EX_USAGE;
	}
	return send_test(arena, conf == NULL ? "conf" : conf, words[1]);
}

#include <errno.h>
#include <fcntl.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/util.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "cli/setup.h"
#include "domain/booking.h"

struct init_options {
	const char *data;
	const char *email;
	const char *passphrase_file;
	const char *recovery_file;
};

static int
refuse(const char *why)
{
	(void)fprintf(stderr, "fourways: %s\n", why);
	return EX_DATAERR;
}

static enum status
ask_passphrase(struct arena *arena, const struct init_options *o,
    const char **passphrase)
{
	const char *again;
	enum status st;

	if (o->passphrase_file != NULL)
		return ask_file(arena, o->passphrase_file, passphrase);
	st = ask_secret(arena, "Passphrase, 15 characters or more:",
	    passphrase);
	if (st == OK)
		st = ask_secret(arena, "The same again:", &again);
	if (st == OK && strcmp(*passphrase, again) != 0) {
		(void)fprintf(stderr, "fourways: the two passphrases differ; "
		    "nothing was created\n");
		return INVALID;
	}
	return st;
}

/* Opened before anything is created: a code that cannot be written down must
 * not come into being. */
static int
open_recovery_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1)
		(void)fprintf(stderr, "fourways: cannot create %s: %s\n", path,
		    strerror(errno));
	return fd;
}

/* Four groups asked back, so that it was written down and not clicked away. */
static bool
was_written_down(struct arena *arena, const char *recovery)
{
	static const int groups[] = { 2, 4, 5, 7 };
	const char *typed;

	for (size_t i = 0; i < countof(groups); i++) {
		const char *question = arena_printf(arena,
		    "Please type group %d of the code:", groups[i]);

		do {
			if (ask_line(arena, question, &typed) != OK)
				return false;
		} while (!recovery_group_is(recovery, groups[i], typed));
	}
	return true;
}

static int
hand_over(struct arena *arena, const struct init_options *o, int recovery_fd,
    const char *recovery)
{
	if (recovery_fd != -1) {
		bool good = dprintf(recovery_fd, "%s\n", recovery) > 0 &&
		    fsync(recovery_fd) == 0;

		if (close(recovery_fd) == 0 && good)
			return EX_OK;
		(void)fprintf(stderr, "fourways: cannot write %s: %s\n",
		    o->recovery_file, strerror(errno));
		return EX_IOERR;
	}
	(void)printf("\nThe recovery code. It is shown this once and stored "
	    "nowhere. With it, and only\nwith it, leads can be read when the "
	    "passphrase is forgotten. Write it down:\n\n    %s\n\n", recovery);
	(void)fflush(stdout);
	return was_written_down(arena, recovery) ? EX_OK : EX_DATAERR;
}

static int
create(struct arena *arena, const struct init_options *o,
    const char *passphrase)
{
	struct setup setup = { o->data, o->email, passphrase,
		&passphrase_cost_production };
	char recovery[RECOVERY_TEXT_SIZE];
	int recovery_fd = -1;
	enum status st;
	int code;

	if (o->recovery_file != NULL) {
		recovery_fd = open_recovery_file(o->recovery_file);
		if (recovery_fd == -1)
			return EX_CANTCREAT;
	}
	st = setup_create(&setup, recovery);
	if (st == CONFLICT)
		(void)fprintf(stderr, "fourways: %s holds data already; "
		    "choose another --data\n", o->data);
	if (st != OK) {
		if (recovery_fd != -1) {
			(void)close(recovery_fd);
			(void)unlink(o->recovery_file);
		}
		return exit_of_data(st);
	}
	code = hand_over(arena, o, recovery_fd, recovery);
	crypto_wipe(recovery, sizeof(recovery));
	if (code == EX_OK)
		(void)printf("%s is ready; next: fourways serve --data %s\n",
		    o->data, o->data);
	return code;
}

int
init_command(int argc, char **argv)
{
	struct init_options o = { 0 };
	const struct option_row rows[] = {
		{ "data", &o.data, NULL },
		{ "email", &o.email, NULL },
		{ "passphrase-file", &o.passphrase_file, NULL },
		{ "recovery-file", &o.recovery_file, NULL },
	};
	const char *words[1];
	const char *passphrase;
	const char *problem;
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 0))
		return EX_USAGE;
	if (o.data == NULL)
		o.data = "data";
	if (o.email == NULL &&
	    ask_line(arena, "E-mail address of the owner:", &o.email) != OK)
		return EX_USAGE;
	if (!email_is_valid(o.email))
		return refuse("--email is not an e-mail address we accept; "
		    "write it as name@example.org");
	if (ask_passphrase(arena, &o, &passphrase) != OK)
		return EX_DATAERR;
	if ((problem = passphrase_problem(passphrase)) != NULL)
		return refuse(problem);
	return create(arena, &o, passphrase);
}

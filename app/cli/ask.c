#include "cli/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "base/util.h"
#include "crypto/passphrase.h"

enum { LINE_SIZE = 4096 };

/* Or -1, and that is said. */
static int
terminal_open(struct termios *how)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);

	if (tty != -1 && tcgetattr(tty, how) == 0)
		return tty;
	log_error("ask", "no terminal to ask on: give the options instead "
	    "(\"fourways help\")");
	if (tty != -1)
		(void)close(tty);
	return -1;
}

/* What ends or stops a program from its terminal, or from elsewhere. */
static sigset_t
endings(void)
{
	static const int all[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };
	sigset_t set;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < countof(all); i++)
		(void)sigaddset(&set, all[i]);
	return set;
}

/* Whether a line is there to be read; if not, one of these signals is. */
static bool
line_comes(int tty, const sigset_t *signals)
{
	struct pollfd fds[] = {
		{ .fd = tty, .events = POLLIN },
		{ .fd = signalfd(-1, signals, SFD_CLOEXEC), .events = POLLIN },
	};

	while (poll(fds, countof(fds), -1) == -1 && errno == EINTR)
		continue;
	if (fds[1].fd != -1)
		(void)close(fds[1].fd);
	return (fds[1].revents & POLLIN) == 0;
}

/* Asks until a line was read; its length, or 0 where there is none to come. A
 * signal waits until the terminal shows again what is typed, for whoever is
 * there goes on with it; after one that only stops the program it asks anew. */
static size_t
ask_on(int tty, const char *question, const struct termios *how,
    const struct termios *meanwhile, char line[static LINE_SIZE])
{
	const sigset_t signals = endings();
	sigset_t before;
	ssize_t n = -1;
	bool comes;

	do {
		(void)sigprocmask(SIG_BLOCK, &signals, &before);
		(void)tcsetattr(tty, TCSAFLUSH, meanwhile);
		(void)dprintf(tty, "%s ", question);
		if ((comes = line_comes(tty, &signals)))
			n = read(tty, line, LINE_SIZE - 1);
		(void)tcsetattr(tty, TCSAFLUSH, how);
		(void)sigprocmask(SIG_SETMASK, &before, NULL);
	} while (!comes);
	return n < 0 ? 0 : (size_t)n;
}

static enum status
ask(struct arena *arena, const char *question, bool echo, const char **answer)
{
	struct termios how;
	struct termios quiet;
	char line[LINE_SIZE];
	int tty = terminal_open(&how);
	size_t len;

	if (tty == -1)
		return NOT_FOUND;
	quiet = how;
	if (!echo)
		quiet.c_lflag &= ~(tcflag_t)ECHO;
	len = ask_on(tty, question, &how, &quiet, line);
	if (!echo || len == 0)
		(void)dprintf(tty, "\n");
	(void)close(tty);
	if (len == 0) {
		log_error("ask", "nothing was typed: the input has ended");
		return FAILED;
	}
	line[len] = '\0';
	*answer = echo ? text_trim(arena, line) :
	    arena_strndup(arena, line, strcspn(line, "\n"));
	crypto_wipe(line, sizeof(line));
	return OK;
}

bool
ask_can(void)
{
	struct termios how;
	int tty = terminal_open(&how);

	if (tty == -1)
		return false;
	(void)close(tty);
	return true;
}

enum status
ask_line(struct arena *arena, const char *question, const char **answer)
{
	return ask(arena, question, true, answer);
}

enum status
ask_secret(struct arena *arena, const char *question, const char **answer)
{
	return ask(arena, question, false, answer);
}

enum status
ask_file(struct arena *arena, const char *path, const char **answer)
{
	char line[LINE_SIZE];
	FILE *file = fopen(path, "re");
	bool good;

	if (file == NULL) {
		log_error("ask", "cannot read %s: %s", path, strerror(errno));
		return FAILED;
	}
	good = fgets(line, sizeof(line), file) != NULL;
	(void)fclose(file);
	line[good ? strcspn(line, "\r\n") : 0] = '\0';
	*answer = arena_strdup(arena, line);
	crypto_wipe(line, sizeof(line));
	if (**answer != '\0')
		return OK;
	log_error("ask", "%s: the first line is empty", path);
	return FAILED;
}

#include "cli/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/passphrase.h"

enum { LINE_SIZE = 4096 };

static enum status
ask(struct arena *arena, const char *question, bool echo, const char **answer)
{
	struct termios before;
	struct termios quiet;
	char line[LINE_SIZE];
	ssize_t n;
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);

	if (tty == -1 || tcgetattr(tty, &before) == -1) {
		log_error("ask", "no terminal to ask on: give the options "
		    "instead (\"fourways help\")");
		if (tty != -1)
			(void)close(tty);
		return NOT_FOUND;
	}
	quiet = before;
	if (!echo)
		quiet.c_lflag &= ~(tcflag_t)ECHO;
	(void)tcsetattr(tty, TCSAFLUSH, &quiet);
	(void)dprintf(tty, "%s ", question);
	n = read(tty, line, sizeof(line) - 1);
	(void)tcsetattr(tty, TCSAFLUSH, &before);
	if (!echo)
		(void)dprintf(tty, "\n");
	(void)close(tty);
	line[n < 0 ? 0 : n] = '\0';
	*answer = echo ? text_trim(arena, line) :
	    arena_strndup(arena, line, strcspn(line, "\n"));
	crypto_wipe(line, sizeof(line));
	return OK;
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

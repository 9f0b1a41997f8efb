#include "cli/paper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/util.h"
#include "cli/ask.h"
#include "crypto/recovery.h"

int
paper_open(const char *path, struct paper *paper)
{
	*paper = (struct paper){ path, -1 };
	if (path == NULL)
		return ask_can() ? EX_OK : EX_USAGE;
	paper->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (paper->fd != -1)
		return EX_OK;
	(void)fprintf(stderr, "fourways: cannot create %s: %s\n", path,
	    strerror(errno));
	return EX_CANTCREAT;
}

void
paper_drop(struct paper *paper)
{
	if (paper->path == NULL)
		return;
	if (paper->fd != -1)
		(void)close(paper->fd);
	(void)unlink(paper->path);
}

/* Four groups asked back, so that it was written down and not clicked away. */
static bool
was_written_down(struct arena *arena, const char *code)
{
	static const int groups[] = { 2, 4, 5, 7 };
	const char *typed;

	for (size_t i = 0; i < countof(groups); i++) {
		const char *please = "Please type group";

		do {
			if (ask_line(arena, arena_printf(arena,
			    "%s %d of the code:", please, groups[i]),
			    &typed) != OK)
				return false;
			please = "That is not it; once more, group";
		} while (!recovery_group_is(code, groups[i], typed));
	}
	return true;
}

static int
write_file(struct paper *paper, const char *code)
{
	bool good = dprintf(paper->fd, "%s\n", code) > 0 &&
	    fsync(paper->fd) == 0;

	good &= close(paper->fd) == 0;
	paper->fd = -1;
	if (good)
		return EX_OK;
	(void)fprintf(stderr, "fourways: cannot write %s: %s\n", paper->path,
	    strerror(errno));
	return EX_IOERR;
}

int
paper_write(struct arena *arena, struct paper *paper, const char *code)
{
	if (paper->path != NULL)
		return write_file(paper, code);
	(void)printf("\nThe recovery code. It is shown this once and stored "
	    "nowhere. What visitors write\nis sealed: without a passphrase and "
	    "without this code nobody can ever read it, and\nno mail and no "
	    "support can reset either. Write it on paper:\n\n    %s\n\n",
	    code);
	(void)fflush(stdout);
	return was_written_down(arena, code) ? EX_OK : EX_DATAERR;
}

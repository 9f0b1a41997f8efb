#include "cli/new_passphrase.h"

#include "base/arena.h"
#include "cli/ask.h"
#include "crypto/passphrase.h"

static enum status
refuse(const char *why)
{
	(void)fprintf(stderr, "fourways: %s\n", why);
	return INVALID;
}

static enum status
ask_twice(struct arena *arena, const char *whose, const char **passphrase)
{
	const char *question = arena_printf(arena,
	    "%s, %d characters or more:", whose, PASSPHRASE_LENGTH_MIN);
	const char *again;

	if (ask_secret(arena, question, passphrase) != OK ||
	    ask_secret(arena, "The same again:", &again) != OK)
		return INVALID;
	if (strcmp(*passphrase, again) != 0)
		return refuse("the two passphrases differ; nothing was "
		    "changed");
	return OK;
}

enum status
new_passphrase(struct arena *arena, const char *file, const char *whose,
    const char **passphrase)
{
	const char *problem;
	enum status st = file != NULL ? ask_file(arena, file, passphrase) :
	    ask_twice(arena, whose, passphrase);

	if (st != OK)
		return INVALID;
	problem = passphrase_problem(*passphrase);
	return problem == NULL ? OK : refuse(problem);
}

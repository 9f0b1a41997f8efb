#include <sysexits.h>
#include <time.h>

#include "base/arena.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/desk.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "store/owners.h"
#include "vault/rotate.h"

static void
report(const struct rotation_count *count)
{
	(void)printf("the site has a new key: %lld leads and %lld notes are "
	    "sealed to it\n", (long long)count->leads,
	    (long long)count->notes);
	if (count->unreadable_leads + count->unreadable_notes > 0)
		(void)printf("%lld leads and %lld notes could not be opened "
		    "and stay as they are\n",
		    (long long)count->unreadable_leads,
		    (long long)count->unreadable_notes);
	(void)printf("everyone who was signed in signs in anew\n");
}

static int
rotate(struct arena *arena, const struct desk_options *o)
{
	struct rotation_count count;
	struct desk desk;
	enum status st;
	int code = desk_open(arena, o, &desk);

	if (code != EX_OK)
		return code;
	st = vault_rotate(&desk.vault, o->data, time(NULL), &count);
	if (st == OK)
		st = owners_restore(o->data);
	desk_close(&desk);
	if (st == OK)
		report(&count);
	else
		(void)fprintf(stderr, "fourways: the rotation stopped; nothing "
		    "is lost, and the same command goes on with it\n");
	return exit_of_data(st);
}

int
key_command(int argc, char **argv)
{
	struct desk_options o = { 0 };
	const struct option_row rows[] = {
		{ "data", &o.data, NULL },
		{ "email", &o.email, NULL },
		{ "passphrase-file", &o.passphrase_file, NULL },
	};
	const char *words[2];
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 1))
		return EX_USAGE;
	if (o.data == NULL)
		o.data = "data";
	if (words[0] != NULL && strcmp(words[0], "rotate") == 0)
		return rotate(arena, &o);
	(void)fprintf(stderr, "fourways: key %s; \"fourways help\" lists what "
	    "there is\n",
	    words[0] == NULL ? "needs a word behind it" : "knows only rotate");
	return EX_USAGE;
}

/*
 * Fourways: one program, its sub-commands in one table. Sub-commands run
 * before and without Kore; only serve enters it.
 */
#include <sysexits.h>

#include "base/secrecy.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "serve.h"
#include "version.h"

struct command {
	const char *name;
	const char *usage;
	const char *does;
	int (*run)(int argc, char **argv);
};

static int help_command(int argc, char **argv);

static const struct command commands[] = {
	{ "init",
	    "--data DIR [--email E] [--passphrase-file F] "
	    "[--recovery-file F]\n"
	    "        [--database URL]",
	    "create databases, keys and the first admin", init_command },
	{ "serve",
	    "[--data DIR] [--conf DIR] [--assets DIR]\n"
	    "        [--role all|public|admin|courier] [--workers N]\n"
	    "        [--listen ADDR:PORT|unix:PATH] [--admin-listen ...]\n"
	    "        [--tls-cert FILE --tls-key FILE]\n"
	    "        [--redirect-listen ADDR:PORT [--acme DIR]]\n"
	    "        [--demo [--demo-leads N]] [--test-now ISO8601Z] "
	    "[--no-limits]",
	    "run the site", serve_command },
	{ "check", "[--data DIR] [--conf DIR] [--assets DIR]",
	    "say whether everything is in order", check_command },
	{ "proof", "[--conf DIR] [--assets DIR] [--table] [--accept]",
	    "evaluate all answers of the assessment", proof_command },
	{ "migrate", "[--data DIR] [--try | --to URL|files]",
	    "bring the databases up to date, or only try it; or move them",
	    migrate_command },
	{ "lead",
	    "list|show ID|export|import FILE|erase ID [--format csv|json]\n"
	    "        [--data DIR] [--email E] [--passphrase-file F]",
	    "read leads, take them out and in, erase one", lead_command },
	{ "admin",
	    "add|list|remove|passphrase|recover [--data DIR] [--email E]\n"
	    "        [--passphrase-file F] [--new-passphrase-file F]\n"
	    "        [--as E] [--as-passphrase-file F]\n"
	    "        [--code-file F] [--recovery-file F]",
	    "accounts: --email says whose, --as who unlocks for it",
	    admin_command },
	{ "key", "rotate [--data DIR] [--email E] [--passphrase-file F]",
	    "give the site another key, and all that is sealed with it",
	    key_command },
	{ "busy", "FILE|- [--data DIR] [--conf DIR]",
	    "block what a calendar file (.ics) says you are busy with",
	    busy_command },
	{ "mail", "test ADDRESS [--conf DIR]",
	    "send a test mail and show what the mail server says",
	    mail_command },
	{ "audit", "verify [--data DIR]",
	    "find what was changed in the audit log, or taken out of it",
	    audit_command },
	{ "backup", "FILE|FOLDER [--data DIR] [--recipient AGE-RECIPIENT]",
	    "write everything into one file, while the site goes on",
	    backup_command },
	{ "restore", "FILE [--data DIR]",
	    "put a backup into the place of what there is", restore_command },
	{ "version", "", "name this program, its libraries and their licences",
	    version_command },
	{ "help", "", "this text", help_command },
};

static int
help_command(int argc, char **argv)
{
	const char *words[1];

	if (!options_read(argc, argv, NULL, 0, words, 0))
		return EX_USAGE;
	(void)printf("Fourways " FOURWAYS_VERSION "\n\n");
	for (size_t i = 0; i < countof(commands); i++)
		(void)printf("fourways %s %s\n    %s\n", commands[i].name,
		    commands[i].usage, commands[i].does);
	(void)printf("\nDefaults: --data ./data --conf ./conf --assets %s\n"
	    "--listen 127.0.0.1:8080 --admin-listen 127.0.0.1:8081, as many "
	    "workers as\nprocessors.\n", FOURWAYS_ASSETS);
	return EX_OK;
}

int
main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	secrecy_no_core();
	for (size_t i = 0; i < countof(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (*name == '\0')
		(void)fprintf(stderr, "fourways: a command is missing; "
		    "\"fourways help\" lists them\n");
	else
		(void)fprintf(stderr, "fourways: no command \"%s\"; "
		    "\"fourways help\" lists them\n", name);
	return EX_USAGE;
}

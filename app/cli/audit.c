#include <inttypes.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "store/office.h"

/* The end of the log, for whoever keeps it on another machine. */
static void
print_end(const struct audit_report *report)
{
	(void)printf("     last: event %" PRId64 ", ", report->count);
	for (size_t i = 0; i < sizeof(report->hash); i++)
		(void)printf("%02x", report->hash[i]);
	(void)printf("\n");
}

static void
print_report(struct arena *arena, const char *data,
    const struct audit_report *report)
{
	const char *text = audit_report_text(arena, report);

	if (report->finding != AUDIT_WHOLE)
		(void)fprintf(stderr, "fourways: %s/office.db: %s. The events "
		    "before are good: %" PRId64 ". Compare with a backup.\n",
		    data, text, report->count);
	else
		(void)printf("good audit log: %s\n", text);
	if (report->behind > 0)
		(void)printf("     the last %" PRId64 " are not vouched for by "
		    "keys/audit.head; after a crash that is so\n",
		    report->behind);
	if (report->alarms > 0)
		(void)fprintf(stderr, "fourways: %s/office.db: event %" PRId64
		    " tells of tampering, and it is the first of %" PRId64
		    "; see the audit log in the admin\n", data, report->alarm,
		    report->alarms);
	if (report->count > 0)
		print_end(report);
}

static int
verify(struct arena *arena, const char *data)
{
	struct audit_report report;
	struct office *office;
	enum status st;

	crypto_start();
	st = office_open(data, hash_blake2b, &office);
	if (st == NOT_FOUND)
		(void)fprintf(stderr, "fourways: there is no data in %s; run "
		    "\"fourways init --data %s\" first\n", data, data);
	if (st != OK)
		return exit_of_data(st);
	st = office_audit_verify(office, &report);
	office_close(office);
	if (st == OK || st == INVALID)
		print_report(arena, data, &report);
	return exit_of_data(st);
}

int
audit_command(int argc, char **argv)
{
	const char *data = NULL;
	const struct option_row rows[] = {
		{ "data", &data, NULL },
	};
	const char *words[2];
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 1))
		return EX_USAGE;
	if (words[0] != NULL && strcmp(words[0], "verify") == 0)
		return verify(arena, data == NULL ? "data" : data);
	(void)fprintf(stderr, "fourways: audit %s; \"fourways help\" lists what "
	    "there is\n", words[0] == NULL ? "needs a word behind it" :
	    "knows only verify");
	return EX_USAGE;
}

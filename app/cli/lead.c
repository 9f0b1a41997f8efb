#include "domain/lead.h"

#include <sysexits.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "crypto/hash.h"
#include "crypto/passphrase.h"
#include "crypto/token.h"
#include "store/office.h"
#include "store/store.h"

enum { LEADS_A_PAGE = 100 };

struct lead_options {
	const char *data;
	const char *email;
	const char *passphrase_file;
};

/* Whoever lists leads proves to be an admin first, as on the web. NOT_FOUND:
 * there is no terminal to ask on. */
static enum status
sign_in(struct arena *arena, struct office *office,
    const struct lead_options *o)
{
	uint8_t verifier[PASSPHRASE_VERIFIER_SIZE];
	const char *passphrase;
	struct passphrase_cost cost;
	struct admin admin;
	enum status st;

	st = o->passphrase_file != NULL ?
	    ask_file(arena, o->passphrase_file, &passphrase) :
	    ask_secret(arena, "Passphrase:", &passphrase);
	if (st != OK)
		return st;
	st = o->email == NULL ? office_admin_first(office, arena, &admin) :
	    office_admin_by_email(office, arena, o->email, &admin);
	if (st != OK)
		return st == NOT_FOUND ? DENIED : st;
	cost = (struct passphrase_cost){ admin.cost_memory,
		admin.cost_passes };
	st = passphrase_derive(passphrase, admin.salt, &cost, verifier, NULL);
	if (st == OK && !passphrase_matches(verifier, admin.verifier))
		st = DENIED;
	return st;
}

static void
print_row(struct arena *arena, const struct lead_row *row)
{
	const struct zone *utc = zone_find("UTC");

	(void)printf("%lld\t%s\t%s\t%s\t%s\t%s\n", (long long)row->id,
	    label_moment(arena, utc, row->created_at),
	    lead_stage_label(row->stage), row->head.name, row->head.email,
	    row->head.company);
}

static enum status
list(struct arena *arena, const char *dir)
{
	struct store *store;
	struct lead_rows rows = { 0 };
	int64_t before = 0;
	enum status st;

	if ((st = store_open(dir, STORE_OFFICE, &store)) != OK)
		return st;
	(void)printf("id\tcame in (UTC)\tstage\tname\te-mail\tcompany\n");
	do {
		st = store_leads(store, arena, before, LEADS_A_PAGE, &rows);
		for (size_t i = 0; st == OK && i < rows.len; i++) {
			print_row(arena, &rows.at[i]);
			before = rows.at[i].id;
		}
	} while (st == OK && rows.len == LEADS_A_PAGE);
	store_close(store);
	return st;
}

static int
list_command(struct arena *arena, struct lead_options *o)
{
	struct office *office;
	enum status st;

	crypto_start();
	st = office_open(o->data, hash_blake2b, &office);
	if (st == NOT_FOUND)
		(void)fprintf(stderr, "fourways: there is no data in %s; run "
		    "\"fourways init --data %s\" first\n", o->data, o->data);
	if (st != OK)
		return exit_of_data(st);
	st = sign_in(arena, office, o);
	office_close(office);
	if (st == DENIED) {
		(void)fprintf(stderr, "fourways: this e-mail address and "
		    "passphrase do not belong together\n");
		return EX_NOPERM;
	}
	if (st == NOT_FOUND)
		return EX_USAGE;
	if (st == OK)
		st = list(arena, o->data);
	return exit_of_data(st);
}

int
lead_command(int argc, char **argv)
{
	struct lead_options o = { 0 };
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
	if (words[0] != NULL && strcmp(words[0], "list") == 0)
		return list_command(arena, &o);
	(void)fprintf(stderr, "fourways: lead %s; \"fourways help\" lists what "
	    "there is\n",
	    words[0] == NULL ? "needs a word behind it" : "knows only list");
	return EX_USAGE;
}

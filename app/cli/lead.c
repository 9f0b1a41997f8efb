#include "domain/lead.h"

#include <errno.h>
#include <sysexits.h>
#include <time.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "cli/cli.h"
#include "cli/desk.h"
#include "cli/exits.h"
#include "cli/lead_files.h"
#include "cli/options.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/taken.h"
#include "vault/leads.h"
#include "vault/notes.h"

enum { LEADS_A_PAGE = 100 };

/* A call of one of the words below. */
struct lead_call {
	struct arena *arena;
	struct desk desk;
	const char *word;   /* what stands behind the word, or NULL */
	const char *format; /* of an export */
};

static enum status
say_invalid(const char *why)
{
	(void)fprintf(stderr, "fourways: %s\n", why);
	return INVALID;
}

static enum status
read_id(const struct lead_call *call, int64_t *id)
{
	if (call->word == NULL || !text_int(call->word, 1, INT64_MAX, id))
		return say_invalid("which lead? Give its number, as in "
		    "\"fourways lead list\"");
	return OK;
}

static enum status
not_there(enum status st, int64_t id)
{
	if (st != NOT_FOUND)
		return st;
	(void)fprintf(stderr, "fourways: there is no lead %lld\n",
	    (long long)id);
	return INVALID;
}

/* ---- list ---- */

static void
print_row(struct arena *arena, const struct lead_row *row)
{
	const struct zone *utc = zone_find("UTC");

	(void)printf("%lld\t%s\t%s\t%s\t%s\t%s\n", (long long)row->id,
	    label_moment(arena, utc, row->created_at),
	    lead_stage_label(row->stage),
	    row->unreadable ? "(cannot be read)" : row->head.name,
	    row->head.email, row->head.company);
}

static enum status
list(struct lead_call *call)
{
	struct lead_rows rows = { 0 };
	int64_t before = 0;
	enum status st = desk_note(&call->desk, AUDIT_LEAD_LISTED, 0);

	if (st != OK)
		return st;
	(void)printf("id\tcame in (UTC)\tstage\tname\te-mail\tcompany\n");
	do {
		ARENA(page);

		st = vault_leads(&call->desk.vault, page, before,
		    LEADS_A_PAGE, &rows);
		for (size_t i = 0; st == OK && i < rows.len; i++) {
			print_row(page, &rows.at[i]);
			before = rows.at[i].id;
		}
	} while (st == OK && rows.len == LEADS_A_PAGE);
	return st;
}

/* ---- show ---- */

static void
print_lead(struct arena *arena, const struct lead_row *row,
    const struct lead_body *body)
{
	const struct zone *utc = zone_find("UTC");

	if (row->unreadable)
		(void)printf("What was written cannot be read: it is damaged "
		    "or forged.\n");
	(void)printf("Name: %s\nE-mail: %s\nCompany: %s\nStage: %s\n"
	    "Came in: %s UTC\n", row->head.name, row->head.email,
	    row->head.company, lead_stage_label(row->stage),
	    label_moment(arena, utc, row->created_at));
	if (row->starts_at != 0)
		(void)printf("Call: %s UTC\n",
		    label_moment(arena, utc, row->starts_at));
	if (*row->result != '\0')
		(void)printf("Assessment: %s\n", row->result);
	(void)printf("\n%s\n", body->message);
}

static enum status
show(struct lead_call *call)
{
	struct vault_notes notes;
	struct lead_row row;
	struct lead_body body;
	int64_t id;
	enum status st;

	if ((st = read_id(call, &id)) != OK)
		return st;
	st = vault_lead(&call->desk.vault, call->arena, id, &row, &body);
	if (st == OK)
		st = vault_notes(&call->desk.vault, call->arena, id, &notes);
	if (st == OK)
		st = desk_note(&call->desk, AUDIT_LEAD_READ, id);
	if (st != OK)
		return not_there(st, id);
	print_lead(call->arena, &row, &body);
	for (size_t i = 0; i < notes.len; i++)
		(void)printf("\nNote, %s UTC:\n%s\n", label_moment(call->arena,
		    zone_find("UTC"), notes.at[i].created_at),
		    notes.at[i].unreadable ? "(cannot be read)" :
		    notes.at[i].text);
	return OK;
}

/* ---- export, import, erase ---- */

static enum status
take_out(struct lead_call *call)
{
	bool json = call->format != NULL && strcmp(call->format, "json") == 0;
	enum status st;

	if (!json && call->format != NULL && strcmp(call->format, "csv") != 0)
		return say_invalid("--format is csv or json");
	if ((st = desk_note(&call->desk, AUDIT_LEAD_EXPORTED, 0)) != OK)
		return st;
	return json ? lead_export_json(&call->desk, stdout) :
	    lead_export_csv(&call->desk, stdout);
}

static enum status
take_in(struct lead_call *call)
{
	bool std = call->word != NULL && strcmp(call->word, "-") == 0;
	int64_t count = 0;
	FILE *file;
	enum status st;

	if (call->word == NULL)
		return say_invalid("which file? \"fourways lead export "
		    "--format json\" writes such a one");
	file = std ? stdin : fopen(call->word, "re");
	if (file == NULL) {
		(void)fprintf(stderr, "fourways: cannot read %s: %s\n",
		    call->word, strerror(errno));
		return FAILED;
	}
	st = lead_import_json(&call->desk, file, &count);
	if (!std)
		(void)fclose(file);
	if (count > 0)
		(void)printf("%lld leads came in\n", (long long)count);
	return st;
}

static enum status
erase(struct lead_call *call)
{
	struct vault *vault = &call->desk.vault;
	struct audit_event event = {
		.at = time(NULL),
		.admin_id = call->desk.admin_id,
		.kind = AUDIT_LEAD_ERASED,
	};
	struct deed deed;
	int64_t taken;
	int64_t id;
	enum status st;

	if ((st = read_id(call, &id)) != OK)
		return st;
	event.subject = id;
	if ((st = office_deed(vault->office, &event, &deed)) != OK)
		return st;
	st = store_lead_erase(vault->store, id, &deed, event.at);
	if (st != OK)
		return not_there(st, id);
	if ((st = office_take_deeds(vault->office, vault->store,
	    &taken)) != OK ||
	    (st = office_forget_lead(vault->office, id)) != OK ||
	    (st = store_tidy(vault->store)) != OK)
		return st;
	(void)printf("lead %lld is erased\n", (long long)id);
	return OK;
}

/* ---- the command ---- */

static const struct {
	const char *name;
	enum status (*run)(struct lead_call *call);
} words[] = {
	{ "list", list },
	{ "show", show },
	{ "export", take_out },
	{ "import", take_in },
	{ "erase", erase },
};

static int
run_word(struct lead_call *call, const struct desk_options *options,
    enum status (*run)(struct lead_call *call))
{
	enum status st;
	int code = desk_open(call->arena, options, &call->desk);

	if (code != EX_OK)
		return code;
	st = run(call);
	if (fflush(stdout) != 0 && st == OK)
		st = BUSY;
	desk_close(&call->desk);
	return exit_of_data(st);
}

int
lead_command(int argc, char **argv)
{
	struct desk_options o = { 0 };
	struct lead_call call = { 0 };
	const struct option_row rows[] = {
		{ "data", &o.data, NULL },
		{ "email", &o.email, NULL },
		{ "passphrase-file", &o.passphrase_file, NULL },
		{ "format", &call.format, NULL },
	};
	const char *given[3];
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), given, 2))
		return EX_USAGE;
	if (o.data == NULL)
		o.data = "data";
	call.arena = arena;
	call.word = given[0] == NULL ? NULL : given[1];
	for (size_t i = 0; given[0] != NULL && i < countof(words); i++)
		if (strcmp(words[i].name, given[0]) == 0)
			return run_word(&call, &o, words[i].run);
	(void)fprintf(stderr, "fourways: lead %s; \"fourways help\" lists what "
	    "there is\n", given[0] == NULL ? "needs a word behind it" :
	    "knows list, show, export, import and erase");
	return EX_USAGE;
}

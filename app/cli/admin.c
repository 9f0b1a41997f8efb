#include <sysexits.h>
#include <time.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "cli/admin.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/new_passphrase.h"
#include "cli/options.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "domain/booking.h"
#include "store/accounts.h"
#include "vault/rotate.h"
#include "vault/unlock.h"

int
admin_say(int code, const char *why)
{
	(void)fprintf(stderr, "fourways: %s\n", why);
	return code;
}

int
admin_no_such(const struct admin_call *call, const char *email)
{
	return admin_say(EX_DATAERR, arena_printf(call->arena,
	    "there is no admin %s; \"fourways admin list\" names them",
	    email));
}

int
admin_office(const struct admin_call *call, struct office **office)
{
	enum status st;

	crypto_start();
	st = office_open(call->data, hash_blake2b, office);
	if (st == NOT_FOUND)
		(void)fprintf(stderr, "fourways: there is no data in %s; run "
		    "\"fourways init --data %s\" first\n", call->data,
		    call->data);
	return exit_of_data(st);
}

/* ---- list ---- */

static void
print_admin(struct arena *arena, const struct admin_row *row, int64_t newest)
{
	(void)printf("%s\t%s\t%s\t%s\n", row->email,
	    label_moment(arena, zone_find("UTC"), row->created_at),
	    row->has_totp ? "on" : "off",
	    row->generation == newest && newest > 0 ? "yes" : "no");
}

static int
list(struct admin_call *call)
{
	struct office_site_key key = { 0 };
	struct admin_rows rows;
	struct office *office;
	enum status st;
	int code = admin_office(call, &office);

	if (code != EX_OK)
		return code;
	st = office_site_key(office, call->arena, &key);
	if (st == OK || st == NOT_FOUND)
		st = office_admins(office, call->arena, &rows);
	office_close(office);
	if (st != OK)
		return exit_of_data(st);
	(void)printf("e-mail\tsince (UTC)\tsecond factor\tcan unlock\n");
	for (size_t i = 0; i < rows.len; i++)
		print_admin(call->arena, &rows.at[i], key.generation);
	return EX_OK;
}

/* ---- add ---- */

static enum status
add_to(const struct admin_call *call, struct desk *desk,
    const char *passphrase)
{
	struct office *office = desk->vault.office;
	struct office_grant grants[OFFICE_GRANTS_MAX];
	struct admin admin = { .email = call->email };
	size_t len;
	enum status st;

	if ((st = office_admin_next_id(office, &admin.id)) == OK &&
	    (st = unlock_admit(desk->vault.opener, passphrase,
	    &passphrase_cost_production, &admin, grants, &len)) == OK)
		st = office_admin_add(office, &admin, grants, len,
		    desk->admin_id, time(NULL));
	return st;
}

static int
add(struct admin_call *call)
{
	const char *passphrase;
	struct desk desk;
	enum status st;
	int code;

	if (call->email == NULL || !email_is_valid(call->email))
		return admin_say(EX_USAGE, "admin add needs --email, the "
		    "address of who is added, as name@example.org");
	if ((code = desk_open(call->arena, &call->as, &desk)) != EX_OK)
		return code;
	st = new_passphrase(call->arena, call->passphrase_file,
	    arena_printf(call->arena, "Passphrase of %s", call->email),
	    &passphrase);
	if (st == OK)
		st = add_to(call, &desk, passphrase);
	desk_close(&desk);
	if (st == CONFLICT)
		return admin_say(EX_DATAERR, arena_printf(call->arena,
		    "%s is an admin already", call->email));
	if (st == OK)
		(void)printf("%s can sign in and read everything from now "
		    "on\n", call->email);
	return exit_of_data(st);
}

/* ---- remove ---- */

static int
cannot_remove(const struct admin_call *call, enum status st)
{
	if (st == NOT_FOUND)
		return admin_no_such(call, call->email);
	if (st == CONFLICT)
		return admin_say(EX_DATAERR, arena_printf(call->arena,
		    "%s is the last one who can unlock this office; add "
		    "another admin first", call->email));
	return exit_of_data(st);
}

/* Whoever was removed may have a copy of the old database and knows what opens
 * it: what comes in from now on must be sealed to another key. */
static int
turn_key(const struct admin_call *call, struct desk *desk)
{
	struct rotation_count count;
	enum status st = vault_rotate(&desk->vault, call->data, time(NULL),
	    &count);

	if (st == OK) {
		(void)printf("%s is removed, and the site has a new key; "
		    "%lld leads are sealed to it. Backups from before still "
		    "open with the old passphrase: let them expire\n",
		    call->email, (long long)count.leads);
		return EX_OK;
	}
	(void)fprintf(stderr, "fourways: %s is removed, but the site has its "
	    "old key; go on with \"fourways key rotate\"\n", call->email);
	return exit_of_data(st);
}

static int
remove_admin(struct admin_call *call)
{
	struct admin admin;
	struct desk desk;
	enum status st;
	int code;

	if (call->email == NULL)
		return admin_say(EX_USAGE, "admin remove needs --email, the "
		    "address of who is removed");
	if ((code = desk_open(call->arena, &call->as, &desk)) != EX_OK)
		return code;
	st = office_admin_by_email(desk.vault.office, call->arena,
	    call->email, &admin);
	if (st == OK && admin.id == desk.admin_id)
		code = admin_say(EX_USAGE, "an admin cannot remove their "
		    "own account; name another one with --as");
	else if (st == OK)
		st = office_admin_remove(desk.vault.office, admin.id,
		    desk.admin_id, time(NULL));
	if (code == EX_OK)
		code = st == OK ? turn_key(call, &desk) :
		    cannot_remove(call, st);
	desk_close(&desk);
	return code;
}

/* ---- the command ---- */

static const struct {
	const char *word;
	int (*run)(struct admin_call *call);
} words_known[] = {
	{ "add", add },
	{ "list", list },
	{ "remove", remove_admin },
	{ "passphrase", admin_passphrase },
	{ "recover", admin_recover },
};

int
admin_command(int argc, char **argv)
{
	struct admin_call call = { 0 };
	const struct option_row rows[] = {
		{ "data", &call.data, NULL },
		{ "email", &call.email, NULL },
		{ "passphrase-file", &call.passphrase_file, NULL },
		{ "new-passphrase-file", &call.new_passphrase_file, NULL },
		{ "as", &call.as.email, NULL },
		{ "as-passphrase-file", &call.as.passphrase_file, NULL },
		{ "code-file", &call.code_file, NULL },
		{ "recovery-file", &call.recovery_file, NULL },
	};
	const char *words[2];
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 1))
		return EX_USAGE;
	call.arena = arena;
	if (call.data == NULL)
		call.data = "data";
	call.as.data = call.data;
	for (size_t i = 0; words[0] != NULL && i < countof(words_known); i++)
		if (strcmp(words[0], words_known[i].word) == 0)
			return words_known[i].run(&call);
	return admin_say(EX_USAGE, words[0] == NULL ?
	    "admin needs a word behind it; \"fourways help\" lists what there "
	    "is" : "admin knows add, list, remove, passphrase and recover");
}

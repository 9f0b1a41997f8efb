/*
 * Another passphrase: with the one there is, or with the recovery code.
 */
#include <sysexits.h>
#include <time.h>

#include "base/arena.h"
#include "cli/admin.h"
#include "cli/ask.h"
#include "cli/exits.h"
#include "cli/new_passphrase.h"
#include "cli/paper.h"
#include "crypto/open.h"
#include "crypto/recovery.h"
#include "store/accounts.h"
#include "vault/unlock.h"

static enum status
find(const struct admin_call *call, struct office *office,
    struct unlock *unlock)
{
	struct admin first;
	enum status st;

	if (call->email != NULL)
		return unlock_read(office, call->arena, call->email, unlock);
	st = office_admin_first(office, call->arena, &first);
	return st == OK ? unlock_read_id(office, call->arena, first.id,
	    unlock) : st;
}

/* ---- with the passphrase ---- */

/* An account of an older program gets its keys first. */
static enum status
renew(struct office *office, struct unlock *unlock, const uint8_t *key)
{
	struct opener *opener;
	enum status st;

	if (unlock->admin.has_personal)
		return OK;
	opener = opener_new();
	st = unlock_open(unlock, key, opener);
	opener_free(opener);
	if (st == OK)
		st = office_admin_rewrap(office, &unlock->fresh,
		    &unlock->admin, unlock->fresh_grants, unlock->fresh_len,
		    time(NULL));
	if (st == OK)
		unlock->admin = unlock->fresh;
	return st;
}

static enum status
change(struct office *office, struct unlock *unlock, const uint8_t *key,
    const char *passphrase)
{
	const struct kept_session none = { 0 };
	struct admin fresh;
	enum status st = renew(office, unlock, key);

	if (st == OK)
		st = unlock_rewrap(&unlock->admin, key, passphrase,
		    &passphrase_cost_production, &fresh);
	if (st == OK)
		st = office_admin_passphrase(office, &fresh, &unlock->admin,
		    &none, unlock->admin.id, time(NULL));
	return st;
}

static enum status
change_passphrase(const struct admin_call *call, struct office *office,
    struct unlock *unlock)
{
	uint8_t key[PASSPHRASE_KEY_SIZE];
	const char *passphrase;
	const char *next;
	enum status st;

	st = call->passphrase_file != NULL ?
	    ask_file(call->arena, call->passphrase_file, &passphrase) :
	    ask_secret(call->arena, "The passphrase there is:", &passphrase);
	if (st != OK)
		return INVALID;
	if ((st = unlock_try(&unlock->admin, passphrase, key)) != OK)
		return st;
	st = new_passphrase(call->arena, call->new_passphrase_file,
	    "The new passphrase", &next);
	if (st == OK)
		st = change(office, unlock, key, next);
	crypto_wipe(key, sizeof(key));
	return st;
}

int
admin_passphrase(struct admin_call *call)
{
	struct unlock unlock;
	struct office *office;
	enum status st;
	int code = admin_office(call, &office);

	if (code != EX_OK)
		return code;
	if ((st = find(call, office, &unlock)) == OK)
		st = change_passphrase(call, office, &unlock);
	office_close(office);
	if (st == DENIED || st == NOT_FOUND)
		return admin_say(EX_NOPERM, "this e-mail address and "
		    "passphrase do not belong together; if the passphrase is "
		    "lost: fourways admin recover");
	if (st == OK)
		(void)printf("%s has a new passphrase; every session has "
		    "ended\n", unlock.admin.email);
	return exit_of_data(st);
}

/* ---- with the recovery code ---- */

static int
unlock_with_code(const struct admin_call *call, struct office *office,
    struct opener *opener)
{
	const char *code;
	enum status st;

	st = call->code_file != NULL ?
	    ask_file(call->arena, call->code_file, &code) :
	    ask_secret(call->arena, "The recovery code:", &code);
	if (st != OK)
		return EX_USAGE;
	st = unlock_by_code(office, call->arena, code, opener);
	if (st == INVALID)
		return admin_say(EX_DATAERR, "that is no recovery code: it has "
		    "seven groups of four characters, and one of them may be "
		    "misread");
	if (st == DENIED)
		return admin_say(EX_NOPERM, "this recovery code does not open "
		    "this office: it is of another one, or a newer code has "
		    "taken its place");
	return exit_of_data(st);
}

/* The admin's new secrets and the new code's grants. The code reaches paper
 * before anything is stored: until then the old one works. */
static int
replace(const struct admin_call *call, struct office *office,
    const struct opener *opener, const struct admin *was,
    struct paper *paper, const char *passphrase)
{
	struct office_grant grants[2 * OFFICE_GRANTS_MAX];
	char recovery[RECOVERY_TEXT_SIZE];
	struct admin fresh = *was;
	size_t own = 0;
	size_t rest = 0;
	int code = EX_IOERR;
	enum status st;

	recovery_new(recovery);
	st = unlock_admit(opener, passphrase, &passphrase_cost_production,
	    &fresh, grants, &own);
	if (st == OK)
		st = unlock_grant_code(opener, recovery, grants + own, &rest);
	if (st == OK)
		code = paper_write(call->arena, paper, recovery);
	crypto_wipe(recovery, sizeof(recovery));
	if (st == OK && code != EX_OK)
		return code;
	if (st == OK)
		st = office_admin_recover(office, &fresh, was, grants,
		    own + rest, time(NULL));
	return exit_of_data(st);
}

static int
recover(const struct admin_call *call, struct office *office,
    struct opener *opener, struct paper *paper)
{
	const char *passphrase;
	struct unlock unlock;
	enum status st;
	int code = unlock_with_code(call, office, opener);

	if (code != EX_OK)
		return code;
	st = find(call, office, &unlock);
	if (st == NOT_FOUND)
		return admin_no_such(call,
		    call->email == NULL ? "yet" : call->email);
	if (st == OK)
		st = new_passphrase(call->arena, call->passphrase_file,
		    arena_printf(call->arena, "New passphrase of %s",
			unlock.admin.email), &passphrase);
	if (st != OK)
		return exit_of_data(st);
	code = replace(call, office, opener, &unlock.admin, paper,
	    passphrase);
	if (code == EX_OK)
		(void)printf("%s has a new passphrase and no second factor; "
		    "every session has ended, and only the new recovery code "
		    "works\n", unlock.admin.email);
	return code;
}

int
admin_recover(struct admin_call *call)
{
	struct opener *opener;
	struct office *office;
	struct paper paper;
	int code = admin_office(call, &office);

	if (code != EX_OK)
		return code;
	code = paper_open(call->recovery_file, &paper);
	if (code == EX_OK) {
		opener = opener_new();
		code = recover(call, office, opener, &paper);
		opener_free(opener);
		if (code != EX_OK)
			paper_drop(&paper);
	}
	office_close(office);
	return code;
}

#include "cli/desk.h"

#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "base/arena.h"
#include "cli/ask.h"
#include "cli/exits.h"
#include "crypto/hash.h"
#include "crypto/open.h"
#include "crypto/token.h"
#include "store/accounts.h"
#include "vault/sealing.h"
#include "vault/unlock.h"

static enum status
find_admin(struct arena *arena, struct office *office,
    const struct desk_options *o, struct unlock *unlock)
{
	struct admin first;
	enum status st;

	if (o->email != NULL)
		return unlock_read(office, arena, o->email, unlock);
	st = office_admin_first(office, arena, &first);
	return st == OK ? unlock_read_id(office, arena, first.id, unlock) :
	    st;
}

/* An account of an older program has got a key pair of its own. */
static enum status
keep_fresh(struct office *office, const struct unlock *unlock)
{
	if (!unlock->renewed)
		return OK;
	return office_admin_rewrap(office, &unlock->fresh, &unlock->admin,
	    unlock->fresh_grants, unlock->fresh_len, time(NULL));
}

static enum status
unlock_with(struct arena *arena, struct desk *desk,
    const struct desk_options *o, const char *passphrase)
{
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;
	enum status st = find_admin(arena, desk->vault.office, o, &unlock);

	if (st != OK)
		return st == NOT_FOUND ? DENIED : st;
	if ((st = unlock_try(&unlock.admin, passphrase, key)) != OK)
		return st;
	st = unlock_open(&unlock, key, desk->vault.opener);
	crypto_wipe(key, sizeof(key));
	if (st == OK)
		st = keep_fresh(desk->vault.office, &unlock);
	desk->admin_id = unlock.admin.id;
	return st;
}

static enum status
open_all(const char *dir, struct desk *desk)
{
	enum status st;

	*desk = (struct desk){ 0 };
	if ((st = store_open(dir, STORE_OFFICE, &desk->vault.store)) != OK ||
	    (st = office_open(dir, hash_blake2b, &desk->vault.office)) != OK)
		return st;
	desk->vault.opener = opener_new();
	return sealing_new(desk->vault.store, &desk->sealer);
}

static int
say(enum status st, const char *dir)
{
	if (st == NOT_FOUND)
		(void)fprintf(stderr, "fourways: there is no data in %s; run "
		    "\"fourways init --data %s\" first\n", dir, dir);
	if (st != DENIED)
		return exit_of_data(st);
	(void)fprintf(stderr, "fourways: this e-mail address and passphrase "
	    "do not belong together\n");
	return EX_NOPERM;
}

int
desk_open(struct arena *arena, const struct desk_options *o,
    struct desk *desk)
{
	const char *passphrase;
	enum status st;

	crypto_start();
	if ((st = open_all(o->data, desk)) != OK) {
		desk_close(desk);
		return say(st, o->data);
	}
	st = o->passphrase_file != NULL ?
	    ask_file(arena, o->passphrase_file, &passphrase) :
	    ask_secret(arena, "Passphrase:", &passphrase);
	if (st != OK) {
		desk_close(desk);
		return st == NOT_FOUND ? EX_USAGE : exit_of_data(st);
	}
	st = unlock_with(arena, desk, o, passphrase);
	if (st == OK)
		return EX_OK;
	desk_close(desk);
	return say(st, o->data);
}

void
desk_close(struct desk *desk)
{
	opener_free(desk->vault.opener);
	sealer_free(desk->sealer);
	office_close(desk->vault.office);
	store_close(desk->vault.store);
	*desk = (struct desk){ 0 };
}

enum status
desk_note(struct desk *desk, enum audit_kind kind, int64_t subject)
{
	return office_audit_note(desk->vault.office, &(struct audit_event){
		.at = time(NULL),
		.admin_id = desk->admin_id,
		.kind = kind,
		.subject = subject,
	});
}

#include "vault/rotate.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/grant.h"
#include "crypto/keyring.h"
#include "crypto/open.h"
#include "store/accounts.h"
#include "store/rotations.h"
#include "store/seals.h"
#include "vault/grants.h"
#include "vault/sealing.h"
#include "vault/turn.h"

/* What everyone gets of the next key. */
struct round {
	struct vault *vault;
	struct arena *arena;
	struct office_grant *fresh;
	size_t len;
};

/* ---- the first step ---- */

static enum status
renew(struct round *round, int64_t admin_id, const char *who)
{
	struct office_grants grants;
	struct grant old;
	struct grant fresh;
	enum status st = office_grants(round->vault->office, admin_id,
	    &grants);

	if (st != OK)
		return st;
	if (grants.len == 0) {
		log_error("rotate.grant", "%s holds no key that could be "
		    "renewed: an admin signs in once, a recovery code is made "
		    "anew", who);
		return CONFLICT;
	}
	old = grant_of_row(&grants.at[0]);
	st = grant_renew(round->vault->opener, &old, &fresh);
	if (st == INVALID) {
		log_warn("rotate.grant", "%s was granted nothing: nobody of "
		    "this office vouches for that key", who);
		return OK;
	}
	if (st == OK) {
		round->fresh[round->len] = grant_row(&fresh);
		round->fresh[round->len++].created_at =
		    grants.at[0].created_at;
	}
	return st;
}

static enum status
renew_all(struct round *round)
{
	struct admin_rows admins;
	enum status st = office_admins(round->vault->office, round->arena,
	    &admins);

	if (st != OK)
		return st;
	round->fresh = arena_array(round->arena, admins.len + 1,
	    sizeof(*round->fresh));
	for (size_t i = 0; st == OK && i < admins.len; i++)
		st = renew(round, admins.at[i].id, arena_printf(round->arena,
		    "admin %" PRId64, admins.at[i].id));
	return st == OK ? renew(round, GRANT_RECOVERY, "the recovery code") :
	    st;
}

static enum status
begin_with(struct vault *vault, const struct keyring *next, int64_t now)
{
	ARENA(arena);
	struct round round = { vault, arena };
	char fingerprint[KEYRING_FINGERPRINT_SIZE];
	struct office_site_key key = {
		.generation = keyring_generation(next),
		.fingerprint = fingerprint,
	};
	enum status st;

	memcpy(key.public_key, keyring_public(next), sizeof(key.public_key));
	keyring_fingerprint(key.public_key, fingerprint);
	if ((st = opener_unlock(vault->opener, next)) != OK ||
	    (st = renew_all(&round)) != OK)
		return st;
	return office_rotation_begin(vault->office, &key, round.fresh,
	    round.len, now);
}

static enum status
begin(struct vault *vault, int64_t generation, int64_t now)
{
	struct keyring *next = keyring_new(generation);
	enum status st = begin_with(vault, next, now);

	keyring_free(next);
	return st;
}

/* ---- the public key, where leads are taken ---- */

static enum status
put_file(const char *dir, const uint8_t public_key[KEYRING_PUBLIC_SIZE])
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/keys/public.key", dir);
	const char *fresh = arena_printf(arena, "%s.new", path);
	char text[KEYRING_PUBLIC_TEXT_SIZE];

	keyring_public_write(public_key, text);
	(void)unlink(fresh);
	if (file_write(fresh, O_TRUNC, 0400,
	    arena_printf(arena, "%s\n", text)) && rename(fresh, path) == 0)
		return folder_sync(arena_printf(arena, "%s/keys", dir));
	log_error("rotate.key", "%s: %s", path, strerror(errno));
	return FAILED;
}

static enum status
put_key(struct vault *vault, const char *dir)
{
	ARENA(arena);
	struct office_site_key key;
	struct seal_key seal = { 0 };
	enum status st = office_site_key(vault->office, arena, &key);

	if (st != OK)
		return st;
	seal.generation = key.generation;
	memcpy(seal.public_key, key.public_key, sizeof(seal.public_key));
	st = store_seal_key_put(vault->store, &seal);
	return st == OK ? put_file(dir, key.public_key) : st;
}

/* ---- the whole ---- */

/* Whether anybody is granted two generations. */
static enum status
has_two_grants(struct vault *vault, struct arena *arena, bool *has)
{
	struct office_grants grants;
	struct admin_rows admins;
	enum status st = office_admins(vault->office, arena, &admins);

	for (size_t i = 0; st == OK && !*has && i < admins.len; i++) {
		st = office_grants(vault->office, admins.at[i].id, &grants);
		*has = st == OK && grants.len > 1;
	}
	return st;
}

/* Whether the last rotation was cut off: two generations are there, of which
 * the intake may know the older alone. */
static enum status
is_on_its_way(struct vault *vault, bool *on)
{
	ARENA(arena);
	struct office_site_key key;
	struct seal_keys keys;
	enum status st;

	*on = false;
	if ((st = store_seal_keys(vault->store, &keys)) != OK ||
	    (st = office_site_key(vault->office, arena, &key)) != OK)
		return st;
	*on = keys.len > 1 || (keys.len == 1 &&
	    keys.at[0].generation != key.generation);
	return *on ? OK : has_two_grants(vault, arena, on);
}

static enum status
turn(struct vault *vault, int64_t now, struct rotation_count *count)
{
	struct sealer *sealer;
	enum status st = sealing_new(vault->store, &sealer);

	if (st == OK)
		st = vault_turn(vault, sealer, now, office_rotation_end,
		    count);
	sealer_free(sealer);
	return st;
}

enum status
vault_rotate(struct vault *vault, const char *dir, int64_t now,
    struct rotation_count *count)
{
	const int64_t generation = opener_generation(vault->opener);
	bool on;
	enum status st;

	*count = (struct rotation_count){ 0 };
	if (generation == 0)
		return DENIED;
	if ((st = is_on_its_way(vault, &on)) != OK ||
	    (!on && (st = begin(vault, generation + 1, now)) != OK) ||
	    (st = put_key(vault, dir)) != OK)
		return st;
	return turn(vault, now, count);
}

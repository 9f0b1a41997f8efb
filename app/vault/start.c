#include "vault/start.h"

#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "base/util.h"
#include "crypto/hash.h"
#include "crypto/keyring.h"
#include "store/erasures.h"
#include "store/office.h"
#include "store/seals.h"
#include "vault/sealing.h"

enum { START_BATCH = 100 };

/* ---- who may read the keys ---- */

/* Whether bits of a mode are off; what is not there takes care of itself. */
static bool
is_closed(const char *path, mode_t bits, const char *mode)
{
	struct stat info;

	if (stat(path, &info) == -1 || (info.st_mode & bits) == 0)
		return true;
	log_error("keys.mode", "%s may be read by others: run chmod %s on it",
	    path, mode);
	return false;
}

static enum status
check_modes(const char *dir)
{
	static const char *const secrets[] = { "form.key", "audit.key" };
	ARENA(arena);
	bool closed = is_closed(arena_printf(arena, "%s/keys", dir), 066,
	    "700");

	for (size_t i = 0; i < countof(secrets); i++)
		if (!is_closed(arena_printf(arena, "%s/keys/%s", dir,
			secrets[i]), 077, "600"))
			closed = false;
	return closed ? OK : INVALID;
}

/* ---- the key ---- */

static enum status
read_key_file(const char *dir, uint8_t key[KEYRING_PUBLIC_SIZE])
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/keys/public.key", dir);
	char text[KEYRING_PUBLIC_TEXT_SIZE + 1] = "";
	FILE *file = fopen(path, "re");
	size_t len;

	if (file == NULL) {
		log_error("seal.key", "%s: %s; put it back from a backup", path,
		    strerror(errno));
		return NOT_FOUND;
	}
	len = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	if (len >= KEYRING_PUBLIC_TEXT_SIZE - 1 &&
	    keyring_public_read(text_trim(arena, text), key) == OK)
		return OK;
	log_error("seal.key", "%s holds no key; put it back from a backup",
	    path);
	return INVALID;
}

static void
say_keys_differ(const uint8_t *file_key, const uint8_t *other,
    const char *where)
{
	char file_text[KEYRING_FINGERPRINT_SIZE];
	char other_text[KEYRING_FINGERPRINT_SIZE];

	keyring_fingerprint(file_key, file_text);
	keyring_fingerprint(other, other_text);
	log_error("seal.key", "keys/public.key is %s, but %s has %s: put back "
	    "the key file or the databases that belong together", file_text,
	    where, other_text);
}

/* A database of a program that did not seal: its key is the office's. */
static enum status
put_office_key(const char *dir, struct store *store,
    const uint8_t file_key[KEYRING_PUBLIC_SIZE])
{
	ARENA(arena);
	struct office_site_key key;
	struct seal_key seal = { 0 };
	struct office *office;
	enum status st = office_open(dir, hash_blake2b, &office);

	if (st != OK)
		return st;
	st = office_site_key(office, arena, &key);
	office_close(office);
	if (st != OK)
		return st;
	if (memcmp(key.public_key, file_key, sizeof(key.public_key)) != 0) {
		say_keys_differ(file_key, key.public_key, "office.db");
		return INVALID;
	}
	seal.generation = key.generation;
	memcpy(seal.public_key, key.public_key, sizeof(seal.public_key));
	return store_seal_key_put(store, &seal);
}

/* One of those that are there. */
static enum status
find_key(const struct seal_keys *keys,
    const uint8_t file_key[KEYRING_PUBLIC_SIZE])
{
	for (size_t i = 0; i < keys->len; i++)
		if (memcmp(keys->at[i].public_key, file_key,
			KEYRING_PUBLIC_SIZE) == 0)
			return OK;
	say_keys_differ(file_key, keys->at[0].public_key, "intake.db");
	return INVALID;
}

static enum status
check_key(const char *dir, struct store *store)
{
	uint8_t file_key[KEYRING_PUBLIC_SIZE];
	struct seal_keys keys;
	enum status st;

	if ((st = read_key_file(dir, file_key)) != OK ||
	    (st = store_seal_keys(store, &keys)) != OK)
		return st;
	return keys.len == 0 ? put_office_key(dir, store, file_key) :
	    find_key(&keys, file_key);
}

enum status
vault_key(const char *dir, struct store *store,
    uint8_t public_key[KEYRING_PUBLIC_SIZE])
{
	struct seal_keys keys;
	enum status st;

	if ((st = read_key_file(dir, public_key)) != OK ||
	    (st = store_seal_keys(store, &keys)) != OK)
		return st;
	if (keys.len > 0)
		return find_key(&keys, public_key);
	log_error("seal.key", "intake.db has no key so far: run fourways "
	    "migrate");
	return INVALID;
}

/* ---- leads of an older program ---- */

static enum status
seal_one(struct sealer *sealer, struct arena *arena,
    const struct lead_seal *old, struct lead_seal *fresh)
{
	const struct sealed_lead *packed = &old->sealed;

	*fresh = *old;
	return seal_lead(sealer, arena, &(struct seal_texts){
		.uuid = packed->head.uuid,
		.head = packed->head.bytes,
		.head_len = packed->head.size,
		.body = packed->body.bytes,
		.body_len = packed->body.size,
	    }, time(NULL), &fresh->sealed);
}

/* *count: how many there were. */
static enum status
seal_batch(struct store *store, struct sealer *sealer, size_t *count)
{
	ARENA(arena);
	struct lead_seals old;
	struct lead_seals fresh;
	enum status st = store_leads_packed(store, arena, START_BATCH, &old);

	*count = 0;
	if (st != OK || old.len == 0)
		return st;
	*count = old.len;
	fresh.len = old.len;
	fresh.at = arena_array(arena, old.len, sizeof(*fresh.at));
	for (size_t i = 0; st == OK && i < old.len; i++)
		st = seal_one(sealer, arena, &old.at[i], &fresh.at[i]);
	return st == OK ? store_leads_seal(store, &old, &fresh) : st;
}

/* Copies of intake.db that were made before it was migrated. */
static void
remove_copies(const char *dir)
{
	ARENA(arena);
	glob_t found;

	if (glob(arena_printf(arena, "%s/intake.db.before-*", dir), 0, NULL,
		&found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (unlink(found.gl_pathv[i]) == 0)
			log_info("seal.copy", "removed %s: leads stood in it "
			    "unsealed", found.gl_pathv[i]);
	globfree(&found);
}

static enum status
seal_packed(const char *dir, struct store *store)
{
	struct sealer *sealer;
	size_t all = 0;
	size_t count;
	enum status st = sealing_new(store, &sealer);

	if (st != OK)
		return st;
	do {
		st = seal_batch(store, sealer, &count);
		all += count;
	} while (st == OK && count > 0);
	sealer_free(sealer);
	if (st != OK || all == 0)
		return st;
	log_info("seal.sealed", "%zu leads of an older program are sealed now",
	    all);
	if ((st = store_tidy(store)) == OK)
		remove_copies(dir);
	return st;
}

enum status
vault_start(const char *dir)
{
	struct store *store;
	enum status st = check_modes(dir);

	if (st != OK || (st = store_open(dir, STORE_OFFICE, &store)) != OK)
		return st;
	if ((st = check_key(dir, store)) == OK)
		st = seal_packed(dir, store);
	store_close(store);
	return st;
}

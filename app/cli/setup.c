#include "cli/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/form_key.h"
#include "crypto/hash.h"
#include "crypto/keyring.h"
#include "crypto/mail_seal.h"
#include "crypto/open.h"
#include "crypto/token.h"
#include "store/migrate.h"
#include "store/owners.h"
#include "vault/start.h"
#include "vault/unlock.h"

/* Writes a small file that only this user may read. */
static enum status
write_private(const char *path, const char *text)
{
	ARENA(arena);

	if (file_write(path, O_EXCL, 0400, text))
		return folder_sync(arena_strndup(arena, path,
		    (size_t)(strrchr(path, '/') - path)));
	log_error("setup.file", "%s: %s", path, strerror(errno));
	return FAILED;
}

static enum status
write_public_key(const char *dir, const struct keyring *keyring)
{
	ARENA(arena);
	const char *keys = arena_printf(arena, "%s/keys", dir);
	char text[KEYRING_PUBLIC_TEXT_SIZE];

	if (mkdir(keys, 0700) == -1 && errno != EEXIST) {
		log_error("setup.keys", "%s: %s", keys, strerror(errno));
		return FAILED;
	}
	if (folder_sync(dir) != OK)
		return FAILED;
	keyring_public_write(keyring_public(keyring), text);
	return write_private(arena_printf(arena, "%s/public.key", keys),
	    arena_printf(arena, "%s\n", text));
}

/* A key that the public role could not use is said before it starts. Another
 * role's user may not be allowed to read it, and need not. */
static enum status
check_form_key(const char *path)
{
	char text[FORM_KEY_TEXT_SIZE] = "";
	struct form_key key;
	FILE *file = fopen(path, "re");
	size_t len;

	if (file == NULL && errno == EACCES)
		return OK;
	len = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
	if (file != NULL)
		(void)fclose(file);
	if (len == sizeof(text) - 1 && form_key_read(text, &key) == OK)
		return OK;
	log_error("setup.keys", "%s holds no key; remove it, and a new one is "
	    "made at the next start", path);
	return INVALID;
}

enum status
setup_form_key(const char *dir)
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/keys/form.key", dir);
	char text[FORM_KEY_TEXT_SIZE];
	enum status st;

	if (access(path, F_OK) == 0)
		return check_form_key(path);
	form_key_new(text);
	st = write_private(path, arena_printf(arena, "%s\n", text));
	/* Somebody else who starts may have been quicker. */
	return st == OK || access(path, F_OK) == 0 ? OK : st;
}

/* The public half goes last: where it is, both are. */
static enum status
make_courier_key(struct arena *arena, const char *path, const char *secret)
{
	char public_text[MAIL_KEY_TEXT_SIZE];
	char secret_text[MAIL_KEY_TEXT_SIZE];
	enum status st;

	mail_key_new(public_text, secret_text);
	st = write_private(secret, arena_printf(arena, "%s\n", secret_text));
	if (st == OK)
		st = write_private(path, arena_printf(arena, "%s\n",
		    public_text));
	crypto_wipe(secret_text, sizeof(secret_text));
	return st;
}

enum status
setup_courier_key(const char *dir)
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/keys/courier.pub", dir);
	const char *secret = arena_printf(arena, "%s/keys/courier.key", dir);

	enum status st;

	if (access(path, F_OK) == 0)
		return OK;
	st = make_courier_key(arena, path, secret);
	/* Somebody else who starts may have been quicker. */
	if (st == OK || access(path, F_OK) == 0)
		return OK;
	log_error("setup.keys", "if %s is there and %s is not, remove it: a "
	    "start was broken off between the two", secret, path);
	return st;
}

static enum status
store_office(const struct setup *setup, struct admin *admin,
    const struct keyring *keyring, const struct office_grant *grants,
    size_t count, int64_t now)
{
	char fingerprint[KEYRING_FINGERPRINT_SIZE];
	struct office_site_key key = {
		.generation = keyring_generation(keyring),
		.fingerprint = fingerprint,
	};
	struct office *office;
	enum status st;

	memcpy(key.public_key, keyring_public(keyring),
	    sizeof(key.public_key));
	keyring_fingerprint(key.public_key, fingerprint);
	if ((st = office_open(setup->dir, hash_blake2b, &office)) != OK)
		return st;
	st = office_init(office, admin, &key, grants, count, now);
	office_close(office);
	return st;
}

/* The first admin and the recovery code are granted the new key. */
static enum status
fill_office(const struct setup *setup, const struct keyring *keyring,
    struct opener *opener, int64_t now, char recovery[RECOVERY_TEXT_SIZE])
{
	struct admin admin = { .id = OFFICE_FIRST_ADMIN,
		.email = setup->email };
	struct office_grant grants[2 * OFFICE_GRANTS_MAX];
	size_t own;
	size_t code;
	enum status st;

	recovery_new(recovery);
	if ((st = opener_unlock(opener, keyring)) == OK &&
	    (st = unlock_admit(opener, setup->passphrase, setup->cost, &admin,
	    grants, &own)) == OK &&
	    (st = unlock_grant_code(opener, recovery, grants + own,
	    &code)) == OK)
		st = store_office(setup, &admin, keyring, grants, own + code,
		    now);
	return st;
}

enum status
setup_complete(const char *dir)
{
	enum status st;

	if ((st = setup_form_key(dir)) == OK &&
	    (st = setup_courier_key(dir)) == OK &&
	    (st = vault_start(dir)) == OK)
		st = owners_restore(dir);
	return st;
}

enum status
setup_create_at(const struct setup *setup, int64_t now,
    char recovery[RECOVERY_TEXT_SIZE])
{
	struct keyring *keyring;
	struct opener *opener;
	enum status st;

	crypto_start();
	st = setup->database == NULL ? migrate_create(setup->dir) :
	    migrate_create_on(setup->dir, setup->database);
	if (st != OK)
		return st;
	keyring = keyring_new(1);
	opener = opener_new();
	st = fill_office(setup, keyring, opener, now, recovery);
	if (st == OK)
		st = write_public_key(setup->dir, keyring);
	if (st == OK)
		st = setup_complete(setup->dir);
	opener_free(opener);
	keyring_free(keyring);
	return st;
}

enum status
setup_create(const struct setup *setup, char recovery[RECOVERY_TEXT_SIZE])
{
	return setup_create_at(setup, time(NULL), recovery);
}

#include "cli/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "crypto/form_key.h"
#include "crypto/hash.h"
#include "crypto/keyring.h"
#include "crypto/token.h"
#include "store/migrate.h"
#include "store/office.h"

/* Writes a small file that only this user may read. */
static enum status
write_private(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
	bool good = fd != -1 &&
	    write(fd, text, strlen(text)) == (ssize_t)strlen(text) &&
	    fsync(fd) == 0;

	if (fd != -1 && close(fd) == -1)
		good = false;
	if (!good)
		log_error("setup.file", "%s: %s", path, strerror(errno));
	return good ? OK : FAILED;
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

static struct office_key_wrap
office_wrap(const struct keyring *keyring, const uint8_t *key,
    int64_t admin_id)
{
	struct keyring_wrap wrap;
	struct office_key_wrap row;

	keyring_wrap(keyring, key, admin_id, &wrap);
	row = (struct office_key_wrap){ .generation = wrap.generation,
		.admin_id = admin_id };
	memcpy(row.nonce, wrap.nonce, sizeof(row.nonce));
	memcpy(row.wrapped, wrap.wrapped, sizeof(row.wrapped));
	return row;
}

static enum status
store_office(const struct setup *setup, struct admin *admin,
    const struct keyring *keyring, const struct office_key_wrap *wraps)
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
	st = office_init(office, admin, &key, wraps, 2, time(NULL));
	office_close(office);
	return st;
}

static enum status
fill_office(const struct setup *setup, const struct keyring *keyring,
    char recovery[RECOVERY_TEXT_SIZE])
{
	struct admin admin = {
		.email = setup->email,
		.cost_memory = setup->cost->memory,
		.cost_passes = setup->cost->passes,
	};
	uint8_t passphrase_key[PASSPHRASE_KEY_SIZE];
	uint8_t code_key[RECOVERY_KEY_SIZE];
	struct office_key_wrap wraps[2];
	enum status st;

	random_bytes(admin.salt, sizeof(admin.salt));
	recovery_new(recovery);
	st = passphrase_derive(setup->passphrase, admin.salt, setup->cost,
	    admin.verifier, passphrase_key);
	if (st == OK)
		st = recovery_key(recovery, code_key);
	if (st == OK) {
		wraps[0] = office_wrap(keyring, passphrase_key,
		    OFFICE_FIRST_ADMIN);
		wraps[1] = office_wrap(keyring, code_key, 0);
		st = store_office(setup, &admin, keyring, wraps);
	}
	crypto_wipe(passphrase_key, sizeof(passphrase_key));
	crypto_wipe(code_key, sizeof(code_key));
	return st;
}

enum status
setup_create(const struct setup *setup, char recovery[RECOVERY_TEXT_SIZE])
{
	struct keyring *keyring;
	enum status st;

	crypto_start();
	if ((st = migrate_create(setup->dir)) != OK)
		return st;
	keyring = keyring_new(1);
	st = fill_office(setup, keyring, recovery);
	if (st == OK)
		st = write_public_key(setup->dir, keyring);
	if (st == OK)
		st = setup_form_key(setup->dir);
	keyring_free(keyring);
	return st;
}

#include "cli/check.h"

#include <assert.h>
#include <errno.h>

#include "base/arena.h"
#include "crypto/form_key.h"
#include "crypto/hash.h"
#include "crypto/keyring.h"
#include "crypto/mail_seal.h"
#include "crypto/passphrase.h"
#include "store/office.h"
#include "store/store.h"
#include "vault/start.h"

/* Every key is 32 bytes in base64url, and a line break. */
enum { KEY_TEXT_SIZE = 64 };

static_assert((int)MAIL_KEY_TEXT_SIZE < (int)KEY_TEXT_SIZE &&
    (int)FORM_KEY_TEXT_SIZE < (int)KEY_TEXT_SIZE, "a key's file is read whole");

/* ---- the files ---- */

/* The text of a key's file: OK, NOT_FOUND without one, DENIED where it is
 * another role's, INVALID. All but DENIED are said. */
static enum status
read_key(const struct check *check, const char *name, const char *mend,
    char text[KEY_TEXT_SIZE])
{
	const char *path = arena_printf(check->arena, "%s/keys/%s",
	    check->data, name);
	FILE *file;
	size_t len;

	memset(text, 0, KEY_TEXT_SIZE);
	if (check_is_closed(check, path))
		return DENIED;
	if ((file = fopen(path, "re")) == NULL) {
		(void)check_bad("%s: %s; %s", path, strerror(errno), mend);
		return NOT_FOUND;
	}
	len = fread(text, 1, KEY_TEXT_SIZE - 1, file);
	(void)fclose(file);
	text[strcspn(text, "\n")] = '\0';
	/* One byte more than the text, which is the line break. */
	if (len == strlen(text) + 1)
		return OK;
	return check_bad("%s holds no key; %s", path, mend);
}

static enum status
check_form_key(const struct check *check)
{
	static const char mend[] = "remove it if it is there, and run "
				   "\"fourways migrate\", which makes one";
	char text[KEY_TEXT_SIZE];
	struct form_key key;
	enum status st = read_key(check, "form.key", mend, text);

	if (st == OK && form_key_read(text, &key) != OK)
		st = check_bad("%s/keys/form.key holds no key; %s",
		    check->data, mend);
	crypto_wipe(text, sizeof(text));
	crypto_wipe(&key, sizeof(key));
	return st;
}

/* ---- the courier's pair ---- */

static const char courier_mend[] =
    "put the pair back, or remove keys/courier.pub and keys/courier.key and "
    "run \"fourways migrate\": there is a new pair then, and mail that waits "
    "is lost";

static enum status
compare_pair(const struct check *check, const char *secret,
    const uint8_t public_key[SEAL_PUBLIC_SIZE])
{
	struct mail_opener *opener;
	bool same;

	if (mail_opener_new(secret, 1, &opener) != OK)
		return check_bad("%s/keys/courier.key holds no key; %s",
		    check->data, courier_mend);
	same = memcmp(mail_opener_public(opener), public_key,
	    SEAL_PUBLIC_SIZE) == 0;
	mail_opener_free(opener);
	return same ? OK : check_bad("%s/keys/courier.key and courier.pub are "
	    "of two pairs; %s", check->data, courier_mend);
}

static enum status
check_courier_keys(const struct check *check)
{
	uint8_t public_key[SEAL_PUBLIC_SIZE];
	char text[KEY_TEXT_SIZE];
	char secret[KEY_TEXT_SIZE];
	enum status st = read_key(check, "courier.pub", courier_mend, text);

	if (st == OK && mail_key_read(text, public_key) != OK)
		st = check_bad("%s/keys/courier.pub holds no key; %s",
		    check->data, courier_mend);
	if (st == OK &&
	    (st = read_key(check, "courier.key", courier_mend, secret)) == OK)
		st = compare_pair(check, secret, public_key);
	crypto_wipe(secret, sizeof(secret));
	return st;
}

/* ---- the site's key ---- */

/* What the desk hands out is what visitors' words are sealed to. */
static enum status
compare_office(const struct check *check, const char *fingerprint)
{
	char computed[KEYRING_FINGERPRINT_SIZE];
	struct office_site_key key;
	struct office *office;
	enum status st = office_open(check->data, hash_blake2b, &office);

	if (st != OK)
		return st;
	st = office_site_key(office, check->arena, &key);
	office_close(office);
	if (st == NOT_FOUND)
		return check_bad("office.db has no site key; restore a "
		    "backup");
	if (st != OK)
		return st;
	keyring_fingerprint(key.public_key, computed);
	if (strcmp(computed, key.fingerprint) != 0)
		return check_bad("office.db names its key %s, and it is %s: "
		    "restore a backup", key.fingerprint, computed);
	return strcmp(computed, fingerprint) == 0 ? OK :
	    check_bad("keys/public.key is %s, and office.db opens what is "
	    "sealed to %s: run \"fourways key rotate\" again if one was broken "
	    "off, else put back the file that belongs to it", fingerprint,
	    computed);
}

static enum status
check_site_key(struct check *check)
{
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	char *text = arena_alloc(check->arena, KEYRING_FINGERPRINT_SIZE);
	struct store *store;
	enum status st = store_open(check->data, STORE_OFFICE, &store);

	if (st != OK)
		return st;
	st = vault_key(check->data, store, public_key);
	store_close(store);
	if (st != OK)
		return st;
	keyring_fingerprint(public_key, text);
	check->note = text;
	return check->office_good ? compare_office(check, text) : OK;
}

/* Each is looked at, whatever is wrong with the others. */
enum status
check_keys(struct check *check)
{
	enum status site;
	enum status form;
	enum status courier;

	if (!check->data_good)
		return check_needs(check, "the data folder");
	if (!check->intake_good)
		return check_needs(check, "the intake database");
	site = check_site_key(check);
	form = check_form_key(check);
	courier = check_courier_keys(check);
	if (site != OK)
		return site;
	if ((form != OK && form != DENIED) ||
	    (courier != OK && courier != DENIED))
		return INVALID;
	return form == OK && courier == OK ? OK :
	    check_closed(check, "another role's key");
}

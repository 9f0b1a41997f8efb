#include "crypto/mail_seal.h"

#include <assert.h>

#include <sodium.h>

#include "base/log.h"
#include "crypto/keyring_private.h"
#include "crypto/open.h"
#include "crypto/seal_private.h"
#include "crypto/text32.h"

struct mail_sealer {
	struct press press;
};

struct mail_opener {
	struct opener *opener;
	uint8_t public_key[SEAL_PUBLIC_SIZE];
};

static_assert((int)MAIL_KEY_TEXT_SIZE == (int)TEXT32_SIZE, "base64url");

/* ---- keys ---- */

void
mail_key_new(char public_key[MAIL_KEY_TEXT_SIZE],
    char secret[MAIL_KEY_TEXT_SIZE])
{
	struct keyring *keyring = keyring_new(1);

	text32_write(keyring_public(keyring), public_key);
	text32_write(keyring_secret(keyring), secret);
	keyring_free(keyring);
}

enum status
mail_key_read(const char *text, uint8_t public_key[SEAL_PUBLIC_SIZE])
{
	return text32_read(text, public_key) ? OK : INVALID;
}

/* ---- sealing ---- */

struct mail_sealer *
mail_sealer_new(const uint8_t public_key[SEAL_PUBLIC_SIZE],
    int64_t generation)
{
	struct mail_sealer *sealer = sodium_malloc(sizeof(*sealer));

	if (sealer == NULL)
		log_fatal("memory", "no guarded memory for sealing mail");
	press_start(&sealer->press, public_key, generation);
	return sealer;
}

void
mail_sealer_free(struct mail_sealer *sealer)
{
	sodium_free(sealer);
}

enum status
mail_seal(struct mail_sealer *sealer, struct arena *arena, const char *id,
    const void *text, size_t len, int64_t now, struct seal_epoch *epoch,
    struct sealed *mail)
{
	assert(strlen(id) == SEAL_UUID_LENGTH);
	if (len > SEAL_TEXT_MAX)
		return INVALID;
	press_prepare(&sealer->press, 1, now);
	*epoch = sealer->press.epoch;
	*mail = (struct sealed){ .kind = SEAL_MAIL, .uuid = id };
	press_seal(&sealer->press, arena, text, len, mail);
	aead_wipe_stack();
	return OK;
}

/* ---- opening ---- */

static struct mail_opener *
opener_of(const struct keyring *keyring)
{
	struct mail_opener *made = malloc(sizeof(*made));
	enum status st;

	if (made == NULL)
		log_fatal("memory", "no memory for opening mail");
	made->opener = opener_new();
	memcpy(made->public_key, keyring_public(keyring),
	    sizeof(made->public_key));
	st = opener_unlock(made->opener, keyring);
	/* It is the first. */
	assert(st == OK);
	return made;
}

enum status
mail_opener_new(const char *secret, int64_t generation,
    struct mail_opener **opener)
{
	uint8_t bytes[KEYRING_SECRET_SIZE];
	struct keyring *keyring = NULL;
	enum status st = INVALID;

	*opener = NULL;
	if (text32_read(secret, bytes))
		st = keyring_of_secret(generation, bytes, NULL, &keyring);
	if (st == OK)
		*opener = opener_of(keyring);
	keyring_free(keyring);
	sodium_memzero(bytes, sizeof(bytes));
	return st;
}

void
mail_opener_free(struct mail_opener *opener)
{
	if (opener == NULL)
		return;
	opener_free(opener->opener);
	free(opener);
}

const uint8_t *
mail_opener_public(const struct mail_opener *opener)
{
	return opener->public_key;
}

enum status
mail_open(struct mail_opener *opener, struct arena *arena,
    const struct seal_epoch *epoch, const struct sealed *mail,
    struct opened *text)
{
	*text = (struct opened){ 0 };
	if (mail->kind != SEAL_MAIL)
		return INVALID;
	return opener_read(opener->opener, arena, epoch, mail, text);
}

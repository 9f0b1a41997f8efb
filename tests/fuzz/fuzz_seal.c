/*
 * The record reader's laws. The first byte chooses what the rest is:
 *  r  a record, R a root, k a record's wrapped key, s a session's row, g a
 *     grant, p a personal key, t a wrapped secret of the second factor: opens
 *     if it is the known one of seal_vectors.h, byte for byte, and else not;
 *  x  what is XORed over a whole stored record, with all it is bound to: opens
 *     if nothing is changed;
 *  P  a text and its padding, sealed by us: opens if the padding is right;
 *  any other: a text, which comes back out of a record of the right size.
 */
#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "../unit/fixtures/seal_vectors.h"
#include "base/arena.h"
#include "crypto/aead.h"
#include "crypto/grant.h"
#include "crypto/keyring_private.h"
#include "crypto/open.h"
#include "crypto/seal.h"
#include "crypto/session_key.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "fuzz.h"

enum { GENERATION = 3, ADMIN = 7, KNOWN_MAX = 1024, FAR = 700, NUMBERS = 1024 };

static const char uuid[] = "5b1f3c1e-6a0d-4c7e-9a53-0d5f1c2b3a49";

/* The site of the vectors, and who was let in. */
static struct keyring *keyring;
static struct opener *opener;
static struct sealer *sealer;
static struct personal_key *personal;
static uint8_t kek[GRANT_KEK_SIZE];
static uint8_t personal_public[GRANT_PUBLIC_SIZE];

/* A known value; what it is compared with and stands in for. */
struct known {
	uint8_t bytes[KNOWN_MAX];
	size_t size;
};

static struct known
known_of(const char *hex)
{
	struct known known = { .size = 0 };

	law(sodium_hex2bin(known.bytes, sizeof(known.bytes), hex, strlen(hex),
	    NULL, &known.size, NULL) == 0, "the vectors are hexadecimal");
	return known;
}

static bool
is_known(const struct known *known, const uint8_t *data, size_t size)
{
	return size == known->size && memcmp(data, known->bytes, size) == 0;
}

static void
start(void)
{
	struct known secret;
	struct known wrapped;
	struct known key;

	if (keyring != NULL)
		return;
	crypto_start();
	secret = known_of(v_secret);
	law(keyring_of_secret(GENERATION, secret.bytes,
	    known_of(v_public).bytes, &keyring) == OK, "the key is a pair");
	opener = opener_new();
	law(opener_unlock(opener, keyring) == OK, "it unlocks");
	sealer = sealer_new(keyring_public(keyring), GENERATION);
	key = known_of(v_kek);
	memcpy(kek, key.bytes, sizeof(kek));
	secret = known_of(v_personal_secret);
	law(crypto_scalarmult_base(personal_public, secret.bytes) == 0,
	    "a public key");
	wrapped = known_of(v_personal);
	law(personal_key_unwrap(wrapped.bytes, kek, ADMIN, personal_public,
	    &personal) == OK, "the personal key opens");
}

/* ---- the known records ---- */

static struct seal_epoch
known_epoch(void)
{
	struct seal_epoch epoch = { .generation = GENERATION };
	struct known id = known_of(v_epoch);
	struct known root = known_of(v_root);

	memcpy(epoch.id, id.bytes, sizeof(epoch.id));
	memcpy(epoch.root, root.bytes, sizeof(epoch.root));
	return epoch;
}

static struct sealed
far_record(const struct known *bytes)
{
	struct sealed sealed = { .kind = SEAL_HEAD, .uuid = uuid,
		.number = FAR, .bytes = bytes->bytes, .size = bytes->size };
	struct known id = known_of(v_epoch);

	memcpy(sealed.epoch, id.bytes, sizeof(sealed.epoch));
	return sealed;
}

static void
check_record(struct arena *arena, const uint8_t *data, size_t size)
{
	const struct known known = known_of(v_far);
	const struct seal_epoch epoch = known_epoch();
	struct sealed sealed = far_record(&known);
	struct opened text;

	sealed.bytes = data;
	sealed.size = size;
	law((opener_read(opener, arena, &epoch, &sealed, &text) == OK) ==
	    is_known(&known, data, size), "only the known record opens");
}

static void
check_root(struct arena *arena, const uint8_t *data, size_t size)
{
	const struct known known = known_of(v_root);
	const struct known bytes = known_of(v_far);
	const struct sealed sealed = far_record(&bytes);
	struct seal_epoch epoch = known_epoch();
	struct opened text;

	if (size != sizeof(epoch.root))
		return;
	memcpy(epoch.root, data, size);
	law((opener_read(opener, arena, &epoch, &sealed, &text) == OK) ==
	    is_known(&known, data, size), "only the known root opens");
}

static void
check_key(struct arena *arena, const uint8_t *data, size_t size)
{
	const struct known known = known_of(v_far_key);
	const struct known bytes = known_of(v_far);
	const struct sealed sealed = far_record(&bytes);
	struct record_key key = { .generation = GENERATION };
	struct opened text;

	if (size != sizeof(key.wrapped))
		return;
	memcpy(key.wrapped, data, size);
	law((opener_open(opener, arena, &sealed, &key, &text) == OK) ==
	    is_known(&known, data, size), "only the known key opens");
}

/* ---- the rows of the office ---- */

static void
check_session(const uint8_t *data, size_t size)
{
	const struct known known = known_of(v_session);
	struct opener *other = opener_new();
	struct session_wrap wrap;
	bool opens;

	if (size == sizeof(wrap.bytes)) {
		memcpy(wrap.bytes, data, size);
		opens = session_unwrap(&wrap, v_token, ADMIN, other) == OK;
		law(opens == is_known(&known, data, size),
		    "only the known session unlocks");
		law(opens == (opener_generation(other) == GENERATION),
		    "and what fails leaves it locked");
	}
	opener_free(other);
}

static void
check_grant(const uint8_t *data, size_t size)
{
	const struct known known = known_of(v_grant);
	struct grant grant = { .generation = GENERATION, .admin_id = ADMIN };
	struct keyring *opened;
	bool opens;

	if (size != sizeof(grant.sealed))
		return;
	memcpy(grant.sealed, data, size);
	opens = grant_open(personal, &grant, keyring_public(keyring),
	    &opened) == OK;
	law(opens == is_known(&known, data, size), "only the known grant");
	keyring_free(opened);
}

static void
check_personal(const uint8_t *data, size_t size)
{
	const struct known known = known_of(v_personal);
	struct personal_key *opened;
	bool opens;

	if (size != GRANT_PERSONAL_SIZE)
		return;
	opens = personal_key_unwrap(data, kek, ADMIN, personal_public,
	    &opened) == OK;
	law(opens == is_known(&known, data, size), "only the known pair");
	personal_key_free(opened);
}

static void
check_totp(const uint8_t *data, size_t size)
{
	const struct known known = known_of(v_totp);
	uint8_t secret[TOTP_SECRET_SIZE];

	if (size == TOTP_WRAPPED_SIZE)
		law((totp_unwrap(data, kek, ADMIN, secret) == OK) ==
		    is_known(&known, data, size), "only the known secret");
}

/* ---- what is changed, and what is ours ---- */

/* All that is stored of a record, to be changed anywhere. */
struct stored {
	uint8_t number[8];
	uint8_t kind;
	uint8_t epoch[SEAL_EPOCH_ID_SIZE];
	uint8_t uuid[SEAL_UUID_LENGTH];
	uint8_t bytes[297];
};

static void
check_changed(struct arena *arena, const uint8_t *data, size_t size)
{
	const struct known known = known_of(v_far);
	const struct seal_epoch epoch = known_epoch();
	struct sealed sealed = far_record(&known);
	char text_uuid[SEAL_UUID_LENGTH + 1] = "";
	struct stored stored = { .kind = SEAL_HEAD };
	uint8_t *all = (uint8_t *)&stored;
	bool same = true;
	struct opened text;

	law(known.size == sizeof(stored.bytes), "the known record's size");
	memcpy(stored.number, &sealed.number, sizeof(stored.number));
	memcpy(stored.epoch, sealed.epoch, sizeof(stored.epoch));
	memcpy(stored.uuid, uuid, sizeof(stored.uuid));
	memcpy(stored.bytes, known.bytes, sizeof(stored.bytes));
	for (size_t i = 0; i < size && i < sizeof(stored); i++) {
		all[i] ^= data[i];
		same = same && data[i] == 0;
	}
	memcpy(&sealed.number, stored.number, sizeof(stored.number));
	sealed.kind = (enum seal_kind)stored.kind;
	memcpy(sealed.epoch, stored.epoch, sizeof(stored.epoch));
	memcpy(text_uuid, stored.uuid, sizeof(stored.uuid));
	sealed.uuid = text_uuid;
	sealed.bytes = stored.bytes;
	law((opener_read(opener, arena, &epoch, &sealed, &text) == OK) == same,
	    "a change anywhere is noticed");
}

/* Whether a text ends as sodium_pad ends one: 0x80, zeroes, in its last
 * block. */
static bool
is_padded(const uint8_t *data, size_t size)
{
	size_t left = AEAD_BLOCK_SIZE;

	if (size == 0 || size % AEAD_BLOCK_SIZE != 0)
		return false;
	while (left > 0 && data[size - 1] == 0) {
		size--;
		left--;
	}
	return left > 0 && data[size - 1] == 0x80;
}

static void
check_padding(struct arena *arena, const uint8_t *data, size_t size)
{
	const struct binding binding = binding_new("padding");
	uint8_t *sealed = arena_alloc(arena, size + AEAD_OVERHEAD);
	uint8_t *text;
	size_t len;
	bool opens;

	aead_seal(sealed, data, size, &binding, kek);
	opens = aead_open_text(arena, sealed, size + AEAD_OVERHEAD, &binding,
	    kek, &text, &len) == OK;
	law(opens == is_padded(data, size), "opens if it is padded");
	law(!opens || (len < size && memcmp(text, data, len) == 0 &&
	    text[len] == 0x80), "without its padding");
}

static void
check_text(struct arena *arena, const uint8_t *data, size_t size)
{
	struct sealed_lead lead;
	struct opened text;

	law(seal_lead(sealer, arena, &(struct seal_texts){ uuid, data, size,
	    data, size / 2 }, 1795255200, &lead) == OK, "it is sealed");
	law(lead.head.size == sealed_size(size) && lead.body.size ==
	    sealed_size(size / 2), "as large as it should be");
	law(lead.body.number < NUMBERS, "no number is too high");
	law(opener_read(opener, arena, &lead.epoch, &lead.head, &text) == OK &&
	    text.len == size && memcmp(text.bytes, data, size) == 0,
	    "the head comes back");
	law(opener_read(opener, arena, &lead.epoch, &lead.body, &text) == OK &&
	    text.len == size / 2 && memcmp(text.bytes, data, text.len) == 0,
	    "the body comes back");
}

/* The rows of the office; false: another letter. */
static bool
check_office(char what, const uint8_t *data, size_t size)
{
	switch (what) {
	case 's':
		check_session(data, size);
		return true;
	case 'g':
		check_grant(data, size);
		return true;
	case 'p':
		check_personal(data, size);
		return true;
	case 't':
		check_totp(data, size);
		return true;
	default:
		return false;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);

	start();
	if (size == 0 || check_office((char)data[0], data + 1, size - 1))
		return 0;
	switch ((char)data[0]) {
	case 'r':
		check_record(arena, data + 1, size - 1);
		break;
	case 'R':
		check_root(arena, data + 1, size - 1);
		break;
	case 'k':
		check_key(arena, data + 1, size - 1);
		break;
	case 'x':
		check_changed(arena, data + 1, size - 1);
		break;
	case 'P':
		check_padding(arena, data + 1, size - 1);
		break;
	default:
		check_text(arena, data, size);
		break;
	}
	return 0;
}

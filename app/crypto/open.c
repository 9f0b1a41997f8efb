#include "crypto/open.h"

#include <assert.h>
#include <stdbool.h>

#include <sodium.h>

#include "crypto/opener_private.h"
#include "crypto/seal_private.h"

static const char key_label[] = "fourways record key 1";

static_assert((int)RECORD_KEY_SIZE == AEAD_KEY_SIZE + AEAD_OVERHEAD,
    "a wrapped key");
static_assert((int)BLIND_INDEX_SIZE >= crypto_generichash_BYTES_MIN &&
    (int)BLIND_INDEX_SIZE <= crypto_generichash_BYTES_MAX, "BLAKE2b");

/* ---- walking an epoch ---- */

static bool
is_of(const struct walk *walk, const struct seal_epoch *epoch)
{
	return walk->epoch.generation == epoch->generation &&
	    memcmp(walk->epoch.id, epoch->id, sizeof(epoch->id)) == 0 &&
	    memcmp(walk->epoch.root, epoch->root, sizeof(epoch->root)) == 0;
}

/* The walk of an epoch that has not yet passed number, or NULL. */
static struct walk *
walk_find(struct opener *opener, const struct seal_epoch *epoch,
    int64_t number)
{
	for (size_t i = 0; i < OPENER_WALKS; i++)
		if (is_of(&opener->walks[i], epoch) &&
		    opener->walks[i].chain.number <= number)
			return &opener->walks[i];
	return NULL;
}

/* Begins an epoch from its root, in the place of the walk begun longest ago. */
static enum status
walk_begin(struct opener *opener, const struct seal_epoch *epoch,
    struct walk **begun)
{
	const struct site_secret *secret = opener_secret(opener,
	    epoch->generation);
	struct walk *walk = &opener->walks[opener->next_walk];
	enum status st;

	if (secret == NULL)
		return DENIED;
	st = epoch_open(epoch, secret->public_key, secret->secret_key,
	    &walk->chain);
	walk->epoch = *epoch;
	if (st != OK) {
		walk->epoch.generation = 0;
		return st;
	}
	opener->next_walk = (opener->next_walk + 1) % OPENER_WALKS;
	*begun = walk;
	return OK;
}

/* The key of a record by its epoch. */
static enum status
key_of(struct opener *opener, const struct seal_epoch *epoch,
    const struct sealed *sealed, uint8_t key[AEAD_KEY_SIZE])
{
	struct walk *walk;
	enum status st;

	walk = walk_find(opener, epoch, sealed->number);
	if (walk == NULL && (st = walk_begin(opener, epoch, &walk)) != OK)
		return st;
	return chain_reach(&walk->chain, sealed->number, key);
}

/* ---- records ---- */

static enum status
open_with(struct arena *arena, const struct sealed *sealed,
    const uint8_t key[AEAD_KEY_SIZE], struct opened *text)
{
	const struct binding binding = ratchet_binding(SEAL_RECORD_LABEL,
	    sealed);

	return aead_open_text(arena, sealed->bytes, sealed->size, &binding,
	    key, &text->bytes, &text->len);
}

void
opened_wipe(struct opened *text)
{
	if (text->bytes != NULL)
		sodium_memzero(text->bytes, text->len);
	*text = (struct opened){ 0 };
}

static bool
has_uuid(const struct sealed *sealed)
{
	return strnlen(sealed->uuid, SEAL_UUID_LENGTH + 1) ==
	    SEAL_UUID_LENGTH;
}

/* Opens a record and, where wanted, wraps its key. */
static enum status
read_record(struct opener *opener, struct arena *arena,
    const struct seal_epoch *epoch, const struct sealed *sealed,
    struct opened *text, struct record_key *wrapped)
{
	uint8_t key[AEAD_KEY_SIZE];
	enum status st = INVALID;

	*text = (struct opened){ 0 };
	if (has_uuid(sealed) &&
	    (st = key_of(opener, epoch, sealed, key)) == OK)
		st = open_with(arena, sealed, key, text);
	if (st == OK && wrapped != NULL) {
		const struct site_secret *newest = opener_newest(opener);
		const struct binding binding = ratchet_binding(key_label,
		    sealed);

		wrapped->generation = newest->generation;
		aead_seal(wrapped->wrapped, key, sizeof(key), &binding,
		    newest->wrap_key);
	}
	sodium_memzero(key, sizeof(key));
	return st;
}

enum status
opener_read(struct opener *opener, struct arena *arena,
    const struct seal_epoch *epoch, const struct sealed *sealed,
    struct opened *text)
{
	return read_record(opener, arena, epoch, sealed, text, NULL);
}

enum status
opener_take(struct opener *opener, struct arena *arena,
    const struct seal_epoch *epoch, const struct sealed *sealed,
    struct opened *text, struct record_key *key)
{
	return read_record(opener, arena, epoch, sealed, text, key);
}

enum status
opener_open(const struct opener *opener, struct arena *arena,
    const struct sealed *sealed, const struct record_key *key,
    struct opened *text)
{
	const struct site_secret *secret = opener_secret(opener,
	    key->generation);
	uint8_t plain[AEAD_KEY_SIZE];
	struct binding binding;
	enum status st;

	*text = (struct opened){ 0 };
	if (secret == NULL)
		return DENIED;
	if (!has_uuid(sealed))
		return INVALID;
	binding = ratchet_binding(key_label, sealed);
	st = aead_open(plain, key->wrapped, sizeof(key->wrapped), &binding,
	    secret->wrap_key);
	if (st == OK)
		st = open_with(arena, sealed, plain, text);
	sodium_memzero(plain, sizeof(plain));
	return st;
}

/* ---- the blind index ---- */

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Adds an address piece by piece, so that no copy of it is made. */
static void
add_normalised(crypto_generichash_state *state, const char *email)
{
	size_t len;

	while (is_blank(*email))
		email++;
	len = strlen(email);
	while (len > 0 && is_blank(email[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)email[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c + ('a' - 'A'));
		(void)crypto_generichash_update(state, &c, 1);
	}
}

enum status
opener_index(const struct opener *opener, const char *email,
    uint8_t index[BLIND_INDEX_SIZE])
{
	const struct site_secret *secret = opener_newest(opener);
	crypto_generichash_state state;

	if (secret == NULL)
		return DENIED;
	(void)crypto_generichash_init(&state, secret->index_key,
	    sizeof(secret->index_key), BLIND_INDEX_SIZE);
	add_normalised(&state, email);
	(void)crypto_generichash_final(&state, index, BLIND_INDEX_SIZE);
	sodium_memzero(&state, sizeof(state));
	return OK;
}

/* ---- notes ---- */

static struct binding
note_binding(const char *note_context)
{
	struct binding binding = binding_new("fourways note 1");
	const size_t len = strlen(note_context);

	assert(len <= NOTE_CONTEXT_MAX);
	binding_add(&binding, note_context, len);
	return binding;
}

enum status
note_seal(const struct opener *opener, struct arena *arena,
    const char *context, const void *text, size_t len,
    struct sealed_note *note)
{
	const struct site_secret *secret = opener_newest(opener);
	const struct binding binding = note_binding(context);

	if (secret == NULL)
		return DENIED;
	note->generation = secret->generation;
	return aead_seal_text(arena, text, len, &binding, secret->note_key,
	    &note->bytes, &note->size);
}

enum status
note_open(const struct opener *opener, struct arena *arena,
    const char *context, const struct sealed_note *note,
    struct opened *text)
{
	const struct site_secret *secret = opener_secret(opener,
	    note->generation);
	const struct binding binding = note_binding(context);

	*text = (struct opened){ 0 };
	if (secret == NULL)
		return DENIED;
	return aead_open_text(arena, note->bytes, note->size, &binding,
	    secret->note_key, &text->bytes, &text->len);
}

#include "crypto/seal.h"

#include <assert.h>
#include <unistd.h>

#include <sodium.h>

#include "base/log.h"
#include "crypto/seal_private.h"

static_assert((int)SEAL_FORMAT == (int)AEAD_FORMAT, "one format so far");
static_assert((int)SEAL_TEXT_MAX == AEAD_PADDED_MAX - 1, "a byte of padding");

struct sealer {
	struct press press;
};

/* ---- the press ---- */

void
press_start(struct press *press, const uint8_t public_key[32],
    int64_t generation)
{
	assert(generation > 0);
	sodium_memzero(press, sizeof(*press));
	press->generation = generation;
	memcpy(press->public_key, public_key, sizeof(press->public_key));
}

/* A clock set back must not make an epoch longer than an hour, and two
 * processes must not go on with one chain. */
static bool
is_over(const struct press *press, int64_t count, int64_t now)
{
	return press->process != getpid() ||
	    press->chain.number + count > SEAL_EPOCH_RECORDS ||
	    now < press->began_at ||
	    now - press->began_at >= SEAL_EPOCH_SECONDS;
}

void
press_prepare(struct press *press, int64_t count, int64_t now)
{
	if (!is_over(press, count, now))
		return;
	epoch_new(press->public_key, press->generation, &press->epoch,
	    &press->chain);
	press->process = getpid();
	press->began_at = now;
}

void
press_seal(struct press *press, struct arena *arena, const void *plain,
    size_t len, struct sealed *sealed)
{
	uint8_t key[AEAD_KEY_SIZE];
	struct binding binding;
	enum status st;

	sealed->number = press->chain.number;
	memcpy(sealed->epoch, press->epoch.id, sizeof(sealed->epoch));
	binding = ratchet_binding(SEAL_RECORD_LABEL, sealed);
	chain_step(&press->chain, key);
	st = aead_seal_text(arena, plain, len, &binding, key, &sealed->bytes,
	    &sealed->size);
	assert(st == OK);
	sodium_memzero(key, sizeof(key));
}

/* ---- leads ---- */

struct sealer *
sealer_new(const uint8_t public_key[SEAL_PUBLIC_SIZE], int64_t generation)
{
	struct sealer *sealer = sodium_malloc(sizeof(*sealer));

	if (sealer == NULL)
		log_fatal("memory", "no guarded memory for sealing");
	sealer_rekey(sealer, public_key, generation);
	return sealer;
}

void
sealer_free(struct sealer *sealer)
{
	sodium_free(sealer);
}

void
sealer_rekey(struct sealer *sealer,
    const uint8_t public_key[SEAL_PUBLIC_SIZE], int64_t generation)
{
	press_start(&sealer->press, public_key, generation);
}

int64_t
sealer_generation(const struct sealer *sealer)
{
	return sealer->press.generation;
}

enum status
seal_lead(struct sealer *sealer, struct arena *arena,
    const struct seal_texts *texts, int64_t now, struct sealed_lead *lead)
{
	struct press *press = &sealer->press;

	assert(strlen(texts->uuid) == SEAL_UUID_LENGTH);
	if (texts->head_len > SEAL_TEXT_MAX || texts->body_len > SEAL_TEXT_MAX)
		return INVALID;
	press_prepare(press, 2, now);
	*lead = (struct sealed_lead){
		.epoch = press->epoch,
		.head = { .kind = SEAL_HEAD, .uuid = texts->uuid },
		.body = { .kind = SEAL_BODY, .uuid = texts->uuid },
	};
	press_seal(press, arena, texts->head, texts->head_len, &lead->head);
	press_seal(press, arena, texts->body, texts->body_len, &lead->body);
	aead_wipe_stack();
	return OK;
}

size_t
sealed_size(size_t len)
{
	return aead_text_size(len);
}

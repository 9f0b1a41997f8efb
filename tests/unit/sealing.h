#ifndef TESTS_SEALING_H
#define TESTS_SEALING_H

/* After test.h: a site's key, who seals to it and who opens, and randomness
 * that can be foretold. */
#include <stdbool.h>

#include <sodium.h>

#include "base/arena.h"
#include "crypto/keyring_private.h"
#include "crypto/open.h"
#include "crypto/seal.h"
#include "crypto/token.h"

static const int64_t sealing_now = 1795255200; /* 2026-11-21T10:00:00Z */

/* The uuid of seal_vectors.py, and another. */
static const char sealing_uuid[] = "5b1f3c1e-6a0d-4c7e-9a53-0d5f1c2b3a49";
static const char other_uuid[] = "00000000-6a0d-4c7e-9a53-0d5f1c2b3a49";

struct site {
	struct arena *arena;
	struct keyring *keyring;
	struct sealer *sealer;
	struct opener *opener; /* unlocked */
};

static inline struct site
site_of(struct keyring *keyring)
{
	struct site site = {
		.arena = arena_new(4096),
		.keyring = keyring,
		.sealer = sealer_new(keyring_public(keyring),
		    keyring_generation(keyring)),
		.opener = opener_new(),
	};

	assert_status(opener_unlock(site.opener, keyring), OK);
	return site;
}

static inline struct site
site_new(int64_t generation)
{
	return site_of(keyring_new(generation));
}

static inline void
site_free(struct site *site)
{
	arena_free(site->arena);
	keyring_free(site->keyring);
	sealer_free(site->sealer);
	opener_free(site->opener);
}

/* A lead of two texts, sealed at a moment. */
static inline struct sealed_lead
seal_at(struct site *site, const char *head, const char *body, int64_t now)
{
	struct sealed_lead lead;

	assert_status(seal_lead(site->sealer, site->arena,
	    &(struct seal_texts){ sealing_uuid, head, strlen(head), body,
	    strlen(body) }, now, &lead), OK);
	return lead;
}

static inline void
assert_text(const struct opened *text, const char *expected)
{
	assert_int_equal(text->len, strlen(expected));
	assert_memory_equal(text->bytes, expected, text->len);
}

/* ---- vectors ---- */

/* Decodes a vector; how long it is. */
static inline size_t
unhex(const char *hex, uint8_t *bytes, size_t room)
{
	size_t len = 0;

	assert_int_equal(sodium_hex2bin(bytes, room, hex, strlen(hex), NULL,
	    &len, NULL), 0);
	return len;
}

static inline void
assert_vector(const void *bytes, size_t size, const char *hex)
{
	uint8_t expected[2048];

	assert_int_equal(unhex(hex, expected, sizeof(expected)), size);
	assert_memory_equal(bytes, expected, size);
}

static inline struct keyring *
keyring_of_vector(const char *secret, const char *public_key,
    int64_t generation)
{
	uint8_t bytes[32];
	uint8_t expected[32];
	struct keyring *keyring;

	unhex(secret, bytes, sizeof(bytes));
	unhex(public_key, expected, sizeof(expected));
	assert_status(keyring_of_secret(generation, bytes, expected,
	    &keyring), OK);
	return keyring;
}

/* ---- randomness ---- */

static uint64_t random_requests;

/* seal_vectors.py says what a request is answered with. */
static inline void
random_foretold(void *const buf, const size_t size)
{
	uint8_t block[64];
	uint8_t number[8];

	for (size_t i = 0; i < sizeof(number); i++)
		number[i] = (uint8_t)(random_requests >> 8 * i);
	random_requests++;
	assert_true(size <= sizeof(block));
	assert_int_equal(crypto_generichash(block, sizeof(block), number,
	    sizeof(number), NULL, 0), 0);
	memcpy(buf, block, size);
}

static inline const char *
random_name(void)
{
	return "foretold";
}

static randombytes_implementation random_as_foretold = {
	.implementation_name = random_name,
	.buf = random_foretold,
};

/* From here on randomness is as foretold, beginning anew. */
static inline void
foretell(void)
{
	random_requests = 0;
	assert_int_equal(randombytes_set_implementation(&random_as_foretold),
	    0);
}

static inline void
foretell_no_more(void)
{
	assert_int_equal(randombytes_set_implementation(
	    &randombytes_sysrandom_implementation), 0);
}

static inline int
start_crypto(void **state)
{
	crypto_start();
	return 0;
}

#endif

/*
 * Laws of sealing under random sequences: seal, let time pass, change the key,
 * lose a record, end the process, take in, open in any order.
 */
#include "test.h"
#include "sealing.h"

#include "base/util.h"
#include "crypto/ratchet.h"

enum {
	RUNS = 40,
	STEPS = 120,
	TEXT_MAX = 700,
	GENERATIONS = 2,
};

/* A small generator with a seed of its own: a failure can be run again. */
static uint64_t seed;

static uint32_t
roll(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % below;
}

/* What a lead should open to. */
struct stored {
	struct sealed_lead lead;
	char uuid[SEAL_UUID_LENGTH + 1];
	char texts[2][TEXT_MAX];
	size_t lens[2];
	struct record_key keys[2];
	bool taken;
};

struct world {
	struct site site;
	struct keyring *keyrings[GENERATIONS];
	int64_t now;
	struct stored stored[STEPS];
	size_t count;
};

static void
make_text(char *text, size_t *len)
{
	*len = roll(TEXT_MAX);
	for (size_t i = 0; i < *len; i++)
		text[i] = (char)roll(256);
}

static void
seal_one(struct world *world)
{
	struct stored *stored = &world->stored[world->count];

	memcpy(stored->uuid, sealing_uuid, sizeof(stored->uuid));
	stored->uuid[0] = "0123456789abcdef"[roll(16)];
	make_text(stored->texts[0], &stored->lens[0]);
	make_text(stored->texts[1], &stored->lens[1]);
	stored->taken = false;
	assert_status(seal_lead(world->site.sealer, world->site.arena,
	    &(struct seal_texts){ stored->uuid, stored->texts[0],
	    stored->lens[0], stored->texts[1], stored->lens[1] }, world->now,
	    &stored->lead), OK);
	/* Now and then the transaction fails, and the number is a gap. */
	if (roll(8) != 0)
		world->count++;
}

static void
check(const struct stored *stored, size_t i, const struct opened *text)
{
	assert_int_equal(text->len, stored->lens[i]);
	assert_memory_equal(text->bytes, stored->texts[i], text->len);
}

static const struct sealed *
record_of(const struct stored *stored, size_t i)
{
	return i == 0 ? &stored->lead.head : &stored->lead.body;
}

static void
take_one(struct world *world)
{
	struct stored *stored = &world->stored[roll((uint32_t)world->count)];
	struct opened text;

	for (size_t i = 0; i < 2; i++) {
		assert_status(opener_take(world->site.opener,
		    world->site.arena, &stored->lead.epoch,
		    record_of(stored, i), &text, &stored->keys[i]), OK);
		check(stored, i, &text);
	}
	stored->taken = true;
}

static void
open_one(struct world *world)
{
	struct stored *stored = &world->stored[roll((uint32_t)world->count)];
	const size_t i = roll(2);
	struct opened text;

	if (stored->taken)
		assert_status(opener_open(world->site.opener,
		    world->site.arena, record_of(stored, i), &stored->keys[i],
		    &text), OK);
	else
		assert_status(opener_read(world->site.opener,
		    world->site.arena, &stored->lead.epoch,
		    record_of(stored, i), &text), OK);
	check(stored, i, &text);
}

static void
change_key(struct world *world)
{
	const struct keyring *keyring = world->keyrings[GENERATIONS - 1];

	sealer_rekey(world->site.sealer, keyring_public(keyring),
	    keyring_generation(keyring));
}

/* What a worker does that ends: its chain is gone, another begins. */
static void
end_process(struct world *world)
{
	const struct keyring *keyring = world->keyrings[
	    sealer_generation(world->site.sealer) - 1];

	sealer_free(world->site.sealer);
	world->site.sealer = sealer_new(keyring_public(keyring),
	    keyring_generation(keyring));
}

static void
lock_and_unlock(struct world *world)
{
	opener_lock(world->site.opener);
	for (size_t i = 0; i < GENERATIONS; i++)
		assert_status(opener_unlock(world->site.opener,
		    world->keyrings[i]), OK);
}

static void
one_step(struct world *world)
{
	const uint32_t what = roll(100);

	if (what < 40 || world->count == 0)
		seal_one(world);
	else if (what < 60)
		take_one(world);
	else if (what < 85)
		open_one(world);
	else if (what < 92)
		world->now += (int64_t)roll(3000) - 500;
	else if (what < 94)
		change_key(world);
	else if (what < 97)
		end_process(world);
	else
		lock_and_unlock(world);
}

static void
whatever_happens_each_record_opens_and_no_number_comes_twice(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	for (int run = 0; run < RUNS; run++) {
		seed = (uint64_t)run;
		memset(world, 0, sizeof(*world));
		world->now = sealing_now;
		world->keyrings[0] = keyring_new(1);
		world->keyrings[1] = keyring_new(2);
		world->site = site_of(world->keyrings[0]);
		lock_and_unlock(world);
		for (int i = 0; i < STEPS; i++)
			one_step(world);
		for (size_t i = 0; i < world->count; i++)
			for (size_t j = 0; j < i; j++) {
				const struct sealed_lead *a =
				    &world->stored[i].lead;
				const struct sealed_lead *b =
				    &world->stored[j].lead;

				assert_false(a->head.number ==
				    b->head.number && memcmp(a->epoch.id,
				    b->epoch.id, sizeof(a->epoch.id)) == 0);
			}
		site_free(&world->site);
		keyring_free(world->keyrings[1]);
	}
	free(world);
}

/* ---- whatever is changed is noticed ---- */

/* Whether a lead's head opens in none of the three ways. */
static void
is_refused(struct site *site, const struct seal_epoch *epoch,
    const struct sealed *sealed)
{
	struct record_key key;
	struct opened text;

	assert_status(opener_read(site->opener, site->arena, epoch, sealed,
	    &text), INVALID);
	assert_null(text.bytes);
	assert_status(opener_take(site->opener, site->arena, epoch, sealed,
	    &text, &key), INVALID);
}

static void
every_flipped_bit_of_a_record_is_noticed(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead lead = seal_at(&site, "Ann", "Hello", sealing_now);
	struct sealed sealed = lead.head;
	uint8_t *bytes = arena_alloc(site.arena, sealed.size);
	struct record_key key;
	struct opened text;

	assert_status(opener_take(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text, &key), OK);
	memcpy(bytes, lead.head.bytes, sealed.size);
	sealed.bytes = bytes;
	for (size_t bit = 0; bit < sealed.size * 8; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		is_refused(&site, &lead.epoch, &sealed);
		assert_status(opener_open(site.opener, site.arena, &sealed,
		    &key, &text), INVALID);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_status(opener_open(site.opener, site.arena, &sealed, &key,
	    &text), OK);
	site_free(&site);
}

static void
every_flipped_bit_of_a_root_or_an_epoch_is_noticed(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead lead = seal_at(&site, "Ann", "Hello", sealing_now);
	struct seal_epoch epoch = lead.epoch;
	struct opened text;

	/* Noticed too by who has the epoch at hand. */
	assert_status(opener_read(site.opener, site.arena, &epoch, &lead.head,
	    &text), OK);
	for (size_t bit = 0; bit < sizeof(epoch.root) * 8; bit++) {
		epoch.root[bit / 8] ^= (uint8_t)(1 << bit % 8);
		is_refused(&site, &epoch, &lead.head);
		is_refused(&site, &epoch, &lead.body);
		epoch.root[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (size_t bit = 0; bit < sizeof(epoch.id) * 8; bit++) {
		struct sealed moved = lead.head;

		epoch.id[bit / 8] ^= (uint8_t)(1 << bit % 8);
		is_refused(&site, &epoch, &lead.head);
		memcpy(moved.epoch, epoch.id, sizeof(moved.epoch));
		is_refused(&site, &epoch, &moved);
		epoch.id[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	site_free(&site);
}

static void
a_root_is_that_of_its_epoch_only(void **state)
{
	struct site site = site_new(1);
	struct seal_epoch epoch = seal_at(&site, "a", "b", sealing_now).epoch;
	const uint8_t *secret = keyring_secret(site.keyring);
	static const struct chain wiped;
	struct chain chain;

	assert_status(epoch_open(&epoch, keyring_public(site.keyring), secret,
	    &chain), OK);
	epoch.id[0] ^= 1;
	assert_status(epoch_open(&epoch, keyring_public(site.keyring), secret,
	    &chain), INVALID);
	assert_memory_equal(&chain, &wiped, sizeof(chain));
	site_free(&site);
}

static void
a_chain_goes_forward_only(void **state)
{
	struct chain chain = { { 1, 2, 3 }, 0 };
	struct chain same = chain;
	uint8_t key[AEAD_KEY_SIZE];
	uint8_t stepped[AEAD_KEY_SIZE];

	assert_status(chain_reach(&chain, 5, key), OK);
	assert_int_equal(chain.number, 6);
	for (int i = 0; i <= 5; i++)
		chain_step(&same, stepped);
	assert_memory_equal(key, stepped, sizeof(key));
	assert_memory_equal(chain.key, same.key, sizeof(chain.key));
	assert_status(chain_reach(&chain, 5, key), INVALID);
	assert_status(chain_reach(&chain, SEAL_EPOCH_RECORDS, key), INVALID);
	assert_memory_equal(chain.key, same.key, sizeof(chain.key));
	assert_status(chain_reach(&chain, SEAL_EPOCH_RECORDS - 1, key), OK);
}

static void
every_flipped_bit_of_a_records_key_is_noticed(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead lead = seal_at(&site, "Ann", "Hello", sealing_now);
	struct record_key key;
	struct opened text;

	assert_status(opener_take(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text, &key), OK);
	for (size_t bit = 0; bit < sizeof(key.wrapped) * 8; bit++) {
		key.wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_status(opener_open(site.opener, site.arena, &lead.head,
		    &key, &text), INVALID);
		assert_null(text.bytes);
		key.wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_status(opener_open(site.opener, site.arena, &lead.body, &key,
	    &text), INVALID);
	key.generation = 2;
	assert_status(opener_open(site.opener, site.arena, &lead.head, &key,
	    &text), DENIED);
	site_free(&site);
}

static void
a_record_opens_as_what_it_is_and_where_it_was_only(void **state)
{
	/* At once, and not after as many steps. */
	static const int64_t none[] = { -1, SEAL_EPOCH_RECORDS,
		(int64_t)1 << 40, INT64_MAX, INT64_MIN };
	struct site site = site_new(1);
	struct sealed_lead lead = seal_at(&site, "Ann", "Hello", sealing_now);
	struct sealed_lead next = seal_at(&site, "Ben", "Hello", sealing_now);
	struct sealed moved = lead.head;

	moved.uuid = other_uuid;
	is_refused(&site, &lead.epoch, &moved);
	moved.uuid = "";
	is_refused(&site, &lead.epoch, &moved);
	moved.uuid = arena_printf(site.arena, "%sx", sealing_uuid);
	is_refused(&site, &lead.epoch, &moved);
	moved = lead.head;
	moved.kind = SEAL_BODY;
	is_refused(&site, &lead.epoch, &moved);
	moved = lead.head;
	moved.number = next.head.number;
	is_refused(&site, &lead.epoch, &moved);
	for (size_t i = 0; i < countof(none); i++) {
		moved.number = none[i];
		is_refused(&site, &lead.epoch, &moved);
	}
	site_free(&site);
}

static void
cut_or_lengthened_a_record_is_refused(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead lead = seal_at(&site, "Ann", "Hello", sealing_now);
	struct sealed cut = lead.head;
	uint8_t *longer = arena_alloc(site.arena, cut.size + 256);

	for (cut.size = 0; cut.size < lead.head.size; cut.size++)
		is_refused(&site, &lead.epoch, &cut);
	memcpy(longer, lead.head.bytes, lead.head.size);
	cut.bytes = longer;
	for (cut.size++; cut.size <= lead.head.size + 256; cut.size++)
		is_refused(&site, &lead.epoch, &cut);
	site_free(&site);
}

static void
another_sites_key_opens_nothing(void **state)
{
	struct site site = site_new(1);
	struct site other = site_new(1);
	struct sealed_lead lead = seal_at(&site, "Ann", "Hello", sealing_now);
	struct record_key key;
	struct opened text;

	is_refused(&other, &lead.epoch, &lead.head);
	assert_status(opener_take(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text, &key), OK);
	assert_status(opener_open(other.opener, other.arena, &lead.head, &key,
	    &text), INVALID);
	site_free(&site);
	site_free(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    whatever_happens_each_record_opens_and_no_number_comes_twice),
		cmocka_unit_test(every_flipped_bit_of_a_record_is_noticed),
		cmocka_unit_test(
		    every_flipped_bit_of_a_root_or_an_epoch_is_noticed),
		cmocka_unit_test(a_root_is_that_of_its_epoch_only),
		cmocka_unit_test(a_chain_goes_forward_only),
		cmocka_unit_test(every_flipped_bit_of_a_records_key_is_noticed),
		cmocka_unit_test(
		    a_record_opens_as_what_it_is_and_where_it_was_only),
		cmocka_unit_test(cut_or_lengthened_a_record_is_refused),
		cmocka_unit_test(another_sites_key_opens_nothing),
	};

	return cmocka_run_group_tests_name("seal random", tests, start_crypto,
	    NULL);
}

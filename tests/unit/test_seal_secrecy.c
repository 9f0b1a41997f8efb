/*
 * Forward secrecy: what somebody holds who saw all of a sealer opens what is
 * sealed from then on, and nothing that was sealed before.
 */
#include "test.h"
#include "sealing.h"

#include <sys/wait.h>

#include "base/util.h"
#include "crypto/ratchet.h"
#include "crypto/seal_private.h"

enum { KEY = 32 };

/* The last moment an attacker may have seen: the sealer's pages, whole. */
struct snapshot {
	uint8_t bytes[8192];
	size_t len;
};

static void
take_snapshot(const struct sealer *sealer, struct snapshot *snapshot)
{
	const uintptr_t page = 4096;
	const uintptr_t from = (uintptr_t)sealer & ~(page - 1);
	const uintptr_t to = ((uintptr_t)sealer + sizeof(struct press) +
	    page - 1) & ~(page - 1);

	snapshot->len = to - from;
	assert_true(snapshot->len <= sizeof(snapshot->bytes));
	memcpy(snapshot->bytes, (const uint8_t *)sealer -
	    ((uintptr_t)sealer - from), snapshot->len);
}

/* Whether a key opens a record. */
static bool
opens(const uint8_t key[KEY], const struct sealed *sealed)
{
	const struct binding binding = ratchet_binding(SEAL_RECORD_LABEL,
	    sealed);
	uint8_t text[512];

	assert_true(sealed->size <= sizeof(text));
	return aead_open(text, sealed->bytes, sealed->size, &binding,
	    key) == OK;
}

/* Whether 32 bytes open a lead, as the key of a record or as a chain key to
 * walk on from. */
static bool
gives(const uint8_t bytes[KEY], const struct sealed_lead *lead)
{
	struct chain chain;
	uint8_t key[KEY];

	if (opens(bytes, &lead->head) || opens(bytes, &lead->body))
		return true;
	memcpy(chain.key, bytes, KEY);
	chain.number = 0;
	for (int i = 0; i < 8; i++) {
		chain_step(&chain, key);
		if (opens(key, &lead->head) || opens(key, &lead->body))
			return true;
	}
	return false;
}

static bool
gives_root(const uint8_t bytes[KEY], const struct seal_epoch *epoch,
    const uint8_t public_key[KEY])
{
	struct chain chain;

	return epoch_open(epoch, public_key, bytes, &chain) == OK;
}

static int
count_ways(const struct snapshot *snapshot, const struct sealed_lead *lead)
{
	int ways = 0;

	for (size_t at = 0; at + KEY <= snapshot->len; at++)
		ways += gives(snapshot->bytes + at, lead);
	return ways;
}

static void
nothing_a_sealer_holds_opens_what_it_sealed(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead past[3];
	struct sealed_lead next;
	struct snapshot snapshot;

	for (size_t i = 0; i < countof(past); i++)
		past[i] = seal_at(&site, "Ann", "Hello", sealing_now);
	take_snapshot(site.sealer, &snapshot);
	next = seal_at(&site, "Ann", "Hello", sealing_now);
	for (size_t i = 0; i < countof(past); i++)
		assert_int_equal(count_ways(&snapshot, &past[i]), 0);
	/* What came after the break-in is open to it: the search does see. */
	assert_int_equal(count_ways(&snapshot, &next), 1);
	for (size_t at = 0; at + KEY <= snapshot.len; at++)
		assert_false(gives_root(snapshot.bytes + at, &next.epoch,
		    keyring_public(site.keyring)));
	site_free(&site);
}

static void
two_processes_never_go_on_with_one_chain(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead mine = seal_at(&site, "Ann", "Hello", sealing_now);
	struct sealed_lead again;
	pid_t child = fork();
	int status;

	assert_true(child != -1);
	if (child == 0) {
		struct sealed_lead theirs = seal_at(&site, "Ann", "Hello",
		    sealing_now);

		_exit(theirs.head.number == 0 && memcmp(theirs.epoch.id,
		    mine.epoch.id, sizeof(mine.epoch.id)) != 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	again = seal_at(&site, "Ann", "Hello", sealing_now);
	assert_memory_equal(again.epoch.id, mine.epoch.id,
	    sizeof(mine.epoch.id));
	assert_int_equal(again.head.number, 2);
	site_free(&site);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_a_sealer_holds_opens_what_it_sealed),
		cmocka_unit_test(two_processes_never_go_on_with_one_chain),
	};

	return cmocka_run_group_tests_name("seal secrecy", tests,
	    start_crypto, NULL);
}

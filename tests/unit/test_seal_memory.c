/*
 * What is left of keys anywhere in a process's memory. The keys to look for
 * are held by a child process, which hands them over masked, so that what is
 * found here was left here by the code under test. Not built with a sanitizer,
 * which keeps stacks and memory of its own.
 */
#include "test.h"
#include "sealing.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include "crypto/grant.h"
#include "crypto/ratchet.h"
#include "crypto/session_key.h"

enum {
	KEY = 32,
	MASK = 0xa5,
	RECORDS = 20,
	SECRETS_MAX = 2 * RECORDS + 8,
	ADMIN = 7,
};

static const uint8_t kek[GRANT_KEK_SIZE] = { 9, 9, 9 };

/* Keys, each byte XORed with MASK. */
struct masked {
	size_t count;
	uint8_t at[SECRETS_MAX][KEY];
};

static void
mask(struct masked *masked, const uint8_t key[KEY])
{
	assert_true(masked->count < SECRETS_MAX);
	for (size_t i = 0; i < KEY; i++)
		masked->at[masked->count][i] = key[i] ^ MASK;
	masked->count++;
}

/* ---- the keeper of the keys, a process of its own ---- */

/* What it tells of the site, and what a login and a session need. */
struct told {
	uint8_t public_key[KEY];
	struct masked secrets; /* the secret key first, then its subkeys */
	char token[TOKEN_TEXT_SIZE];
	struct session_wrap session;
	uint8_t personal_public[GRANT_PUBLIC_SIZE];
	uint8_t personal[GRANT_PERSONAL_SIZE];
	struct grant grant;
};

static int keeper_socket;
static pid_t keeper;

static void
whole(ssize_t done, size_t size)
{
	if (done == (ssize_t)size)
		return;
	fprintf(stderr, "the keeper is gone\n");
	_exit(1);
}

static void
tell_site(int fd, const struct keyring *keyring)
{
	struct personal_key *personal = personal_key_new();
	struct opener *opener = opener_new();
	struct told told = { 0 };
	uint8_t key[KEY];

	memcpy(told.public_key, keyring_public(keyring), KEY);
	mask(&told.secrets, keyring_secret(keyring));
	for (uint64_t i = 1; i <= 4; i++) {
		(void)crypto_kdf_derive_from_key(key, KEY, i, "fwoffice",
		    keyring_secret(keyring));
		mask(&told.secrets, key);
	}
	assert_status(opener_unlock(opener, keyring), OK);
	token_new(told.token);
	assert_status(session_wrap(opener, told.token, ADMIN, &told.session),
	    OK);
	memcpy(told.personal_public, personal_key_public(personal), KEY);
	personal_key_wrap(personal, kek, ADMIN, told.personal);
	assert_status(grant_make(opener, 1, ADMIN, told.personal_public,
	    &told.grant), OK);
	whole(write(fd, &told, sizeof(told)), sizeof(told));
	personal_key_free(personal);
	opener_free(opener);
}

/* The chain keys C0 to C20 of an epoch, then the message keys M0 to M19. */
static void
tell_epoch(int fd, const struct seal_epoch *epoch,
    const struct keyring *keyring)
{
	struct masked masked = { 0 };
	struct masked messages = { 0 };
	uint8_t key[KEY];
	struct chain chain;

	assert_status(epoch_open(epoch, keyring_public(keyring),
	    keyring_secret(keyring), &chain), OK);
	for (size_t i = 0; i < RECORDS; i++) {
		mask(&masked, chain.key);
		chain_step(&chain, key);
		mask(&messages, key);
	}
	mask(&masked, chain.key);
	memcpy(masked.at[masked.count], messages.at, (size_t)RECORDS * KEY);
	masked.count += RECORDS;
	whole(write(fd, &masked, sizeof(masked)), sizeof(masked));
}

static void
keep(int fd)
{
	struct keyring *keyring = keyring_new(1);
	struct seal_epoch epoch;

	tell_site(fd, keyring);
	while (read(fd, &epoch, sizeof(epoch)) == (ssize_t)sizeof(epoch))
		tell_epoch(fd, &epoch, keyring);
	keyring_free(keyring);
	_exit(0);
}

static struct told told;

static int
start_keeper(void **state)
{
	int fds[2];

	crypto_start();
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0 ||
	    (keeper = fork()) == -1)
		return -1;
	if (keeper == 0) {
		(void)close(fds[0]);
		keep(fds[1]);
	}
	(void)close(fds[1]);
	keeper_socket = fds[0];
	whole(recv(keeper_socket, &told, sizeof(told), MSG_WAITALL),
	    sizeof(told));
	return 0;
}

static int
stop_keeper(void **state)
{
	int status;

	(void)close(keeper_socket);
	return waitpid(keeper, &status, 0) == keeper && status == 0 ? 0 : -1;
}

static void
ask_epoch(const struct seal_epoch *epoch, struct masked *masked)
{
	whole(write(keeper_socket, epoch, sizeof(*epoch)), sizeof(*epoch));
	whole(recv(keeper_socket, masked, sizeof(*masked), MSG_WAITALL),
	    sizeof(*masked));
}

/* ---- looking through memory ---- */

/* Whether the middle of a key is here: curve arithmetic changes the ends. */
static bool
is_here(const uint8_t *at, const uint8_t masked[KEY])
{
	for (size_t i = 8; i < 24; i++)
		if ((at[i] ^ MASK) != masked[i])
			return false;
	return true;
}

static void
look_in(const uint8_t *from, const uint8_t *to, const struct masked *keys,
    int found[SECRETS_MAX])
{
	for (const uint8_t *at = from; at + KEY <= to; at++)
		for (size_t i = 0; i < keys->count; i++)
			if ((at[8] ^ MASK) == keys->at[i][8] &&
			    is_here(at, keys->at[i]))
				found[i]++;
}

/*
 * What the functions called last left on the stack, before others write over
 * it: kept in static memory, where look finds it.
 */
static uint8_t stack_left[24 * 1024];

static __attribute__((noinline)) void
keep_stack(void)
{
	const volatile uint8_t *end = __builtin_frame_address(0);
	const volatile uint8_t *from = end - sizeof(stack_left);

	for (size_t i = 0; i < sizeof(stack_left); i++)
		stack_left[i] = from[i];
}

/* How often each key is in what this process may write to. */
static void
look(const struct masked *keys, int found[SECRETS_MAX])
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];

	assert_non_null(maps);
	memset(found, 0, SECRETS_MAX * sizeof(*found));
	while (fgets(line, sizeof(line), maps) != NULL) {
		void *from;
		void *to;
		char mode[8];

		if (sscanf(line, "%p-%p %7s", &from, &to, mode) == 3 &&
		    strncmp(mode, "rw", 2) == 0)
			look_in(from, to, keys, found);
	}
	(void)fclose(maps);
}

/* ---- the public role ---- */

static struct sealer *
sealer_of_told(void)
{
	return sealer_new(told.public_key, 1);
}

static struct sealed_lead
seal_one(struct sealer *sealer, struct arena *arena)
{
	struct sealed_lead lead;

	assert_status(seal_lead(sealer, arena, &(struct seal_texts){
		sealing_uuid, "Ann", 3, "Hello", 5 }, sealing_now, &lead), OK);
	return lead;
}

static void
after_sealing_no_past_key_is_anywhere_in_memory(void **state)
{
	ARENA(arena);
	struct sealer *sealer = sealer_of_told();
	struct sealed_lead lead;
	struct masked keys;
	int found[SECRETS_MAX];

	for (int i = 0; i < RECORDS / 2; i++)
		lead = seal_one(sealer, arena);
	keep_stack();
	ask_epoch(&lead.epoch, &keys);
	look(&keys, found);
	/* The key that is still to come is there, or nothing was looked at. */
	assert_int_equal(found[RECORDS], 1);
	for (size_t i = 0; i < keys.count; i++)
		if (i != RECORDS)
			assert_int_equal(found[i], 0);
	sealer_free(sealer);
	look(&keys, found);
	for (size_t i = 0; i < keys.count; i++)
		assert_int_equal(found[i], 0);
}

/* ---- the admin role ---- */

/* Uses every function that has the secret key in hand. */
static void
work(struct opener *opener, struct arena *arena,
    const struct sealed_lead *lead)
{
	uint8_t index[BLIND_INDEX_SIZE];
	struct record_key key;
	struct sealed_note note;
	struct opened text;

	assert_status(opener_read(opener, arena, &lead->epoch, &lead->body,
	    &text), OK);
	assert_status(opener_take(opener, arena, &lead->epoch, &lead->head,
	    &text, &key), OK);
	assert_status(opener_open(opener, arena, &lead->head, &key, &text),
	    OK);
	assert_status(opener_index(opener, "ann@example.org", index), OK);
	assert_status(note_seal(opener, arena, "note", "x", 1, &note), OK);
	assert_status(note_open(opener, arena, "note", &note, &text), OK);
}

static void
nothing_is_left_of(const struct masked *keys)
{
	int found[SECRETS_MAX];

	look(keys, found);
	for (size_t i = 0; i < keys->count; i++)
		assert_int_equal(found[i], 0);
}

static void
between_requests_no_key_is_anywhere_in_memory(void **state)
{
	ARENA(arena);
	struct sealer *sealer = sealer_of_told();
	struct opener *opener = opener_new();
	struct sealed_lead lead;
	struct masked keys;
	int found[SECRETS_MAX];

	for (int i = 0; i < RECORDS / 2; i++)
		lead = seal_one(sealer, arena);
	sealer_free(sealer);
	nothing_is_left_of(&told.secrets);
	assert_status(session_unwrap(&told.session, told.token, ADMIN,
	    opener), OK);
	look(&told.secrets, found);
	for (size_t i = 0; i < told.secrets.count; i++)
		assert_int_equal(found[i], 1);
	work(opener, arena, &lead);
	opener_lock(opener);
	keep_stack();
	nothing_is_left_of(&told.secrets);
	ask_epoch(&lead.epoch, &keys);
	nothing_is_left_of(&keys);
	opener_free(opener);
}

static void
a_login_leaves_no_key_in_memory(void **state)
{
	struct opener *opener = opener_new();
	struct personal_key *personal;
	struct session_wrap wrap;
	struct keyring *keyring;

	assert_status(personal_key_unwrap(told.personal, kek, ADMIN,
	    told.personal_public, &personal), OK);
	assert_status(grant_open(personal, &told.grant, told.public_key,
	    &keyring), OK);
	assert_status(opener_unlock(opener, keyring), OK);
	assert_status(session_wrap(opener, told.token, ADMIN, &wrap), OK);
	personal_key_free(personal);
	keyring_free(keyring);
	opener_lock(opener);
	keep_stack();
	nothing_is_left_of(&told.secrets);
	opener_free(opener);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    after_sealing_no_past_key_is_anywhere_in_memory),
		cmocka_unit_test(between_requests_no_key_is_anywhere_in_memory),
		cmocka_unit_test(a_login_leaves_no_key_in_memory),
	};

	return cmocka_run_group_tests_name("seal memory", tests,
	    start_keeper, stop_keeper);
}

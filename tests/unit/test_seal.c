#include "test.h"
#include "sealing.h"

#include "base/util.h"
#include "crypto/aead.h"
#include "crypto/own_copy.h"
#include "fixtures/seal_vectors.h"

/* What seal_vectors.py sealed. */
static const char head[] = "Zoë Example <zoe@example.org>";
enum { GENERATION = 3, FAR = 700, BODY = 256 };

static const char *
body(void)
{
	static char text[BODY + 1];

	memset(text, 'x', BODY);
	return text;
}

static struct site
vector_site(void)
{
	return site_of(keyring_of_vector(v_secret, v_public, GENERATION));
}

/* ---- the other implementation's vectors ---- */

static void
a_lead_is_sealed_to_the_byte_as_python_seals_it(void **state)
{
	struct site site = vector_site();
	struct sealed_lead lead;

	foretell();
	lead = seal_at(&site, head, body(), sealing_now);
	foretell_no_more();
	assert_int_equal(lead.epoch.generation, GENERATION);
	assert_vector(lead.epoch.id, sizeof(lead.epoch.id), v_epoch);
	assert_vector(lead.epoch.root, sizeof(lead.epoch.root), v_root);
	assert_vector(lead.head.bytes, lead.head.size, v_head);
	assert_vector(lead.body.bytes, lead.body.size, v_body);
	site_free(&site);
}

/* The epoch that python made. */
static struct seal_epoch
vector_epoch(void)
{
	struct seal_epoch epoch = { .generation = GENERATION };

	assert_int_equal(unhex(v_epoch, epoch.id, sizeof(epoch.id)),
	    sizeof(epoch.id));
	assert_int_equal(unhex(v_root, epoch.root, sizeof(epoch.root)),
	    sizeof(epoch.root));
	return epoch;
}

/* A record that python sealed; bytes stay until the next call. */
static struct sealed
vector_record(const char *hex, enum seal_kind kind, int64_t number)
{
	static uint8_t bytes[2048];
	struct sealed sealed = { .kind = kind, .uuid = sealing_uuid,
		.number = number, .bytes = bytes };

	(void)unhex(v_epoch, sealed.epoch, sizeof(sealed.epoch));
	sealed.size = unhex(hex, bytes, sizeof(bytes));
	return sealed;
}

static void
what_python_sealed_opens(void **state)
{
	const struct seal_epoch epoch = vector_epoch();
	struct site site = vector_site();
	struct sealed sealed = vector_record(v_far, SEAL_HEAD, FAR);
	struct opened text;

	assert_status(opener_read(site.opener, site.arena, &epoch, &sealed,
	    &text), OK);
	assert_text(&text, head);
	sealed = vector_record(v_body, SEAL_BODY, 1);
	assert_status(opener_read(site.opener, site.arena, &epoch, &sealed,
	    &text), OK);
	assert_text(&text, body());
	sealed = vector_record(v_head, SEAL_HEAD, 0);
	assert_status(opener_read(site.opener, site.arena, &epoch, &sealed,
	    &text), OK);
	assert_text(&text, head);
	site_free(&site);
}

static void
a_key_is_wrapped_as_python_wraps_it(void **state)
{
	const struct seal_epoch epoch = vector_epoch();
	const struct sealed sealed = vector_record(v_far, SEAL_HEAD, FAR);
	struct site site = vector_site();
	struct record_key key;
	struct opened text;

	foretell();
	assert_status(opener_take(site.opener, site.arena, &epoch, &sealed,
	    &text, &key), OK);
	foretell_no_more();
	assert_int_equal(key.generation, GENERATION);
	assert_vector(key.wrapped, sizeof(key.wrapped), v_far_key);
	site_free(&site);
}

static void
index_and_note_are_as_python_makes_them(void **state)
{
	static const char text[] = "Calls back in May.";
	struct site site = vector_site();
	uint8_t index[BLIND_INDEX_SIZE];
	struct sealed_note note;

	assert_status(opener_index(site.opener, "\t Ann@Example.ORG ", index),
	    OK);
	assert_vector(index, sizeof(index), v_index);
	foretell();
	assert_status(note_seal(site.opener, site.arena,
	    arena_printf(site.arena, "note 4 of %s", sealing_uuid), text,
	    strlen(text), &note), OK);
	foretell_no_more();
	assert_vector(note.bytes, note.size, v_note);
	site_free(&site);
}

static void
the_visitors_own_copy_opens_as_python_sealed_it(void **state)
{
	ARENA(arena);
	uint8_t copy[2048];
	const size_t size = unhex(v_own_copy, copy, sizeof(copy));
	const uint8_t *text;
	size_t len;

	assert_status(own_copy_open(arena, v_token, copy, size, &text, &len),
	    OK);
	assert_int_equal(len, strlen(head));
	assert_memory_equal(text, head, len);
}

/* ---- sealing ---- */

static void
numbers_go_up_and_head_and_body_share_an_epoch(void **state)
{
	struct site site = site_new(1);

	for (int64_t i = 0; i < 5; i++) {
		struct sealed_lead lead = seal_at(&site, "a", "b",
		    sealing_now);

		assert_int_equal(lead.head.number, 2 * i);
		assert_int_equal(lead.body.number, 2 * i + 1);
		assert_int_equal(lead.head.kind, SEAL_HEAD);
		assert_int_equal(lead.body.kind, SEAL_BODY);
		assert_memory_equal(lead.head.epoch, lead.epoch.id,
		    sizeof(lead.epoch.id));
		assert_memory_equal(lead.body.epoch, lead.epoch.id,
		    sizeof(lead.epoch.id));
	}
	site_free(&site);
}

static bool
same_epoch(const struct sealed_lead *a, const struct sealed_lead *b)
{
	return memcmp(&a->epoch, &b->epoch, sizeof(a->epoch)) == 0;
}

static void
an_epoch_ends_after_1024_records(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead first = seal_at(&site, "a", "b", sealing_now);
	struct sealed_lead last = first;

	for (int i = 1; i < SEAL_EPOCH_RECORDS / 2; i++)
		last = seal_at(&site, "a", "b", sealing_now);
	assert_true(same_epoch(&first, &last));
	assert_int_equal(last.body.number, SEAL_EPOCH_RECORDS - 1);
	last = seal_at(&site, "a", "b", sealing_now);
	assert_false(same_epoch(&first, &last));
	assert_int_equal(last.head.number, 0);
	site_free(&site);
}

static void
an_epoch_ends_after_an_hour_and_when_the_clock_goes_back(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead first = seal_at(&site, "a", "b", sealing_now);
	struct sealed_lead next = seal_at(&site, "a", "b",
	    sealing_now + SEAL_EPOCH_SECONDS - 1);

	assert_true(same_epoch(&first, &next));
	next = seal_at(&site, "a", "b", sealing_now + SEAL_EPOCH_SECONDS);
	assert_false(same_epoch(&first, &next));
	first = next;
	next = seal_at(&site, "a", "b", sealing_now);
	assert_false(same_epoch(&first, &next));
	site_free(&site);
}

static void
another_key_ends_the_epoch(void **state)
{
	struct site site = site_new(1);
	struct keyring *next = keyring_new(2);
	struct sealed_lead lead = seal_at(&site, "a", "b", sealing_now);
	struct opened text;

	assert_int_equal(lead.epoch.generation, 1);
	sealer_rekey(site.sealer, keyring_public(next), 2);
	assert_int_equal(sealer_generation(site.sealer), 2);
	lead = seal_at(&site, "c", "d", sealing_now);
	assert_int_equal(lead.epoch.generation, 2);
	assert_int_equal(lead.head.number, 0);
	assert_status(opener_read(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text), DENIED);
	assert_status(opener_unlock(site.opener, next), OK);
	assert_status(opener_read(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text), OK);
	assert_text(&text, "c");
	keyring_free(next);
	site_free(&site);
}

static void
a_record_tells_its_length_in_steps_of_256_only(void **state)
{
	struct site site = site_new(1);
	char text[600] = "";

	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		struct sealed_lead lead = seal_at(&site, text, "",
		    sealing_now);

		assert_int_equal(lead.head.size, 41 + (len / 256 + 1) * 256);
		assert_int_equal(lead.head.size, sealed_size(len));
		assert_int_equal(lead.body.size, 41 + 256);
		text[len] = 'x';
	}
	site_free(&site);
}

static void
a_text_too_long_is_refused_and_costs_no_number(void **state)
{
	struct site site = site_new(1);
	char *text = calloc(1, SEAL_TEXT_MAX + 1);
	struct seal_texts texts = { sealing_uuid, text, SEAL_TEXT_MAX + 1,
		text, 1 };
	struct sealed_lead lead = seal_at(&site, "a", "b", sealing_now);
	struct opened opened;

	assert_status(seal_lead(site.sealer, site.arena, &texts, sealing_now,
	    &lead), INVALID);
	texts.head_len = 1;
	texts.body_len = SEAL_TEXT_MAX + 1;
	assert_status(seal_lead(site.sealer, site.arena, &texts, sealing_now,
	    &lead), INVALID);
	texts.body_len = SEAL_TEXT_MAX;
	assert_status(seal_lead(site.sealer, site.arena, &texts, sealing_now,
	    &lead), OK);
	assert_int_equal(lead.head.number, 2);
	assert_status(opener_read(site.opener, site.arena, &lead.epoch,
	    &lead.body, &opened), OK);
	assert_int_equal(opened.len, SEAL_TEXT_MAX);
	free(text);
	site_free(&site);
}

/* ---- opening ---- */

static void
a_locked_opener_opens_nothing_and_says_so(void **state)
{
	struct site site = site_new(1);
	struct sealed_lead lead = seal_at(&site, "a", "b", sealing_now);
	uint8_t index[BLIND_INDEX_SIZE];
	struct sealed_note note;
	struct record_key key;
	struct opened text;

	assert_status(opener_take(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text, &key), OK);
	assert_status(note_seal(site.opener, site.arena, "n", "x", 1, &note),
	    OK);
	assert_int_equal(opener_generation(site.opener), 1);
	opener_lock(site.opener);
	assert_int_equal(opener_generation(site.opener), 0);
	assert_status(opener_read(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text), DENIED);
	assert_status(opener_open(site.opener, site.arena, &lead.head, &key,
	    &text), DENIED);
	assert_status(opener_index(site.opener, "a@b.c", index), DENIED);
	assert_status(note_open(site.opener, site.arena, "n", &note, &text),
	    DENIED);
	assert_status(note_seal(site.opener, site.arena, "n", "x", 1, &note),
	    DENIED);
	assert_null(text.bytes);
	site_free(&site);
}

/* What somebody who can write to the database may put there. */
static void
a_record_of_no_lead_and_a_text_of_another_size_do_not_open(void **state)
{
	static const char *const uuids[] = { "", "5b1f3c1e",
		"5b1f3c1e-6a0d-4c7e-9a53-0d5f1c2b3a49-" };
	static const size_t sizes[] = { 0, 1, AEAD_OVERHEAD - 1, AEAD_OVERHEAD,
		AEAD_OVERHEAD + 255, AEAD_OVERHEAD + 257,
		AEAD_OVERHEAD + AEAD_PADDED_MAX + AEAD_BLOCK_SIZE };
	struct site site = site_new(1);
	struct sealed_lead lead = seal_at(&site, "head", "body", sealing_now);
	uint8_t *large = arena_alloc(site.arena,
	    sizes[countof(sizes) - 1]);
	struct sealed changed = lead.head;
	struct record_key key;
	struct opened text;

	assert_status(opener_take(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text, &key), OK);
	for (size_t i = 0; i < countof(uuids); i++) {
		changed.uuid = uuids[i];
		assert_status(opener_open(site.opener, site.arena, &changed,
		    &key, &text), INVALID);
		assert_null(text.bytes);
	}
	memset(large, AEAD_FORMAT, sizes[countof(sizes) - 1]);
	changed = lead.head;
	changed.bytes = large;
	for (size_t i = 0; i < countof(sizes); i++) {
		changed.size = sizes[i];
		assert_status(opener_open(site.opener, site.arena, &changed,
		    &key, &text), INVALID);
		assert_null(text.bytes);
	}
	site_free(&site);
}

static void
a_note_too_long_is_refused(void **state)
{
	struct site site = site_new(1);
	char *text = arena_alloc(site.arena, SEAL_TEXT_MAX + 1);
	struct sealed_note note;

	memset(text, 'x', SEAL_TEXT_MAX + 1);
	assert_status(note_seal(site.opener, site.arena, "n", text,
	    SEAL_TEXT_MAX, &note), OK);
	assert_status(note_seal(site.opener, site.arena, "n", text,
	    SEAL_TEXT_MAX + 1, &note), INVALID);
	site_free(&site);
}

/* Too little for a nonce and a code: nothing is read past its end. */
static void
what_is_too_short_for_a_ciphertext_does_not_open(void **state)
{
	static const uint8_t key[AEAD_KEY_SIZE];
	const struct binding binding = binding_new("test");
	uint8_t sealed[AEAD_OVERHEAD + 1];
	uint8_t out[2];

	aead_seal(sealed, "x", 1, &binding, key);
	assert_status(aead_open(out, sealed, sizeof(sealed), &binding, key),
	    OK);
	assert_int_equal(out[0], 'x');
	for (size_t size = 0; size < AEAD_OVERHEAD; size++)
		assert_status(aead_open(out, sealed, size, &binding, key),
		    INVALID);
}

/* The blanks of C and no other byte; an address of nothing else has an index,
 * that of the empty one. */
static void
an_index_leaves_out_blanks_at_the_ends_alone(void **state)
{
	static const struct {
		const char *one;
		const char *other;
		bool same;
	} pairs[] = {
		{ "a@b.c", "\t\n\v\f\r a@b.c", true },
		{ "a@b.c", "a@b.c \r\f\v\n\t", true },
		{ "a@b.c", "\x01" "a@b.c", false },
		{ "a@b.c", "a@b.c\x08", false },
		{ "a@b.c", "a@b.c\x0e", false },
		{ "a@b.c", "a @b.c", false },
		{ "", " \t ", true },
		{ "", "a", false },
	};
	struct site site = site_new(1);

	for (size_t i = 0; i < countof(pairs); i++) {
		uint8_t one[BLIND_INDEX_SIZE];
		uint8_t other[BLIND_INDEX_SIZE];

		assert_status(opener_index(site.opener, pairs[i].one, one),
		    OK);
		assert_status(opener_index(site.opener, pairs[i].other, other),
		    OK);
		assert_int_equal(memcmp(one, other, sizeof(one)) == 0,
		    pairs[i].same);
	}
	site_free(&site);
}

static void
two_generations_open_and_a_third_is_too_many(void **state)
{
	struct site site = site_new(7);
	struct keyring *older = keyring_new(6);
	struct keyring *newer = keyring_new(8);

	assert_status(opener_unlock(site.opener, older), OK);
	assert_int_equal(opener_generation(site.opener), 7);
	assert_status(opener_unlock(site.opener, older), OK);
	assert_status(opener_unlock(site.opener, newer), CONFLICT);
	opener_lock(site.opener);
	assert_status(opener_unlock(site.opener, older), OK);
	assert_status(opener_unlock(site.opener, newer), OK);
	assert_int_equal(opener_generation(site.opener), 8);
	keyring_free(older);
	keyring_free(newer);
	site_free(&site);
}

static void
an_index_is_the_same_for_the_same_person_under_one_key(void **state)
{
	struct site site = site_new(1);
	struct site other = site_new(1);
	uint8_t first[BLIND_INDEX_SIZE];
	uint8_t second[BLIND_INDEX_SIZE];

	assert_status(opener_index(site.opener, "azoe@example.org", first), OK);
	assert_status(opener_index(site.opener, " AZOE@Example.org\r\n",
	    second), OK);
	assert_memory_equal(first, second, sizeof(first));
	assert_status(opener_index(site.opener, "azo@example.org", second),
	    OK);
	assert_memory_not_equal(first, second, sizeof(first));
	assert_status(opener_index(other.opener, "azoe@example.org", second),
	    OK);
	assert_memory_not_equal(first, second, sizeof(first));
	site_free(&site);
	site_free(&other);
}

static void
a_note_opens_where_it_belongs_only(void **state)
{
	struct site site = site_new(1);
	struct sealed_note note;
	struct opened text;

	assert_status(note_seal(site.opener, site.arena, "note 1", "Met.", 4,
	    &note), OK);
	assert_status(note_open(site.opener, site.arena, "note 1", &note,
	    &text), OK);
	assert_text(&text, "Met.");
	opened_wipe(&text);
	assert_null(text.bytes);
	assert_status(note_open(site.opener, site.arena, "note 2", &note,
	    &text), INVALID);
	note.generation = 2;
	assert_status(note_open(site.opener, site.arena, "note 1", &note,
	    &text), DENIED);
	site_free(&site);
}

static void
freeing_nothing_is_fine(void **state)
{
	sealer_free(NULL);
	opener_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_lead_is_sealed_to_the_byte_as_python_seals_it),
		cmocka_unit_test(what_python_sealed_opens),
		cmocka_unit_test(a_key_is_wrapped_as_python_wraps_it),
		cmocka_unit_test(index_and_note_are_as_python_makes_them),
		cmocka_unit_test(
		    the_visitors_own_copy_opens_as_python_sealed_it),
		cmocka_unit_test(numbers_go_up_and_head_and_body_share_an_epoch),
		cmocka_unit_test(an_epoch_ends_after_1024_records),
		cmocka_unit_test(
		    an_epoch_ends_after_an_hour_and_when_the_clock_goes_back),
		cmocka_unit_test(another_key_ends_the_epoch),
		cmocka_unit_test(a_record_tells_its_length_in_steps_of_256_only),
		cmocka_unit_test(a_text_too_long_is_refused_and_costs_no_number),
		cmocka_unit_test(a_locked_opener_opens_nothing_and_says_so),
		cmocka_unit_test(
		    a_record_of_no_lead_and_a_text_of_another_size_do_not_open),
		cmocka_unit_test(a_note_too_long_is_refused),
		cmocka_unit_test(
		    what_is_too_short_for_a_ciphertext_does_not_open),
		cmocka_unit_test(an_index_leaves_out_blanks_at_the_ends_alone),
		cmocka_unit_test(two_generations_open_and_a_third_is_too_many),
		cmocka_unit_test(
		    an_index_is_the_same_for_the_same_person_under_one_key),
		cmocka_unit_test(a_note_opens_where_it_belongs_only),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests_name("seal", tests, start_crypto, NULL);
}

#include "test.h"
#include "sealing.h"

#include "crypto/mail_seal.h"
#include "fixtures/seal_vectors.h"

static const char mail_text[] = "Zoë Example <zoe@example.org>";

struct post {
	struct arena *arena;
	char public_text[MAIL_KEY_TEXT_SIZE];
	char secret[MAIL_KEY_TEXT_SIZE];
	uint8_t public_key[SEAL_PUBLIC_SIZE];
	struct mail_sealer *sealer;
	struct mail_opener *opener;
};

static struct post
post_new(void)
{
	struct post post = { .arena = arena_new(4096) };

	mail_key_new(post.public_text, post.secret);
	assert_status(mail_key_read(post.public_text, post.public_key), OK);
	post.sealer = mail_sealer_new(post.public_key, 1);
	assert_status(mail_opener_new(post.secret, 1, &post.opener), OK);
	return post;
}

static void
post_free(struct post *post)
{
	arena_free(post->arena);
	mail_sealer_free(post->sealer);
	mail_opener_free(post->opener);
}

static void
the_courier_reads_mail_in_any_order(void **state)
{
	struct post post = post_new();
	struct seal_epoch epochs[50];
	struct sealed mails[50];
	char letter[50];
	struct opened text;

	memset(letter, 'x', sizeof(letter));
	for (size_t i = 0; i < 50; i++)
		assert_status(mail_seal(post.sealer, post.arena,
		    sealing_uuid, letter, i, sealing_now, &epochs[i],
		    &mails[i]), OK);
	for (size_t i = 50; i-- > 0;) {
		assert_int_equal(mails[i].number, i);
		assert_status(mail_open(post.opener, post.arena, &epochs[i],
		    &mails[i], &text), OK);
		assert_int_equal(text.len, i);
		assert_memory_equal(text.bytes, letter, i);
	}
	post_free(&post);
}

static void
mail_is_sealed_as_python_seals_it(void **state)
{
	ARENA(arena);
	uint8_t public_key[SEAL_PUBLIC_SIZE];
	struct mail_sealer *sealer;
	struct seal_epoch epoch;
	struct sealed mail;

	unhex(v_public, public_key, sizeof(public_key));
	sealer = mail_sealer_new(public_key, 1);
	foretell();
	assert_status(mail_seal(sealer, arena, sealing_uuid, mail_text,
	    strlen(mail_text), sealing_now, &epoch, &mail), OK);
	foretell_no_more();
	assert_vector(epoch.root, sizeof(epoch.root), v_mail_root);
	assert_vector(mail.bytes, mail.size, v_mail);
	mail_sealer_free(sealer);
}

static void
both_files_can_be_seen_to_be_of_one_pair(void **state)
{
	struct post post = post_new();
	struct mail_opener *none = post.opener;

	assert_memory_equal(mail_opener_public(post.opener), post.public_key,
	    SEAL_PUBLIC_SIZE);
	assert_status(mail_opener_new("not a key", 1, &none), INVALID);
	assert_null(none);
	assert_status(mail_key_read("not a key", post.public_key), INVALID);
	post_free(&post);
}

static void
altered_moved_or_anothers_mail_does_not_open(void **state)
{
	struct post post = post_new();
	struct post other = post_new();
	struct seal_epoch epoch;
	struct sealed mail;
	struct sealed moved;
	struct opened text;

	assert_status(mail_seal(post.sealer, post.arena, sealing_uuid, "x", 1,
	    sealing_now, &epoch, &mail), OK);
	assert_status(mail_open(other.opener, other.arena, &epoch, &mail,
	    &text), INVALID);
	moved = mail;
	moved.uuid = other_uuid;
	assert_status(mail_open(post.opener, post.arena, &epoch, &moved,
	    &text), INVALID);
	moved = mail;
	moved.kind = SEAL_HEAD;
	assert_status(mail_open(post.opener, post.arena, &epoch, &moved,
	    &text), INVALID);
	epoch.generation = 2;
	assert_status(mail_open(post.opener, post.arena, &epoch, &mail,
	    &text), DENIED);
	post_free(&post);
	post_free(&other);
}

/* Were both keys the same by mistake, mail would still be no lead. */
static void
mail_is_never_taken_for_a_lead(void **state)
{
	struct site site = site_new(1);
	struct mail_sealer *sealer = mail_sealer_new(
	    keyring_public(site.keyring), 1);
	struct seal_epoch epoch;
	struct sealed mail;
	struct opened text;

	assert_status(mail_seal(sealer, site.arena, sealing_uuid, "x", 1,
	    sealing_now, &epoch, &mail), OK);
	mail.kind = SEAL_HEAD;
	assert_status(opener_read(site.opener, site.arena, &epoch, &mail,
	    &text), INVALID);
	mail_sealer_free(sealer);
	site_free(&site);
}

static void
a_lead_is_never_taken_for_mail(void **state)
{
	struct post post = post_new();
	struct site site = site_new(1);
	struct sealed_lead lead;
	struct opened text;

	sealer_rekey(site.sealer, post.public_key, 1);
	lead = seal_at(&site, "a", "b", sealing_now);
	assert_status(mail_open(post.opener, post.arena, &lead.epoch,
	    &lead.head, &text), INVALID);
	assert_null(text.bytes);
	lead.head.kind = SEAL_MAIL;
	assert_status(mail_open(post.opener, post.arena, &lead.epoch,
	    &lead.head, &text), INVALID);
	post_free(&post);
	site_free(&site);
}

static void
mail_too_long_is_refused(void **state)
{
	struct post post = post_new();
	char *text = calloc(1, SEAL_TEXT_MAX + 1);
	struct seal_epoch epoch;
	struct sealed mail;

	assert_status(mail_seal(post.sealer, post.arena, sealing_uuid, text,
	    SEAL_TEXT_MAX + 1, sealing_now, &epoch, &mail), INVALID);
	assert_status(mail_seal(post.sealer, post.arena, sealing_uuid, text,
	    SEAL_TEXT_MAX, sealing_now, &epoch, &mail), OK);
	assert_int_equal(mail.number, 0);
	free(text);
	post_free(&post);
}

static void
freeing_nothing_is_fine(void **state)
{
	mail_sealer_free(NULL);
	mail_opener_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_courier_reads_mail_in_any_order),
		cmocka_unit_test(mail_is_sealed_as_python_seals_it),
		cmocka_unit_test(both_files_can_be_seen_to_be_of_one_pair),
		cmocka_unit_test(altered_moved_or_anothers_mail_does_not_open),
		cmocka_unit_test(mail_is_never_taken_for_a_lead),
		cmocka_unit_test(a_lead_is_never_taken_for_mail),
		cmocka_unit_test(mail_too_long_is_refused),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests_name("mail seal", tests, start_crypto,
	    NULL);
}

#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "domain/lead.h"

static void
stages_have_the_ids_and_names_of_row_c6(void **state)
{
	static const struct {
		enum lead_stage stage;
		const char *id;
		const char *label;
	} all[] = {
		{ LEAD_NEW, "new", "New" },
		{ LEAD_CALL_BOOKED, "call_booked", "Call booked" },
		{ LEAD_CALL_HELD, "call_held", "Call held" },
		{ LEAD_PROPOSAL, "proposal", "Proposal" },
		{ LEAD_WON, "won", "Won" },
		{ LEAD_LOST, "lost", "Lost" },
		{ LEAD_NO_FIT, "no_fit", "No fit" },
	};

	assert_int_equal(countof(all), LEAD_STAGE_COUNT - 1);
	for (size_t i = 0; i < countof(all); i++) {
		enum lead_stage found;

		assert_string_equal(lead_stage_id(all[i].stage), all[i].id);
		assert_string_equal(lead_stage_label(all[i].stage),
		    all[i].label);
		assert_status(lead_stage_find(all[i].id, &found), OK);
		assert_int_equal(found, all[i].stage);
	}
}

static void
an_unknown_id_is_not_found(void **state)
{
	static const char *const wrong[] = { "", "New", "new ", "held",
		"booking" };
	enum lead_stage stage = LEAD_WON;
	enum lead_kind kind = LEAD_CONTACT;

	for (size_t i = 0; i < countof(wrong); i++)
		assert_status(lead_stage_find(wrong[i], &stage), NOT_FOUND);
	assert_int_equal(stage, LEAD_WON);
	assert_status(lead_kind_find("new", &kind), NOT_FOUND);
	assert_int_equal(kind, LEAD_CONTACT);
}

static void
a_kind_is_found_by_its_id(void **state)
{
	enum lead_kind kind;

	assert_status(lead_kind_find("booking", &kind), OK);
	assert_int_equal(kind, LEAD_BOOKING);
	assert_status(lead_kind_find("contact", &kind), OK);
	assert_int_equal(kind, LEAD_CONTACT);
	assert_string_equal(lead_kind_id(LEAD_BOOKING), "booking");
	assert_string_equal(lead_kind_id(LEAD_CONTACT), "contact");
}

static void
a_booking_starts_as_call_booked_and_a_message_as_new(void **state)
{
	assert_int_equal(lead_first_stage(LEAD_BOOKING), LEAD_CALL_BOOKED);
	assert_int_equal(lead_first_stage(LEAD_CONTACT), LEAD_NEW);
}

static void
an_open_lead_may_go_forward_or_be_closed(void **state)
{
	for (enum lead_stage from = LEAD_NEW; from <= LEAD_PROPOSAL; from++)
		for (enum lead_stage to = from + 1; to < LEAD_STAGE_COUNT; to++)
			assert_true(lead_may_move(from, to));
}

static void
a_lead_may_go_back_by_one_step_only(void **state)
{
	assert_true(lead_may_move(LEAD_CALL_HELD, LEAD_CALL_BOOKED));
	assert_true(lead_may_move(LEAD_PROPOSAL, LEAD_CALL_HELD));
	assert_false(lead_may_move(LEAD_PROPOSAL, LEAD_CALL_BOOKED));
	assert_true(lead_may_move(LEAD_WON, LEAD_PROPOSAL));
	assert_false(lead_may_move(LEAD_WON, LEAD_CALL_HELD));
}

static void
a_lost_lead_who_comes_back_is_taken_up_again(void **state)
{
	for (enum lead_stage to = LEAD_CALL_BOOKED; to < LEAD_LOST; to++) {
		assert_true(lead_may_move(LEAD_LOST, to));
		assert_true(lead_may_move(LEAD_NO_FIT, to));
	}
}

static void
no_lead_goes_back_to_new_or_to_where_it_is(void **state)
{
	for (enum lead_stage from = LEAD_NEW; from < LEAD_STAGE_COUNT; from++) {
		assert_false(lead_may_move(from, LEAD_NEW));
		assert_false(lead_may_move(from, from));
	}
	assert_false(lead_may_move(0, LEAD_WON));
	assert_false(lead_may_move(LEAD_NEW, LEAD_STAGE_COUNT));
}

static void
a_head_comes_back_as_it_was_packed(void **state)
{
	const struct lead_head head = { "Zo\xc3\xab", "zoe@example.org", "" };
	struct lead_head back;
	BUF(out, 1000);
	ARENA(arena);

	lead_head_pack(&out, &head);
	assert_int_equal(out.len, 1 + 4 + 4 + 4 + 15 + 4);
	assert_status(lead_head_unpack(arena, out.data, out.len, &back), OK);
	assert_string_equal(back.name, head.name);
	assert_string_equal(back.email, head.email);
	assert_string_equal(back.company, "");
}

static void
a_body_keeps_its_line_breaks(void **state)
{
	const struct lead_body body = { "one\n\ttwo\n\nthree" };
	struct lead_body back;
	BUF(out, 1000);
	ARENA(arena);

	lead_body_pack(&out, &body);
	assert_status(lead_body_unpack(arena, out.data, out.len, &back), OK);
	assert_string_equal(back.message, body.message);
}

static void
a_persons_own_copy_is_head_and_body_in_one(void **state)
{
	const struct lead_own own = { { "Ann", "a@b.example", "C" },
		{ "one\ntwo" } };
	struct lead_own back;
	struct lead_head head;
	BUF(out, 1000);
	ARENA(arena);

	lead_own_pack(&out, &own);
	assert_status(lead_own_unpack(arena, out.data, out.len, &back), OK);
	assert_string_equal(back.head.name, "Ann");
	assert_string_equal(back.head.email, "a@b.example");
	assert_string_equal(back.head.company, "C");
	assert_string_equal(back.body.message, "one\ntwo");
	assert_status(lead_own_unpack(arena, out.data, out.len - 1, &back),
	    INVALID);
	assert_status(lead_head_unpack(arena, out.data, out.len, &head),
	    INVALID);
}

static void
a_record_has_the_bytes_its_header_says(void **state)
{
	static const uint8_t bytes[] = { 1, 2, 0, 0, 0, 'h', 'i' };
	const struct lead_body body = { "hi" };
	BUF(out, 1000);

	lead_body_pack(&out, &body);
	assert_int_equal(out.len, sizeof(bytes));
	assert_memory_equal(out.data, bytes, sizeof(bytes));
}

static void
a_record_cut_short_anywhere_is_invalid(void **state)
{
	const struct lead_head head = { "Ann", "a@b.example", "ACME" };
	struct lead_head back;
	BUF(out, 1000);
	ARENA(arena);

	lead_head_pack(&out, &head);
	for (size_t cut = 0; cut < out.len; cut++) {
		char *part = test_malloc(cut + (cut == 0));

		memcpy(part, out.data, cut);
		assert_status(lead_head_unpack(arena, part, cut, &back),
		    INVALID);
		test_free(part);
	}
}

static void
bytes_that_no_packing_makes_are_invalid(void **state)
{
	static const struct {
		uint8_t bytes[10];
		size_t len;
	} cases[] = {
		{ { 0, 1, 0, 0, 0, 'a' }, 6 },          /* version 0 */
		{ { 2, 1, 0, 0, 0, 'a' }, 6 },          /* version 2 */
		{ { 1, 1, 0, 0, 0, 'a', 'b' }, 7 },     /* trailing */
		{ { 1, 2, 0, 0, 0, 'a', 0 }, 7 },       /* NUL */
		{ { 1, 1, 0, 0, 0, 0xff }, 6 },         /* no UTF-8 */
		{ { 1, 0xff, 0xff, 0xff, 0xff, 'a' }, 6 }, /* length beyond */
	};
	struct lead_body back;
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++)
		assert_status(lead_body_unpack(arena, cases[i].bytes,
		    cases[i].len, &back), INVALID);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stages_have_the_ids_and_names_of_row_c6),
		cmocka_unit_test(an_unknown_id_is_not_found),
		cmocka_unit_test(a_kind_is_found_by_its_id),
		cmocka_unit_test(
		    a_booking_starts_as_call_booked_and_a_message_as_new),
		cmocka_unit_test(an_open_lead_may_go_forward_or_be_closed),
		cmocka_unit_test(a_lead_may_go_back_by_one_step_only),
		cmocka_unit_test(a_lost_lead_who_comes_back_is_taken_up_again),
		cmocka_unit_test(no_lead_goes_back_to_new_or_to_where_it_is),
		cmocka_unit_test(a_head_comes_back_as_it_was_packed),
		cmocka_unit_test(a_body_keeps_its_line_breaks),
		cmocka_unit_test(a_persons_own_copy_is_head_and_body_in_one),
		cmocka_unit_test(a_record_has_the_bytes_its_header_says),
		cmocka_unit_test(a_record_cut_short_anywhere_is_invalid),
		cmocka_unit_test(bytes_that_no_packing_makes_are_invalid),
	};

	return cmocka_run_group_tests_name("lead", tests, NULL, NULL);
}

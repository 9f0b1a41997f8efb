#include "test.h"

#include <string.h>

#include "domain/audit.h"

static void
every_kind_has_a_row_and_is_found_by_its_id(void **state)
{
	for (enum audit_kind k = 1; k < AUDIT_KIND_COUNT; k++) {
		enum audit_kind found = 0;

		assert_status(audit_kind_find(audit_kind_id(k), &found), OK);
		assert_int_equal(found, k);
		assert_true(*audit_kind_label(k) != '\0');
		assert_true(*audit_kind_actor(k) != '\0');
		assert_non_null(audit_subject_label(audit_kind_subject(k)));
	}
}

/* What the table's CHECK asks for (office/0003_audit_event.sql). */
static void
every_id_is_a_dotted_word(void **state)
{
	for (enum audit_kind k = 1; k < AUDIT_KIND_COUNT; k++) {
		const char *id = audit_kind_id(k);

		assert_int_equal(strspn(id, "abcdefghijklmnopqrstuvwxyz._"),
		    strlen(id));
		assert_true(strlen(id) >= 3 && strlen(id) <= 64);
		assert_non_null(strchr(id, '.'));
	}
}

static void
an_unknown_id_leaves_the_output_alone(void **state)
{
	static const char *const unknown[] = { "", "lead", "lead.reads",
		"Lead.read", "lead.read " };

	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		enum audit_kind kind = AUDIT_LEAD_READ;

		assert_status(audit_kind_find(unknown[i], &kind), NOT_FOUND);
		assert_int_equal(kind, AUDIT_LEAD_READ);
	}
}

/* Nothing that an admin does may come unsigned. */
static void
only_visitors_and_the_program_need_no_signature(void **state)
{
	for (enum audit_kind k = 1; k < AUDIT_KIND_COUNT; k++) {
		if (!audit_kind_is_open(k))
			continue;
		assert_true(audit_kind_erases(k));
		assert_true(strcmp(audit_kind_actor(k), "a visitor") == 0 ||
		    strcmp(audit_kind_actor(k), "the program") == 0);
	}
	assert_true(audit_kind_is_open(AUDIT_LEAD_EXPIRED));
	assert_false(audit_kind_is_open(AUDIT_LEAD_ERASED));
}

static void
what_erases_and_what_alarms_is_told(void **state)
{
	assert_true(audit_kind_erases(AUDIT_LEAD_ERASED));
	assert_false(audit_kind_erases(AUDIT_LEAD_READ));
	assert_true(audit_kind_alarms(AUDIT_LOG_CUT));
	assert_true(audit_kind_alarms(AUDIT_DEED_FORGED));
	assert_false(audit_kind_alarms(AUDIT_HEAD_BEHIND));
	assert_false(audit_kind_alarms(AUDIT_SESSION_BEGAN));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_a_row_and_is_found_by_its_id),
		cmocka_unit_test(every_id_is_a_dotted_word),
		cmocka_unit_test(an_unknown_id_leaves_the_output_alone),
		cmocka_unit_test(
		    only_visitors_and_the_program_need_no_signature),
		cmocka_unit_test(what_erases_and_what_alarms_is_told),
	};

	return cmocka_run_group_tests_name("audit_kinds", tests, NULL, NULL);
}

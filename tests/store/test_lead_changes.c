/*
 * What the owner does with leads: stages, next dates, what was recommended;
 * with its history, its note for the log, and back again.
 */
#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/util.h"
#include "store/booking_changes.h"
#include "store/deeds.h"
#include "store/lead_changes.h"

enum { DAY = 20800, ADMIN = 1 };

static const int64_t now = 1795255225;    /* 2026-11-21T10:00:25Z */
static const int64_t minute = 1795255200; /* its minute */
static const int64_t ten = 1795428000;    /* 2026-11-23T10:00:00Z */

/* Leads 1 to count, each with a call: at "call booked". */
static struct store *
store_of(const char *dir, int count)
{
	struct store *store = folder_store(dir, STORE_OFFICE);

	for (int i = 1; i <= count; i++) {
		uint8_t token[32];
		struct booking_new booking = folder_booking(ten + i * 3600,
		    token, i);
		bool repeated;

		assert_status(store_booking_add(store, &booking, now - 86400,
		    &repeated), OK);
	}
	return store;
}

static struct deed
deed_of(enum audit_kind kind, int64_t lead_id)
{
	static unsigned turn;

	turn++;
	return (struct deed){
		.event = { now, ADMIN, kind, lead_id },
		.ref = { (uint8_t)turn, (uint8_t)(turn >> 8), 7 },
		.is_signed = true,
	};
}

static enum status
move(struct store *store, int64_t id, enum lead_stage from,
    enum lead_stage to, int64_t *change)
{
	const struct deed deed = deed_of(AUDIT_LEAD_STAGE, id);

	return store_lead_move(store, &(struct lead_move){ id, from, to },
	    &deed, change);
}

static enum status
plan(struct store *store, int64_t id, int64_t day, int64_t *change)
{
	const struct deed deed = deed_of(AUDIT_LEAD_FOLLOW_UP, id);

	return store_lead_follow_up(store, id, day, &deed, change);
}

static enum status
recommend(struct store *store, int64_t id, const char *stacks,
    int64_t *change)
{
	const struct deed deed = deed_of(AUDIT_LEAD_RECOMMENDED, id);

	return store_lead_recommend(store, id, stacks, &deed, change);
}

static enum status
undo(struct store *store, int64_t id, int64_t change, int64_t *back)
{
	const struct deed deed = deed_of(AUDIT_LEAD_UNDONE, id);

	return store_lead_undo(store, change, &deed, back);
}

static int64_t
number(const char *dir, const char *sql)
{
	return folder_number(dir, "intake.db", sql);
}

static void
a_move_is_stored_with_its_history_and_its_note(void **state)
{
	struct store *store = store_of(*state, 2);
	int64_t change = -1;

	assert_status(move(store, 2, LEAD_CALL_BOOKED, LEAD_PROPOSAL,
	    &change), OK);
	assert_int_equal(change, 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead WHERE"
	    " id = 2 AND stage = 'proposal' AND stage_at = 1795255200"
	    " AND touched_at = 1795255200"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead_change"
	    " WHERE lead_id = 2 AND at = 1795255200 AND admin_id = 1"
	    " AND kind = 'stage' AND before = 'call_booked'"
	    " AND after = 'proposal'"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM deed WHERE"
	    " kind = 'lead.stage' AND admin_id = 1 AND subject = 2"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead WHERE"
	    " id = 1 AND stage = 'call_booked' AND touched_at IS NULL"), 1);
	store_close(store);
}

/* All pairs: the store does what the domain allows, and nothing else. */
static void
every_pair_of_stages_is_as_the_rules_say(void **state)
{
	struct store *store = store_of(*state, 1);

	for (enum lead_stage from = LEAD_NEW; from < LEAD_STAGE_COUNT; from++)
		for (enum lead_stage to = LEAD_NEW; to < LEAD_STAGE_COUNT;
		    to++) {
			ARENA(arena);
			bool may = lead_may_move(from, to);
			int64_t change = -1;

			folder_run(*state, "intake.db", arena_printf(arena,
			    "UPDATE lead SET stage = '%s'",
			    lead_stage_id(from)));
			assert_status(move(store, 1, 0, to, &change),
			    may || from == to ? OK : CONFLICT);
			assert_int_equal(change != 0, may);
			assert_int_equal(number(*state, arena_printf(arena,
			    "SELECT count(*) FROM lead WHERE stage = '%s'",
			    lead_stage_id(may ? to : from))), 1);
		}
	store_close(store);
}

static void
what_is_so_already_is_no_change(void **state)
{
	struct store *store = store_of(*state, 1);
	int64_t change = -1;

	assert_status(move(store, 1, 0, LEAD_CALL_BOOKED, &change), OK);
	assert_int_equal(change, 0);
	assert_status(plan(store, 1, 0, &change), OK);
	assert_int_equal(change, 0);
	assert_status(recommend(store, 1, "", &change), OK);
	assert_int_equal(change, 0);
	assert_int_equal(number(*state, "SELECT (SELECT count(*) FROM"
	    " lead_change) + (SELECT count(*) FROM deed)"), 0);
	store_close(store);
}

static void
a_lead_that_somebody_else_moved_stays_there(void **state)
{
	struct store *store = store_of(*state, 1);
	int64_t change;

	assert_status(move(store, 1, 0, LEAD_LOST, &change), OK);
	assert_status(move(store, 1, LEAD_CALL_BOOKED, LEAD_WON, &change),
	    CONFLICT);
	assert_int_equal(change, 0);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " WHERE stage = 'lost'"), 1);
	store_close(store);
}

static void
a_lead_that_is_not_there_is_not_found(void **state)
{
	struct store *store = store_of(*state, 1);
	struct lead_plan about;
	struct lead_change row;
	int64_t change;
	ARENA(arena);

	assert_status(move(store, 9, 0, LEAD_WON, &change), NOT_FOUND);
	assert_status(plan(store, 9, DAY, &change), NOT_FOUND);
	assert_status(recommend(store, 9, "node", &change), NOT_FOUND);
	assert_status(undo(store, 9, 1, &change), NOT_FOUND);
	assert_status(store_lead_plan(store, arena, 9, &about), NOT_FOUND);
	assert_status(store_lead_change(store, arena, 1, &row), NOT_FOUND);
	assert_status(store_lead_touch(store, 9, now), OK);
	store_close(store);
}

static void
a_date_is_planned_changed_and_taken_away(void **state)
{
	struct store *store = store_of(*state, 1);
	struct lead_plan about;
	int64_t change;
	ARENA(arena);

	assert_status(plan(store, 1, DAY, &change), OK);
	assert_status(store_lead_plan(store, arena, 1, &about), OK);
	assert_int_equal(about.follow_up.on, DAY);
	assert_int_equal(about.follow_up.touched_at, minute);
	assert_int_equal(about.follow_up.stage, LEAD_CALL_BOOKED);
	assert_status(plan(store, 1, DAY + 7, &change), OK);
	assert_status(plan(store, 1, 0, &change), OK);
	assert_status(store_lead_plan(store, arena, 1, &about), OK);
	assert_int_equal(about.follow_up.on, 0);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead_change"
	    " WHERE kind = 'follow_up'"), 3);
	store_close(store);
}

static void
a_closed_lead_takes_no_date_and_may_lose_one(void **state)
{
	struct store *store = store_of(*state, 1);
	int64_t change;

	assert_status(plan(store, 1, DAY, &change), OK);
	assert_status(move(store, 1, 0, LEAD_WON, &change), OK);
	assert_status(plan(store, 1, DAY + 1, &change), CONFLICT);
	assert_status(plan(store, 1, 0, &change), OK);
	store_close(store);
}

/* What lists are sorted by follows every change of stage and date. */
static void
the_sort_key_follows_stage_and_date(void **state)
{
	static const char sql[] = "SELECT next_on FROM lead";
	struct store *store = store_of(*state, 1);
	int64_t change;

	assert_int_equal(number(*state, sql), 1000000);
	assert_status(plan(store, 1, DAY, &change), OK);
	assert_int_equal(number(*state, sql), DAY);
	assert_status(move(store, 1, 0, LEAD_LOST, &change), OK);
	assert_int_equal(number(*state, sql), 1000001);
	assert_status(undo(store, 1, change, &change), OK);
	assert_int_equal(number(*state, sql), DAY);
	assert_status(plan(store, 1, 0, &change), OK);
	assert_int_equal(number(*state, sql), 1000000);
	store_close(store);
}

static void
what_was_recommended_is_kept_and_checked(void **state)
{
	static const char *const refused[] = { "Node", "node, python",
		"a b", "<b>", "\xc3\xa9",
		("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa") };
	struct store *store = store_of(*state, 1);
	struct lead_plan about;
	int64_t change;
	ARENA(arena);

	assert_status(recommend(store, 1, "node+python", &change), OK);
	assert_status(store_lead_plan(store, arena, 1, &about), OK);
	assert_string_equal(about.recommended, "node+python");
	for (size_t i = 0; i < countof(refused); i++)
		assert_status(recommend(store, 1, refused[i], &change),
		    INVALID);
	assert_status(store_lead_plan(store, arena, 1, &about), OK);
	assert_string_equal(about.recommended, "node+python");
	store_close(store);
}

/* ---- back again ---- */

static void
undoing_puts_back_what_was_there(void **state)
{
	struct store *store = store_of(*state, 1);
	struct lead_plan about;
	int64_t moved;
	int64_t planned;
	int64_t back;
	ARENA(arena);

	assert_status(plan(store, 1, DAY, &planned), OK);
	assert_status(plan(store, 1, DAY + 7, &planned), OK);
	assert_status(move(store, 1, 0, LEAD_NO_FIT, &moved), OK);
	assert_status(undo(store, 1, moved, &back), OK);
	assert_status(undo(store, 1, planned, &back), OK);
	assert_status(store_lead_plan(store, arena, 1, &about), OK);
	assert_int_equal(about.follow_up.stage, LEAD_CALL_BOOKED);
	assert_int_equal(about.follow_up.on, DAY);
	assert_int_equal(number(*state, "SELECT count(*) FROM deed"
	    " WHERE kind = 'lead.undone' AND subject = 1"), 2);
	store_close(store);
}

/* No rule lets a lead go back to new; a slip of the hand does. */
static void
undoing_goes_where_no_move_may(void **state)
{
	struct store *store = store_of(*state, 1);
	int64_t change;

	folder_run(*state, "intake.db", "UPDATE lead SET stage = 'new'");
	assert_status(move(store, 1, 0, LEAD_WON, &change), OK);
	assert_false(lead_may_move(LEAD_WON, LEAD_NEW));
	assert_status(undo(store, 1, change, &change), OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " WHERE stage = 'new'"), 1);
	/* And there again. */
	assert_status(undo(store, 1, change, &change), OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " WHERE stage = 'won'"), 1);
	store_close(store);
}

static void
only_the_latest_of_its_kind_can_be_undone(void **state)
{
	struct store *store = store_of(*state, 2);
	int64_t first;
	int64_t second;
	int64_t other;
	int64_t back;

	assert_status(move(store, 1, 0, LEAD_CALL_HELD, &first), OK);
	assert_status(move(store, 1, 0, LEAD_PROPOSAL, &second), OK);
	assert_status(plan(store, 1, DAY, &other), OK);
	assert_status(move(store, 2, 0, LEAD_WON, &other), OK);
	assert_status(undo(store, 1, first, &back), CONFLICT);
	assert_status(undo(store, 2, second, &back), NOT_FOUND);
	assert_status(undo(store, 1, second, &back), OK);
	/* Pressed twice. */
	assert_status(undo(store, 1, second, &back), CONFLICT);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " WHERE id = 1 AND stage = 'call_held'"), 1);
	store_close(store);
}

/* ---- the history ---- */

static void
the_history_of_a_lead_is_its_own_and_in_order(void **state)
{
	struct store *store = store_of(*state, 2);
	struct lead_changes changes;
	int64_t change;
	ARENA(arena);

	assert_status(plan(store, 1, 20778, &change), OK);
	assert_status(move(store, 2, 0, LEAD_WON, &change), OK);
	assert_status(plan(store, 1, 20779, &change), OK);
	assert_status(move(store, 1, 0, LEAD_CALL_HELD, &change), OK);
	assert_status(store_lead_changes(store, arena, 1, &changes), OK);
	assert_int_equal(changes.len, 3);
	assert_int_equal(changes.at[0].kind, LEAD_CHANGE_FOLLOW_UP);
	assert_string_equal(changes.at[0].before, "");
	assert_string_equal(changes.at[0].after, "2026-11-21");
	assert_false(changes.at[0].latest);
	assert_string_equal(changes.at[1].before, "2026-11-21");
	assert_string_equal(changes.at[1].after, "2026-11-22");
	assert_true(changes.at[1].latest);
	assert_int_equal(changes.at[2].kind, LEAD_CHANGE_STAGE);
	assert_int_equal(changes.at[2].at, minute);
	assert_int_equal(changes.at[2].admin_id, ADMIN);
	assert_true(changes.at[2].latest);
	store_close(store);
}

static void
the_history_goes_with_its_lead(void **state)
{
	struct store *store = store_of(*state, 2);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	int64_t change;

	assert_status(move(store, 1, 0, LEAD_WON, &change), OK);
	assert_status(move(store, 2, 0, LEAD_WON, &change), OK);
	assert_status(folder_erase(store, 1, now), OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead_change"
	    " WHERE lead_id = 1"), 0);
	/* A visitor's own erasing takes it too, though they may not read it. */
	(void)folder_booking(ten, token, 2);
	assert_status(store_booking_erase(visitor, token, NULL, now), OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead_change"),
	    0);
	store_close(visitor);
	store_close(store);
}

static void
touching_sets_the_minute(void **state)
{
	struct store *store = store_of(*state, 1);

	assert_status(store_lead_touch(store, 1, now), OK);
	assert_int_equal(number(*state, "SELECT touched_at FROM lead"),
	    minute);
	store_close(store);
}

/* ---- many at once ---- */

static void
of_many_those_that_may_go_go(void **state)
{
	const struct lead_move moves[] = { { 1, 0, LEAD_CALL_HELD },
		{ 2, 0, LEAD_CALL_HELD }, { 9, 0, LEAD_CALL_HELD },
		{ 3, 0, LEAD_CALL_HELD }, { 4, 0, LEAD_CALL_HELD } };
	struct store *store = store_of(*state, 4);
	struct deed deeds[countof(moves)];
	struct leads_moved moved;
	int64_t change;

	/* 2 is there, 9 is not at all, and the won one must not go there. */
	assert_status(move(store, 2, 0, LEAD_CALL_HELD, &change), OK);
	assert_status(move(store, 3, 0, LEAD_WON, &change), OK);
	for (size_t i = 0; i < countof(moves); i++)
		deeds[i] = deed_of(AUDIT_LEAD_STAGE, moves[i].lead_id);
	assert_status(store_leads_move(store, moves, deeds, countof(moves),
	    &moved), OK);
	assert_int_equal(moved.len, 3);
	assert_int_equal(moved.refused, 2);
	assert_int_equal(moved.first, 3);
	assert_int_equal(moved.last, 4);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " WHERE stage = 'call_held'"), 3);
	assert_int_equal(number(*state, "SELECT count(*) FROM deed"), 4);
	store_close(store);
}

/* ---- races ---- */

static int
move_to_won(const char *dir, int worker)
{
	struct store *store;
	int64_t change;
	struct deed deed = deed_of(AUDIT_LEAD_STAGE, 1);
	enum status st = store_open(dir, STORE_OFFICE, &store);

	if (st != OK)
		return FAILED;
	deed.ref[3] = (uint8_t)worker;
	st = store_lead_move(store, &(struct lead_move){ 1, LEAD_CALL_BOOKED,
	    worker % 2 == 0 ? LEAD_WON : LEAD_LOST }, &deed, &change);
	store_close(store);
	return st == OK && change == 0 ? FOLDER_CODES - 2 : (int)st;
}

static void
of_eight_at_once_one_moves_it(void **state)
{
	int codes[FOLDER_CODES];

	store_close(store_of(*state, 1));
	folder_race(*state, 8, move_to_won, codes);
	assert_int_equal(codes[OK], 1);
	/* The others of its side find it there; the other side is late. */
	assert_int_equal(codes[FOLDER_CODES - 2], 3);
	assert_int_equal(codes[CONFLICT], 4);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead_change"),
	    1);
	assert_int_equal(number(*state, "SELECT count(*) FROM deed"), 1);
}

static int
undo_first(const char *dir, int worker)
{
	struct store *store;
	int64_t change;
	struct deed deed = deed_of(AUDIT_LEAD_UNDONE, 1);
	enum status st = store_open(dir, STORE_OFFICE, &store);

	if (st != OK)
		return FAILED;
	deed.ref[3] = (uint8_t)worker;
	st = store_lead_undo(store, 1, &deed, &change);
	store_close(store);
	return (int)st;
}

static void
undone_by_many_it_is_undone_once(void **state)
{
	struct store *store = store_of(*state, 1);
	int codes[FOLDER_CODES];
	int64_t change;

	assert_status(move(store, 1, 0, LEAD_WON, &change), OK);
	store_close(store);
	folder_race(*state, 8, undo_first, codes);
	assert_int_equal(codes[OK], 1);
	assert_int_equal(codes[CONFLICT], 7);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " WHERE stage = 'call_booked'"), 1);
}

static void
the_public_role_may_not(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct leads_moved moved;
	struct lead_changes changes;
	struct lead_change row;
	struct lead_plan about;
	int64_t change;
	ARENA(arena);

	assert_status(move(store, 1, 0, LEAD_WON, &change), DENIED);
	assert_status(store_leads_move(store, NULL, NULL, 0, &moved), DENIED);
	assert_status(plan(store, 1, DAY, &change), DENIED);
	assert_status(recommend(store, 1, "node", &change), DENIED);
	assert_status(undo(store, 1, 1, &change), DENIED);
	assert_status(store_lead_touch(store, 1, now), DENIED);
	assert_status(store_lead_changes(store, arena, 1, &changes), DENIED);
	assert_status(store_lead_change(store, arena, 1, &row), DENIED);
	assert_status(store_lead_plan(store, arena, 1, &about), DENIED);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(a_move_is_stored_with_its_history_and_its_note),
		ON_FOLDER(every_pair_of_stages_is_as_the_rules_say),
		ON_FOLDER(what_is_so_already_is_no_change),
		ON_FOLDER(a_lead_that_somebody_else_moved_stays_there),
		ON_FOLDER(a_lead_that_is_not_there_is_not_found),
		ON_FOLDER(a_date_is_planned_changed_and_taken_away),
		ON_FOLDER(a_closed_lead_takes_no_date_and_may_lose_one),
		ON_FOLDER(the_sort_key_follows_stage_and_date),
		ON_FOLDER(what_was_recommended_is_kept_and_checked),
		ON_FOLDER(undoing_puts_back_what_was_there),
		ON_FOLDER(undoing_goes_where_no_move_may),
		ON_FOLDER(only_the_latest_of_its_kind_can_be_undone),
		ON_FOLDER(the_history_of_a_lead_is_its_own_and_in_order),
		ON_FOLDER(the_history_goes_with_its_lead),
		ON_FOLDER(touching_sets_the_minute),
		ON_FOLDER(of_many_those_that_may_go_go),
		ON_FOLDER(of_eight_at_once_one_moves_it),
		ON_FOLDER(undone_by_many_it_is_undone_once),
		ON_FOLDER(the_public_role_may_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

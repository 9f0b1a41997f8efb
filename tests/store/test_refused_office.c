/*
 * The office where the disk fails under any one statement of what it does:
 * nothing is half stored, nothing is said to be done that is not, and the same
 * call works as soon as the disk does.
 */
#include "audit_log.h"
#include "folder.h"
#include "refusing.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include <sqlite3.h>

#include "base/arena.h"
#include "base/util.h"
#include "store/accounts.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/lead_list.h"
#include "store/notes.h"
#include "store/rotations.h"
#include "store/taken.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

enum { IDLE = 1800, MOST = 43200, FOUND_STEP = 1 << 16 };

/* What the calls work on. */
struct desk {
	struct office *office;
	struct store *store;
	struct arena *arena;
	struct admin anna;
	struct admin berta;
	struct session session; /* of anna, once she is in */
};

static const uint8_t first_token[SESSION_WRAPPED_SIZE] = { 1 };
static const uint8_t second_token[SESSION_WRAPPED_SIZE] = { 2 };
static const uint8_t spare[SPARE_CODES][32] = { { 1 }, { 2 }, { 3 }, { 4 },
	{ 5 }, { 6 }, { 7 }, { 8 }, { 9 }, { 10 } };
static const char some_uuid[] = "0dcb9f2e-8f0b-4a57-9a52-3d2f1b9d6a01";
static const uint8_t secret[61] = { 6 };
static const char form_token[] =
    "formformformformformformformformformformfor";

static struct office_grant
grant_for(int64_t admin_id, int64_t generation)
{
	return (struct office_grant){ .generation = generation,
		.admin_id = admin_id, .public_key = { 5 }, .sealed = { 6 },
		.vouch = { 7 } };
}

/* ---- the calls ---- */

static enum status
begin_office(void *context)
{
	struct desk *desk = context;
	struct office_site_key key = { .generation = 1, .fingerprint = "3f9a" };
	const struct office_grant grants[] = {
		grant_for(OFFICE_FIRST_ADMIN, 1), grant_for(0, 1) };

	desk->anna = (struct admin){ .email = "anna@example.org",
		.cost_memory = 8192, .cost_passes = 1, .has_personal = true };
	return office_init(desk->office, &desk->anna, &key, grants, 2, now);
}

static enum status
read_keys(void *context)
{
	struct desk *desk = context;
	struct office_site_key key;
	struct office_key_wrap wrap;
	struct office_grants grants;
	uint64_t memory;
	uint64_t passes;
	enum status st;

	if ((st = office_site_key(desk->office, desk->arena, &key)) == OK &&
	    (st = office_grants(desk->office, 1, &grants)) == OK &&
	    (st = office_admin_cost(desk->office, &memory, &passes)) == OK &&
	    (st = office_admin_cost_least(desk->office, &memory, &passes)) ==
	    OK)
		st = office_key_wrap(desk->office, 1, 1, &wrap);
	return st;
}

static enum status
add_admin(void *context)
{
	struct desk *desk = context;
	const struct office_grant grant = grant_for(2, 1);
	int64_t next;
	enum status st = office_admin_next_id(desk->office, &next);

	desk->berta = (struct admin){ .email = "berta@example.org",
		.cost_memory = 8192, .cost_passes = 1, .has_personal = true };
	return st != OK ? st : office_admin_add(desk->office, &desk->berta,
	    &grant, 1, 1, now);
}

static enum status
list_admins(void *context)
{
	struct desk *desk = context;
	struct admin_rows rows;
	struct admin admin;
	int64_t count;
	enum status st;

	if ((st = office_admins(desk->office, desk->arena, &rows)) == OK &&
	    (st = office_admin_count(desk->office, &count)) == OK &&
	    (st = office_admin_first(desk->office, desk->arena, &admin)) == OK)
		st = office_admin_by_email(desk->office, desk->arena,
		    "ANNA@example.org", &admin);
	return st;
}

static enum status
factor_on(void *context)
{
	struct desk *desk = context;
	const struct kept_session none = { 0 };

	return office_totp_begin(desk->office, 1, desk->anna.verifier, secret,
	    40, spare, &none, now);
}

static enum status
sign_in_as(struct desk *desk, const uint8_t *token, const uint8_t *code,
    int64_t step)
{
	struct admin admin;
	enum status st = office_admin_by_id(desk->office, desk->arena, 1,
	    &admin);

	return st != OK ? st : office_sign_in(desk->office, &(struct sign_in){
		.admin = &admin,
		.keys = { token, token },
		.form_token = form_token,
		.totp_step = step,
		.spare_hash = code,
		.device_hash = token,
	    }, now);
}

static enum status
sign_in_with_a_code(void *context)
{
	return sign_in_as(context, first_token, NULL, 41);
}

static enum status
sign_in_with_a_spare_code(void *context)
{
	return sign_in_as(context, second_token, spare[3], -1);
}

static enum status
sign_in_without_a_code(void *context)
{
	return sign_in_as(context, first_token, NULL, -1);
}

static enum status
sign_in_elsewhere(void *context)
{
	return sign_in_as(context, second_token, NULL, -1);
}

static enum status
use_session(void *context)
{
	struct desk *desk = context;

	return office_session_use(desk->office, desk->arena, first_token,
	    now + 1, IDLE, MOST, &desk->session);
}

static enum status
renew_session(void *context)
{
	struct desk *desk = context;
	const struct session_keys keys = { first_token, first_token };

	return office_session_renew(desk->office, &desk->session, &keys, now);
}

static enum status
count_sessions(void *context)
{
	struct desk *desk = context;
	int64_t count;

	return office_sessions_count(desk->office, now, IDLE, MOST, &count);
}

static enum status
list_sessions(void *context)
{
	struct desk *desk = context;
	struct session_rows rows;
	int64_t device;
	enum status st = office_sessions(desk->office, desk->arena, 1, now,
	    IDLE, MOST, &rows);

	return st != OK ? st : office_device(desk->office, 1, first_token,
	    &device);
}

static enum status
move_device(void *context)
{
	struct desk *desk = context;
	static const uint8_t fresh[32] = { 9 };

	return office_device_move(desk->office, first_token, fresh);
}

static enum status
change_passphrase(void *context)
{
	struct desk *desk = context;
	const struct kept_session kept = { .id = desk->session.id,
		.keys = { first_token, first_token } };
	struct admin changed;
	struct admin was;
	enum status st = office_admin_by_id(desk->office, desk->arena, 1,
	    &was);

	changed = was;
	changed.salt[0] ^= 1;
	return st != OK ? st : office_admin_passphrase(desk->office, &changed,
	    &was, &kept, 1, now);
}

static enum status
rewrap(void *context)
{
	struct desk *desk = context;
	const struct office_grant grant = grant_for(1, 1);
	struct admin was;
	enum status st = office_admin_by_id(desk->office, desk->arena, 1,
	    &was);

	return st != OK ? st : office_admin_rewrap(desk->office, &was, &was,
	    &grant, 1, now);
}

static enum status
new_spare_codes(void *context)
{
	struct desk *desk = context;

	return office_spare_codes(desk->office, 1, spare, now);
}

static enum status
count_spare_codes(void *context)
{
	struct desk *desk = context;
	int64_t left;

	return office_spare_codes_left(desk->office, 1, &left);
}

static enum status
renew_recovery(void *context)
{
	struct desk *desk = context;
	const struct office_grant grant = grant_for(0, 1);

	return office_recovery_replace(desk->office, &grant, 1, 1, now);
}

static enum status
sign_out_elsewhere(void *context)
{
	struct desk *desk = context;

	return office_sessions_end(desk->office, 1, 0, true, now);
}

static enum status
end_by_cookie(void *context)
{
	struct desk *desk = context;

	return office_session_end(desk->office, first_token, now);
}

static enum status
end_one(void *context)
{
	struct desk *desk = context;
	struct session_rows rows;
	enum status st = office_sessions(desk->office, desk->arena, 1, now,
	    IDLE, MOST, &rows);

	return st != OK ? st : office_session_end_one(desk->office, 1,
	    rows.len > 0 ? rows.at[0].id : desk->session.id, now);
}

static enum status
factor_off(void *context)
{
	struct desk *desk = context;
	const struct kept_session none = { 0 };

	return office_totp_end(desk->office, 1, desk->anna.verifier, &none,
	    now);
}

static enum status
recover(void *context)
{
	struct desk *desk = context;
	const struct office_grant grants[] = { grant_for(1, 1),
		grant_for(0, 1) };
	struct admin was;
	enum status st = office_admin_by_id(desk->office, desk->arena, 1,
	    &was);

	return st != OK ? st : office_admin_recover(desk->office, &was, &was,
	    grants, 2, now);
}

static enum status
note_settings(void *context)
{
	struct desk *desk = context;

	return office_settings_note(desk->office, 77, now);
}

static enum status
note_event(void *context)
{
	struct desk *desk = context;

	return office_audit_note(desk->office, &(struct audit_event){
		.at = now, .kind = AUDIT_LEAD_LISTED });
}

static enum status
read_log(void *context)
{
	struct desk *desk = context;
	struct audit_rows rows;
	struct audit_report report;
	enum status st = office_audit_events(desk->office, desk->arena, 0, 9,
	    &rows);

	if (st == OK)
		st = office_audit_of_lead(desk->office, desk->arena, 1, 9,
		    &rows);
	return st == OK ? office_audit_verify(desk->office, &report) : st;
}

static enum status
take_lead_in(void *context)
{
	struct desk *desk = context;
	struct taken keys[] = { { .lead_id = 1, .kind = SEAL_HEAD,
		.number = 1, .opens = true, .key = { .generation = 1 } },
		{ .lead_id = 1, .kind = SEAL_BODY, .number = 2,
		.key = { .generation = 1 } } };
	struct taken_index index = { .lead_id = 1, .generation = 1 };

	return office_take_in(desk->office, &(struct taken_rows){ keys, 2 },
	    &(struct taken_indexes){ &index, 1 });
}

static enum status
read_taken(void *context)
{
	struct desk *desk = context;
	const struct lead_ids ids = { "[1]", 1, 1, true };
	struct taken_rows rows;
	struct taken_same same;
	struct seen_rows seen;
	int64_t before;
	int64_t all;
	enum status st;

	if ((st = office_taken(desk->office, desk->arena, 1, 9, &rows)) == OK &&
	    (st = office_taken_of(desk->office, desk->arena, &ids, SEAL_BODY,
	    &rows)) == OK &&
	    (st = office_taken_last(desk->office, &all)) == OK &&
	    (st = office_seen(desk->office, 1, &before, &all)) == OK &&
	    (st = office_same_person(desk->office, desk->arena, 1, &same)) ==
	    OK)
		st = office_seen_of(desk->office, desk->arena, &ids, &seen);
	return st;
}

static enum status
write_note(void *context)
{
	struct desk *desk = context;
	static const uint8_t bytes[40] = { 3 };
	struct note_row note = { .uuid = some_uuid, .lead_id = 1,
		.lead_uuid = some_uuid, .admin_id = 1,
		.created_at = now, .sealed = { .generation = 1,
		    .bytes = bytes, .size = sizeof(bytes) } };

	return office_note_add(desk->office, &note);
}

static enum status
read_notes(void *context)
{
	struct desk *desk = context;
	struct rotation_notes old;
	struct note_firsts firsts;
	struct note_rows rows;
	enum status st;

	if ((st = office_notes(desk->office, desk->arena, 1, &rows)) == OK &&
	    (st = office_notes_first(desk->office, desk->arena, 0, &firsts)) ==
	    OK)
		st = office_notes_old(desk->office, desk->arena, 2, 0, &old);
	return st;
}

static enum status
turn_notes(void *context)
{
	struct desk *desk = context;
	struct rotation_notes old;
	enum status st = office_notes_old(desk->office, desk->arena, 2, 0,
	    &old);

	return st == OK ? office_notes_turn(desk->office, &old, &old) : st;
}

static enum status
begin_rotation(void *context)
{
	struct desk *desk = context;
	struct office_site_key key = { .generation = 2,
		.public_key = { 2 }, .fingerprint = "77aa" };
	const struct office_grant grants[] = { grant_for(1, 2),
		grant_for(2, 2), grant_for(0, 2) };

	return office_rotation_begin(desk->office, &key, grants, 3, now);
}

static enum status
retire_taken(void *context)
{
	struct desk *desk = context;

	return office_taken_retire(desk->office, 2);
}

static enum status
end_rotation(void *context)
{
	struct desk *desk = context;

	return office_rotation_end(desk->office, 2, now);
}

static enum status
forget_lead(void *context)
{
	struct desk *desk = context;

	return office_forget_lead(desk->office, 1);
}

static enum status
remove_admin(void *context)
{
	struct desk *desk = context;

	return office_admin_remove(desk->office, 2, 1, now);
}

static enum status
list_erasures(void *context)
{
	struct desk *desk = context;
	struct erasures list;

	return office_erasures(desk->office, desk->arena, &list);
}

static enum status
go_on_after_restore(void *context)
{
	struct desk *desk = context;

	return office_audit_restored(desk->office, now);
}

static const struct refusable office_calls[] = {
	{ "init", begin_office, OK, 8 },
	{ "keys", read_keys, NOT_FOUND, 5 },
	{ "add an admin", add_admin, OK, 6 },
	{ "list of admins", list_admins, OK, 4 },
	{ "second factor on", factor_on, OK, 14 },
	{ "sign in with a code", sign_in_with_a_code, OK, 8 },
	{ "sign in with a spare code", sign_in_with_a_spare_code, OK, 9 },
	{ "the spare code again", sign_in_with_a_spare_code, DENIED, 3 },
	{ "a session's use", use_session, OK, 1 },
	{ "the passphrase again", renew_session, OK, 4 },
	{ "how many sessions", count_sessions, OK, 1 },
	{ "sessions and browsers", list_sessions, OK, 2 },
	{ "a browser's token", move_device, OK, 3 },
	{ "another passphrase", change_passphrase, OK, 6 },
	{ "a higher cost", rewrap, OK, 6 },
	{ "spare codes", new_spare_codes, OK, 13 },
	{ "spare codes left", count_spare_codes, OK, 1 },
	{ "another recovery code", renew_recovery, OK, 5 },
	{ "sign out everywhere", sign_out_elsewhere, OK, 6 },
	{ "sign in without a code", sign_in_without_a_code, OK, 7 },
	{ "sign out by cookie", end_by_cookie, OK, 5 },
	{ "sign out once more", end_by_cookie, OK, 2 },
	{ "end one that has ended", end_one, NOT_FOUND, 3 },
	{ "sign in once more", sign_in_elsewhere, OK, 7 },
	{ "end one", end_one, OK, 6 },
	{ "second factor off", factor_off, OK, 5 },
	{ "recover", recover, OK, 9 },
	{ "settings", note_settings, OK, 4 },
	{ "settings again", note_settings, OK, 1 },
	{ "an event", note_event, OK, 4 },
	{ "the log", read_log, OK, 3 },
	{ "take in", take_lead_in, OK, 5 },
	{ "what was taken in", read_taken, OK, 6 },
	{ "a note", write_note, OK, 3 },
	{ "notes", read_notes, OK, 3 },
	{ "notes turned", turn_notes, OK, 4 },
	{ "rotation begins", begin_rotation, OK, 7 },
	{ "keys of old generations", retire_taken, OK, 4 },
	{ "rotation ends", end_rotation, OK, 6, 6 },
	{ "forget a lead", forget_lead, OK, 4 },
	{ "remove an admin", remove_admin, OK, 6 },
	{ "erasures", list_erasures, OK, 1 },
	{ "a restored log", go_on_after_restore, OK, 4 },
};

static void
no_statement_that_is_refused_leaves_anything_half_done(void **state)
{
	struct desk desk = { .office = folder_office(*state),
		.arena = arena_new(FOUND_STEP) };

	refuse_each(*state, office_calls, countof(office_calls), &desk);
	arena_free(desk.arena);
	office_close(desk.office);
}

/* A note on when it was used, and the removal of one that is over, decide
 * nothing: whoever is in stays in, and who is not does not get in. */
static void
a_session_s_end_hangs_on_its_times_and_on_no_disk(void **state)
{
	struct desk desk = { .office = folder_office(*state),
		.arena = arena_new(FOUND_STEP) };
	static const struct {
		int64_t after;
		enum status st;
		int writes; /* that come after the row was read */
	} cases[] = { { 120, OK, 3 }, { IDLE + 200, DENIED, 3 } };

	assert_status(begin_office(&desk), OK);
	assert_status(sign_in_without_a_code(&desk), OK);
	for (size_t i = 0; i < countof(cases); i++)
		for (int nth = 2; nth < 2 + cases[i].writes; nth++) {
			refuse_step(nth, SQLITE_IOERR_WRITE);
			assert_status(office_session_use(desk.office,
			    desk.arena, first_token, now + cases[i].after,
			    IDLE, MOST, &desk.session), cases[i].st);
			assert_true(refuse_over());
		}
	arena_free(desk.arena);
	office_close(desk.office);
}

/* What does not agree with the log becomes an event of its own: both or
 * neither. */
static void
what_does_not_agree_is_told_whole_or_not_at_all(void **state)
{
	static const struct refusable calls[] = {
		{ "a log that was cut", note_event, OK, 6 },
	};
	struct desk desk = { .office = audit_log_office(*state) };

	audit_log_tamper(*state, "DELETE FROM audit_event WHERE id > 6");
	refuse_each(*state, calls, countof(calls), &desk);
	assert_int_equal(folder_number(*state, "office.db", "SELECT count(*)"
	    " FROM audit_event WHERE id > 6"), 2);
	office_close(desk.office);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(
		    no_statement_that_is_refused_leaves_anything_half_done),
		ON_FOLDER(a_session_s_end_hangs_on_its_times_and_on_no_disk),
		ON_FOLDER(what_does_not_agree_is_told_whole_or_not_at_all),
	};

	return cmocka_run_group_tests_name("refused_office", tests, NULL,
	    NULL);
}

#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "config/assessment_file.h"
#include "config/claims_file.h"
#include "config/settings.h"
#include "content/guides.h"
#include "content/stacks.h"
#include "store/owners.h"

struct arena;

/*
 * "fourways check": whether everything is in order, a line each. It may be run
 * by root or by the user of any role, while the site is at work, on a folder
 * that is half made; it changes nothing.
 *
 * Checks run in the order of a table (check.c), each with what earlier ones
 * have read.
 */
struct check {
	struct arena *arena;
	const char *data;
	const char *conf;
	const char *assets;
	int64_t now;
	struct settings settings;
	struct assessment assessment;
	struct claim_register claims;
	struct guides guides;
	struct profiles profiles;
	bool settings_good;
	bool assessment_good;
	bool claims_good;
	bool guides_good;
	bool stacks_good;
	bool data_good;   /* both databases and the keys are there */
	bool intake_good;
	bool office_good;
	bool shared;      /* store/owners.h; then by whom: */
	struct owners owners;
	int64_t newest_at;      /* when the newest row was stored; 0: none */
	/* Of the check that ran last: what stands behind its line. */
	const char *warning; /* what is not as it should be and how to mend
	                      * it, or NULL */
	const char *note;    /* what a good line says, or NULL */
	const char *skipped; /* why nothing was looked at, or NULL */
};

/* Says on standard error what is wrong and how to mend it: INVALID. */
enum status check_bad(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* What cannot be looked at before something else is good: INVALID. */
enum status check_needs(struct check *check, const char *what);

/* What only another user can look at, which is no fault: OK. */
enum status check_closed(struct check *check, const char *what);

/* Whether that is the case of a file: the roles have a user each, and this one
 * may not read it. */
bool check_is_closed(const struct check *check, const char *path);

/* A user's name, or its number, in the arena. */
const char *check_user(const struct check *check, uid_t user);

/* The moment "2026-11-24T09:30:00Z", and bytes as "12 MiB", in the arena. */
const char *check_moment(const struct check *check, int64_t at);
const char *check_size(struct arena *arena, int64_t bytes);

/* ---- the checks: OK, or whatever else is wrong ---- */

/* check_site.c: settings, rules and content. */
enum status check_settings(struct check *check);
enum status check_assessment(struct check *check);
enum status check_claims(struct check *check);
enum status check_guides(struct check *check);
enum status check_stacks(struct check *check);
enum status check_citations(struct check *check);
enum status check_proof(struct check *check);

/* check_folder.c: the data folder, as files. */
enum status check_folder(struct check *check);
enum status check_modes(struct check *check);
enum status check_secrets(struct check *check);
enum status check_room(struct check *check);

/* check_data.c: what is in the databases. */
enum status check_intake(struct check *check);
enum status check_office(struct check *check);
enum status check_audit(struct check *check);
enum status check_times(struct check *check);
enum status check_retention(struct check *check);
enum status check_outbox(struct check *check);
enum status check_backup(struct check *check);

/* check_keys.c */
enum status check_keys(struct check *check);

/* check_world.c: what is outside. */
enum status check_webhook(struct check *check);
enum status check_calendar(struct check *check);
enum status check_mail_server(struct check *check);
enum status check_zones(struct check *check);
enum status check_clock(struct check *check);

/* ---- rules, apart so that they can be tested ---- */

enum check_verdict { CHECK_GOOD, CHECK_WARN, CHECK_BAD };

/* Below this a disk has no room for a busy day. */
enum { CHECK_ROOM_LEAST = 64 * 1024 * 1024 };

/*
 * What free bytes are to a folder whose larger database has so many: a rewrite
 * (VACUUM, every night) takes as much as twice a database, and CHECK_ROOM_LEAST
 * should be left meanwhile. *sentence names both figures.
 */
enum check_verdict check_room_rule(struct arena *arena, int64_t free_bytes,
    int64_t database_bytes, const char **sentence);

/*
 * What a clock that says now is to a program built at built_at and to data
 * whose newest row is of newest_at, give or take five minutes: CHECK_BAD before
 * the program, CHECK_WARN before the data.
 */
enum check_verdict check_clock_rule(int64_t now, int64_t built_at,
    int64_t newest_at);

#endif

#ifndef STORE_OFFICE_H
#define STORE_OFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/audit.h"

struct arena;
struct meters_commits;
struct store;

/*
 * The office database: admins, keys, audit events; sessions.h and accounts.h go
 * on. The public role never opens it; that is why it is a type of its own. The
 * rules of store.h on threads, forks and durability hold here too, as do BUSY
 * and FAILED.
 */
struct office;

/*
 * Hashes size bytes into 32: BLAKE2b-256, hash_blake2b of crypto/hash.h. It
 * is handed in because this layer does no cryptography of its own; the audit
 * log is chained with it.
 */
typedef void office_hash(uint8_t hash[32], const void *bytes, size_t size);

/* Opens DIR/office.db; statuses as store_open. */
enum status office_open(const char *dir, office_hash *hash,
    struct office **office);
void office_close(struct office *office);

/* From now on its commits are counted there, which outlives it. */
void office_count_commits(struct office *office,
    struct meters_commits *commits);

/* As store_version (store/lead_list.h), of the office. */
enum status office_version(struct office *office, int64_t *version);

/* ---- admins ---- */

struct admin {
	int64_t id;
	const char *email; /* lower case in its domain part */
	uint8_t salt[16];
	uint64_t cost_memory; /* bytes of Argon2id */
	uint64_t cost_passes;
	uint8_t verifier[32];
	int64_t created_at;
	/* His own key pair, the secret half wrapped (crypto/grant.h); not there
	 * in an account of an older program until it signs in. */
	bool has_personal;
	uint8_t personal_public[32];
	uint8_t personal_wrapped[73];
	/* The secret of his authenticator app, wrapped (crypto/totp.h). */
	bool has_totp;
	uint8_t totp_wrapped[61];
	int64_t totp_last_step; /* -1: none */
};

/* The admin with this address, in whatever case; or with this id. OK or
 * NOT_FOUND. Changes are in accounts.h. */
enum status office_admin_by_email(struct office *office, struct arena *arena,
    const char *email, struct admin *admin);
enum status office_admin_by_id(struct office *office, struct arena *arena,
    int64_t id, struct admin *admin);

/* The admin who was there first: whom a command means that names nobody. OK or
 * NOT_FOUND. */
enum status office_admin_first(struct office *office, struct arena *arena,
    struct admin *admin);

/* The highest Argon2id cost of any admin: what an address nobody has is made
 * to take as well. OK or NOT_FOUND (no admin). */
enum status office_admin_cost(struct office *office, uint64_t *memory,
    uint64_t *passes);

/* The lowest of each, which may be two admins'. Statuses as above. */
enum status office_admin_cost_least(struct office *office, uint64_t *memory,
    uint64_t *passes);

/* How many admins there are; none before office_init. */
enum status office_admin_count(struct office *office, int64_t *count);

/* ---- the site's keys ---- */

/* A generation of the site's key pair, as far as it is no secret. */
struct office_site_key {
	int64_t generation; /* from 1 on */
	uint8_t public_key[32];
	const char *fingerprint; /* keyring_fingerprint of it */
	int64_t created_at;
};

/* Its secret half, sealed to somebody's own key by grant_make. */
struct office_grant {
	int64_t generation;
	int64_t admin_id; /* 0: the recovery code */
	uint8_t public_key[32]; /* whose it is */
	uint8_t sealed[113];
	uint8_t vouch[32];
	int64_t created_at; /* when this public key was first granted any; 0 in
	                     * what is stored: now */
};

/* All that one holds, the newest generation first, and the public keys they
 * are of. */
enum { OFFICE_GRANTS_MAX = 2 };

struct office_grants {
	struct office_grant at[OFFICE_GRANTS_MAX];
	uint8_t site_keys[OFFICE_GRANTS_MAX][32];
	size_t len;
};

/* The id office_init gives, so that a grant can be bound to it beforehand. */
enum { OFFICE_FIRST_ADMIN = 1 };

/*
 * Sets up an empty office: the first admin (id and created_at are set by the
 * call), the site key (created_at likewise), who is granted it, and the audit
 * events, in one transaction. OK, or CONFLICT when there is an admin or a key
 * already: nothing is stored.
 */
enum status office_init(struct office *office, struct admin *admin,
    struct office_site_key *key, const struct office_grant *grants,
    size_t count, int64_t now);

/* The site key in use: the newest generation. OK or NOT_FOUND. */
enum status office_site_key(struct office *office, struct arena *arena,
    struct office_site_key *key);

/* What an admin is granted, or the recovery code with admin_id 0. OK, also
 * when it is nothing. */
enum status office_grants(struct office *office, int64_t admin_id,
    struct office_grants *grants);

/* The same as programs before 0.2 kept it: the secret wrapped by keyring_wrap
 * under the key of a passphrase or of the recovery code itself. */
struct office_key_wrap {
	int64_t generation;
	int64_t admin_id; /* 0: the recovery code */
	uint8_t nonce[24];
	uint8_t wrapped[48];
};

/* OK or NOT_FOUND. */
enum status office_key_wrap(struct office *office, int64_t generation,
    int64_t admin_id, struct office_key_wrap *wrap);

/* ---- the audit log ---- */

/* Adds an event in a transaction of its own: what was looked at or taken out,
 * before it is handed over. */
enum status office_audit_note(struct office *office,
    const struct audit_event *event);

/* Adds AUDIT_SETTINGS_CHANGED unless the last event of that kind has this
 * mark already. */
enum status office_settings_note(struct office *office, int64_t mark,
    int64_t now);

/* After a backup was put in place: takes the log's end for what it is, though
 * the head vouches for a later one, and says so in an event. */
enum status office_audit_restored(struct office *office, int64_t now);

/* An event as it stands in the log. */
struct audit_row {
	int64_t id;
	int64_t at;
	int64_t admin_id;
	const char *email; /* of that admin, "" for none or one who is gone */
	const char *kind;  /* as stored: perhaps one we do not know */
	int64_t subject;
};

struct audit_rows {
	struct audit_row *at;
	size_t len;
};

/* Events, newest first, in arena; before is the id to page from (0 for the
 * first page), limit the most rows. OK, also when there is none. */
enum status office_audit_events(struct office *office, struct arena *arena,
    int64_t before, int64_t limit, struct audit_rows *rows);

/* Who looked at a lead or took a copy of it out, newest first, in arena. OK,
 * also when nobody did. */
enum status office_audit_of_lead(struct office *office, struct arena *arena,
    int64_t lead_id, int64_t limit, struct audit_rows *rows);

/* What the walk over the log found. */
enum audit_finding {
	AUDIT_WHOLE = 1,
	AUDIT_CHANGED,   /* event from: changed, or stands in another's place */
	AUDIT_REMOVED,   /* events from to to are not there */
	AUDIT_CUT_OFF,   /* the same, at the end */
	AUDIT_REWRITTEN, /* event to was another one when it was written, so
	                  * something up to it was changed, and all hashes
	                  * after it made to fit */
	AUDIT_UNREADABLE, /* the file is damaged behind event to */
	AUDIT_HEADLESS,  /* the chain is whole; nothing vouches for its end */
	AUDIT_HEAD_BROKEN, /* the same: what vouches for it was tampered with */
};

struct audit_report {
	enum audit_finding finding;
	int64_t from;
	int64_t to;
	int64_t count;   /* events that were read and are good */
	int64_t behind;  /* of these: after the one that is vouched for, as a
	                  * crash leaves them */
	int64_t alarms;  /* of these: kinds that alarm */
	int64_t alarm;   /* the first of them, or 0 */
	uint8_t hash[32]; /* of the last good event */
};

/*
 * Walks the chain from its start and compares its end with what vouches for it
 * outside the database (audit.head). OK: whole, and at most behind. INVALID:
 * the finding is another one, or a kind that alarms stands in the log. The
 * report is filled in both cases.
 */
enum status office_audit_verify(struct office *office,
    struct audit_report *report);

/* The finding as a sentence without a full stop, in arena. */
const char *audit_report_text(struct arena *arena,
    const struct audit_report *report);

#endif

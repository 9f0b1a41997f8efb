#ifndef STORE_OFFICE_PRIVATE_H
#define STORE_OFFICE_PRIVATE_H

#include "store/accounts.h"
#include "store/audit_head.h"
#include "store/database.h"
#include "store/office.h"
#include "store/sessions.h"

/* The inside of an office handle, for the files that make up office.h. */
struct office {
	struct database database; /* first: its hooks get at the office by it */
	office_hash *hash;
	struct audit_head head;
	struct audit_end end; /* of the open transaction's events; id 0: none */
};

/*
 * Appends an event to the chain. Only within a transaction, the one of what
 * it tells of: both are stored or neither. What vouches for the log's end is
 * compared before and written after the commit; where it does not agree, an
 * event that says so comes first.
 */
enum status audit_add(struct office *office, const struct audit_event *event);

/* What a transaction's end means for the head; see struct database. */
void audit_ended(struct database *database, bool committed);

/*
 * What follows belongs into a transaction of the caller's.
 */

/* Inserts an admin with the id it has, or the next for 0, and sets id and
 * created_at; actor did it. OK or CONFLICT. */
enum status admin_insert(struct office *office, struct admin *admin,
    int64_t actor, int64_t now);

/* Reads a row of the queries ADMIN_BY_*. OK or NOT_FOUND. */
enum status admin_read(struct query *query, struct arena *arena,
    struct admin *admin);

/* Stores grants; created_at 0 becomes now. */
enum status grants_insert(struct office *office,
    const struct office_grant *grants, size_t count, int64_t now);

/* Takes away what an admin, or with 0 the recovery code, was granted, in both
 * forms. */
enum status grants_delete(struct office *office, int64_t admin_id);

/* Inserts a site key with its audit event, within the caller's transaction. OK
 * or CONFLICT. */
enum status site_key_insert(struct office *office, struct office_site_key *key,
    int64_t now);

/* Ends an admin's sessions but keep (0: all), with the audit event if there
 * was one to end; actor did it. */
enum status sessions_end(struct office *office, int64_t admin_id, int64_t keep,
    int64_t actor, int64_t now);

/* Puts a session under another token. OK, or DENIED when it has ended. */
enum status session_renew(struct office *office, int64_t id,
    const struct session_keys *keys, int64_t now);

/* Knows the browser of a sign-in from now on; forgets all of an admin's. */
enum status device_put(struct office *office, const struct sign_in *in,
    int64_t now);
enum status devices_forget(struct office *office, int64_t admin_id);

/* Uses up a step of the authenticator app, or a spare code with the audit
 * event. OK, or DENIED: it, or a later step, was used before. */
enum status totp_step_use(struct office *office, int64_t admin_id,
    int64_t step);
enum status spare_code_use(struct office *office, int64_t admin_id,
    const uint8_t hash[32], int64_t now);

/* Takes away all spare codes of an admin. */
enum status spare_codes_delete(struct office *office, int64_t admin_id);

/* An event about an account. */
enum status account_note(struct office *office, enum audit_kind kind,
    int64_t admin_id, int64_t actor, int64_t now);

/* Ends an admin's other sessions; the one that is kept goes on under another
 * token. */
enum status account_keep_session(struct office *office, int64_t admin_id,
    const struct kept_session *kept, int64_t actor, int64_t now);

/* Runs one of the statements that take out what is of generations older than
 * this one, within a transaction. */
enum status generation_retire(struct office *office, enum query_name name,
    int64_t generation);

/* Takes out all that hangs on a lead; see office_forget_lead. */
enum status lead_forget(struct office *office, int64_t lead_id);

#endif

#include "store/queries.h"

enum { OFFICE = BY_OFFICE };

/* What admin_read reads. */
#define ADMIN_WHOLE                                                       \
	"SELECT id, email, salt, cost_memory, cost_passes, verifier,"     \
	" created_at, personal_public, personal_wrapped, totp_wrapped,"   \
	" totp_last_step FROM admin"

#define RECORD_KEYS_OF(ids)                                               \
	"SELECT lead_id, kind, epoch, number, generation, wrapped"        \
	" FROM record_key WHERE lead_id IN " ids                          \
	" AND kind <= :kind ORDER BY lead_id, kind"

/* One row for each other lead of the same address. CROSS JOIN keeps SQLite
 * from beginning with all of them. */
#define LEADS_SEEN(ours, join)                                            \
	"SELECT one.lead_id, other.lead_id < one.lead_id"                 \
	" FROM " ours " " join " lead_index AS other"                     \
	" ON other.email_index = one.email_index"                         \
	" AND other.lead_id <> one.lead_id"

#define SEEN_BETWEEN                                                      \
	" WHERE one.lead_id BETWEEN :first AND :last ORDER BY one.lead_id"

const struct query_text queries_of_office[QUERY_COUNT] = {
	/* ---- office.db: admins ---- */

	[ADMIN_INSERT] = { OFFICE,
	    INSERT_TEXTS("INSERT INTO admin (id, email, salt, cost_memory,"
	    " cost_passes, verifier, personal_public, personal_wrapped,"
	    " created_at)"
	    " VALUES (:id, :email, :salt, :cost_memory, :cost_passes,"
	    " :verifier, :personal_public, :personal_wrapped, :created_at)") },
	/* SQLite knows by the column that case does not count. */
	[ADMIN_BY_EMAIL] = { OFFICE, ADMIN_WHOLE " WHERE email = :email",
	    ADMIN_WHOLE " WHERE lower(email) = lower(:email COLLATE \"C\")" },
	[ADMIN_BY_ID] = { OFFICE, ADMIN_WHOLE " WHERE id = :id" },
	[ADMIN_COUNT] = { OFFICE, "SELECT count(*) FROM admin" },
	[ADMIN_FIRST] = { OFFICE, ADMIN_WHOLE " ORDER BY id LIMIT 1" },
	[ADMIN_COST] = { OFFICE,
	    "SELECT cost_memory, cost_passes FROM admin"
	    " ORDER BY cost_memory DESC, cost_passes DESC LIMIT 1" },
	[ADMIN_COST_LEAST] = { OFFICE,
	    "SELECT min(cost_memory), min(cost_passes) FROM admin" },
	[ADMIN_ALL] = { OFFICE,
	    "SELECT id, email, created_at, totp_wrapped IS NOT NULL,"
	    " coalesce((SELECT max(generation) FROM key_grant"
	    "  WHERE admin_id = admin.id), 0)"
	    " FROM admin ORDER BY id" },
	/* The greatest id there ever was: none is given twice. */
	[ADMIN_NEXT_ID] = { OFFICE,
	    "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'admin'",
	    "SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END"
	    " FROM admin_id_seq" },
	[ADMIN_SECRETS] = { OFFICE,
	    "UPDATE admin SET salt = :salt, cost_memory = :cost_memory,"
	    " cost_passes = :cost_passes, verifier = :verifier,"
	    " personal_public = :personal_public,"
	    " personal_wrapped = :personal_wrapped,"
	    " totp_wrapped = :totp_wrapped"
	    " WHERE id = :id AND verifier = :was"
	    " AND totp_wrapped IS NOT DISTINCT FROM :totp_was" },
	[ADMIN_TOTP] = { OFFICE,
	    "UPDATE admin SET totp_wrapped = :totp_wrapped,"
	    " totp_last_step = :totp_last_step"
	    " WHERE id = :id AND verifier = :was" },
	[ADMIN_TOTP_STEP] = { OFFICE,
	    "UPDATE admin SET totp_last_step = :step"
	    " WHERE id = :id AND totp_last_step < :step"
	    " AND totp_wrapped IS NOT NULL" },
	[ADMIN_DELETE] = { OFFICE, "DELETE FROM admin WHERE id = :id" },

	/* ---- office.db: sessions ---- */

	[SESSION_INSERT] = { OFFICE,
	    INSERT_TEXTS("INSERT INTO session (admin_id, token_id, wrapped,"
	    " form_token, created_at, seen_at, proved_at)"
	    " VALUES (:admin_id, :token_id, :wrapped, :form_token, :now, :now,"
	    " :now)") },
	[SESSION_EVICT] = { OFFICE,
	    "DELETE FROM session WHERE admin_id = :admin_id AND id NOT IN"
	    " (SELECT id FROM session WHERE admin_id = :admin_id"
	    "  ORDER BY created_at DESC, id DESC LIMIT :keep)" },
	[SESSION_BY_TOKEN] = { OFFICE,
	    "SELECT session.id, admin_id, email, session.created_at, seen_at,"
	    " proved_at, form_token, wrapped"
	    " FROM session JOIN admin ON admin.id = admin_id"
	    " WHERE token_id = :token_id" },
	[SESSION_OF_ADMIN] = { OFFICE,
	    "SELECT id, created_at, seen_at FROM session"
	    " WHERE admin_id = :admin_id AND seen_at >= :seen_from"
	    " AND created_at >= :created_from"
	    " ORDER BY seen_at DESC, id DESC" },
	[SESSION_COUNT] = { OFFICE,
	    "SELECT count(*) FROM session WHERE seen_at >= :seen_from"
	    " AND created_at >= :created_from" },
	[SESSION_SEEN] = { OFFICE,
	    "UPDATE session SET seen_at = :now WHERE id = :id" },
	[SESSION_RENEW] = { OFFICE,
	    "UPDATE session SET token_id = :token_id, wrapped = :wrapped,"
	    " seen_at = :now, proved_at = :now WHERE id = :id" },
	[SESSION_DELETE] = { OFFICE, "DELETE FROM session WHERE id = :id" },
	[SESSION_DELETE_ONE] = { OFFICE,
	    "DELETE FROM session WHERE id = :id AND admin_id = :admin_id" },
	[SESSION_DELETE_OTHERS] = { OFFICE,
	    "DELETE FROM session WHERE admin_id = :admin_id AND id <> :keep" },

	/* ---- office.db: known browsers and spare codes ---- */

	[DEVICE_FIND] = { OFFICE,
	    "SELECT id FROM device"
	    " WHERE token_hash = :token_hash AND admin_id = :admin_id" },
	[DEVICE_INSERT] = { OFFICE,
	    "INSERT INTO device (admin_id, token_hash, used_at)"
	    " VALUES (:admin_id, :token_hash, :now)" },
	[DEVICE_EVICT] = { OFFICE,
	    "DELETE FROM device WHERE admin_id = :admin_id AND id NOT IN"
	    " (SELECT id FROM device WHERE admin_id = :admin_id"
	    "  ORDER BY used_at DESC, id DESC LIMIT :keep)" },
	[DEVICE_MOVE] = { OFFICE,
	    "UPDATE device SET token_hash = :fresh"
	    " WHERE token_hash = :token_hash" },
	[DEVICE_USED] = { OFFICE,
	    "UPDATE device SET token_hash = :token_hash, used_at = :now"
	    " WHERE id = :id" },
	[DEVICE_DELETE_ALL] = { OFFICE,
	    "DELETE FROM device WHERE admin_id = :admin_id" },
	[SPARE_CODE_INSERT] = { OFFICE,
	    "INSERT INTO spare_code (admin_id, code_hash)"
	    " VALUES (:admin_id, :code_hash)" },
	[SPARE_CODE_USE] = { OFFICE,
	    "DELETE FROM spare_code"
	    " WHERE admin_id = :admin_id AND code_hash = :code_hash" },
	[SPARE_CODE_DELETE_ALL] = { OFFICE,
	    "DELETE FROM spare_code WHERE admin_id = :admin_id" },
	[SPARE_CODE_COUNT] = { OFFICE,
	    "SELECT count(*) FROM spare_code WHERE admin_id = :admin_id" },

	/* ---- office.db: the site's keys ---- */

	[SITE_KEY_INSERT] = { OFFICE,
	    "INSERT INTO site_key (generation, public_key, fingerprint,"
	    " created_at)"
	    " VALUES (:generation, :public_key, :fingerprint, :created_at)" },
	[SITE_KEY_CURRENT] = { OFFICE,
	    "SELECT generation, public_key, fingerprint, created_at"
	    " FROM site_key ORDER BY generation DESC LIMIT 1" },
	[KEY_GRANT_INSERT] = { OFFICE,
	    "INSERT INTO key_grant (generation, admin_id, public_key, sealed,"
	    " vouch, created_at)"
	    " VALUES (:generation, :admin_id, :public_key, :sealed, :vouch,"
	    " :created_at)" },
	[KEY_GRANT_OF_ADMIN] = { OFFICE,
	    "SELECT key_grant.generation, admin_id, key_grant.public_key,"
	    " sealed, vouch, key_grant.created_at, site_key.public_key"
	    " FROM key_grant JOIN site_key USING (generation)"
	    " WHERE admin_id = :admin_id"
	    " ORDER BY key_grant.generation DESC" },
	[KEY_GRANT_OF_RECOVERY] = { OFFICE,
	    "SELECT key_grant.generation, 0, key_grant.public_key,"
	    " sealed, vouch, key_grant.created_at, site_key.public_key"
	    " FROM key_grant JOIN site_key USING (generation)"
	    " WHERE admin_id IS NULL"
	    " ORDER BY key_grant.generation DESC" },
	[KEY_GRANT_DELETE_ADMIN] = { OFFICE,
	    "DELETE FROM key_grant WHERE admin_id = :admin_id" },
	[KEY_GRANT_RETIRE] = { OFFICE,
	    "DELETE FROM key_grant WHERE generation < :generation" },
	[KEY_WRAP_RETIRE] = { OFFICE,
	    "DELETE FROM key_wrap WHERE generation < :generation" },
	[KEY_GRANT_DELETE_RECOVERY] = { OFFICE,
	    "DELETE FROM key_grant WHERE admin_id IS NULL" },
	[KEY_WRAP_ADMIN] = { OFFICE,
	    "SELECT nonce, wrapped FROM key_wrap WHERE kind = 'admin'"
	    " AND generation = :generation AND admin_id = :admin_id" },
	[KEY_WRAP_RECOVERY] = { OFFICE,
	    "SELECT nonce, wrapped FROM key_wrap WHERE kind = 'recovery'"
	    " AND generation = :generation" },
	[KEY_WRAP_DELETE_ADMIN] = { OFFICE,
	    "DELETE FROM key_wrap WHERE admin_id = :admin_id" },
	[KEY_WRAP_DELETE_RECOVERY] = { OFFICE,
	    "DELETE FROM key_wrap WHERE kind = 'recovery'" },

	/* ---- office.db: what is taken in, and notes ---- */

	[RECORD_KEY_BETWEEN] = { OFFICE,
	    "SELECT lead_id, kind, epoch, number, generation, wrapped"
	    " FROM record_key WHERE lead_id BETWEEN :first AND :last"
	    " AND kind <= :kind ORDER BY lead_id, kind" },
	[RECORD_KEY_OF] = { OFFICE,
	    LIST_TEXTS(RECORD_KEYS_OF, ":ids") },
	[RECORD_KEY_LAST] = { OFFICE,
	    "SELECT coalesce(max(lead_id), 0) FROM record_key" },
	[RECORD_KEY_PUT] = { OFFICE,
	    "INSERT INTO record_key"
	    " (lead_id, kind, epoch, number, generation, wrapped)"
	    " VALUES (:lead_id, :kind, :epoch, :number, :generation,"
	    " :wrapped) ON CONFLICT (lead_id, kind) DO UPDATE"
	    " SET epoch = :epoch, number = :number,"
	    " generation = :generation, wrapped = :wrapped" },
	[RECORD_KEY_FORGET] = { OFFICE,
	    "DELETE FROM record_key WHERE lead_id = :lead_id" },
	[RECORD_KEY_RETIRE] = { OFFICE,
	    "DELETE FROM record_key WHERE generation < :generation" },
	[LEAD_INDEX_PUT] = { OFFICE,
	    "INSERT INTO lead_index (lead_id, generation, email_index)"
	    " VALUES (:lead_id, :generation, :email_index)"
	    " ON CONFLICT (lead_id) DO UPDATE"
	    " SET generation = :generation, email_index = :email_index" },
	[LEAD_INDEX_SEEN] = { OFFICE,
	    "SELECT count(*) FILTER (WHERE lead_id < :lead_id), count(*)"
	    " FROM lead_index WHERE email_index ="
	    " (SELECT email_index FROM lead_index WHERE lead_id = :lead_id)" },
	[LEAD_INDEX_SAME] = { OFFICE,
	    "SELECT lead_id FROM lead_index WHERE email_index ="
	    " (SELECT email_index FROM lead_index WHERE lead_id = :lead_id)"
	    " ORDER BY lead_id" },
	/* Those of one lead come together. */
	[LEAD_INDEX_SEEN_OF] = { OFFICE,
	    LEADS_SEEN("json_each(:ids) CROSS JOIN lead_index AS one"
	    " ON one.lead_id = value", "JOIN"),
	    LEADS_SEEN("json_array_elements_text(CAST(:ids AS JSON))"
	    " WITH ORDINALITY AS listed (value, place)"
	    " JOIN lead_index AS one"
	    " ON one.lead_id = CAST(value AS BIGINT)", "JOIN")
	    " ORDER BY place" },
	[LEAD_INDEX_SEEN_BETWEEN] = { OFFICE,
	    LEADS_SEEN("lead_index AS one", "CROSS JOIN") SEEN_BETWEEN,
	    LEADS_SEEN("lead_index AS one", "JOIN") SEEN_BETWEEN },
	[LEAD_INDEX_FORGET] = { OFFICE,
	    "DELETE FROM lead_index WHERE lead_id = :lead_id" },
	[LEAD_INDEX_RETIRE] = { OFFICE,
	    "DELETE FROM lead_index WHERE generation < :generation" },
	[NOTE_INSERT] = { OFFICE,
	    INSERT_TEXTS("INSERT INTO note (uuid, lead_id, lead_uuid,"
	    " admin_id, created_at, generation, sealed)"
	    " VALUES (:uuid, :lead_id, :lead_uuid, :admin_id, :created_at,"
	    " :generation, :sealed)") },
	[NOTE_OF_LEAD] = { OFFICE,
	    "SELECT id, uuid, lead_id, lead_uuid, admin_id, created_at,"
	    " generation, sealed FROM note WHERE lead_id = :lead_id"
	    " ORDER BY id" },
	[NOTE_EARLIEST] = { OFFICE,
	    "SELECT lead_id, min(created_at) FROM note"
	    " WHERE lead_id >= :first GROUP BY lead_id ORDER BY lead_id" },
	[NOTE_OLD] = { OFFICE,
	    "SELECT id, uuid, lead_id, lead_uuid, admin_id, created_at,"
	    " generation, sealed FROM note"
	    " WHERE id > :after AND generation <> :generation"
	    " ORDER BY id LIMIT :limit" },
	[NOTE_TURN] = { OFFICE,
	    "UPDATE note SET generation = :generation, sealed = :sealed"
	    " WHERE id = :id AND generation = :old_generation" },
	[NOTE_FORGET] = { OFFICE,
	    "DELETE FROM note WHERE lead_id = :lead_id" },

	/* ---- office.db: the audit log ---- */

	[DEED_TAKEN_INSERT] = { OFFICE,
	    "INSERT INTO deed_taken (ref) VALUES (:ref)"
	    " ON CONFLICT (ref) DO NOTHING" },
	[OFFICE_ERASURE_INSERT] = { OFFICE,
	    "INSERT INTO erasure (uuid, lead_id, erased_at)"
	    " VALUES (:uuid, :lead_id, :erased_at) ON CONFLICT DO NOTHING" },
	[OFFICE_ERASURE_ALL] = { OFFICE,
	    "SELECT uuid, lead_id, erased_at FROM erasure"
	    " ORDER BY erased_at, lead_id" },

	[AUDIT_INSERT] = { OFFICE,
	    "INSERT INTO audit_event (id, at, admin_id, kind, subject, hash)"
	    " VALUES (:id, :at, :admin_id, :kind, :subject, :hash)" },
	[AUDIT_LAST] = { OFFICE,
	    "SELECT id, hash FROM audit_event ORDER BY id DESC LIMIT 1" },
	[AUDIT_LAST_OF_KIND] = { OFFICE,
	    "SELECT subject FROM audit_event WHERE kind = :kind"
	    " ORDER BY id DESC LIMIT 1" },
	[AUDIT_HASH] = { OFFICE,
	    "SELECT hash FROM audit_event WHERE id = :id" },
	[AUDIT_BEFORE] = { OFFICE,
	    "SELECT audit_event.id, at, admin_id, email, kind, subject"
	    " FROM audit_event LEFT JOIN admin ON admin.id = admin_id"
	    " WHERE audit_event.id < :before"
	    " ORDER BY audit_event.id DESC LIMIT :limit" },
	[AUDIT_READS_OF_LEAD] = { OFFICE,
	    "SELECT audit_event.id, at, admin_id, email, kind, subject"
	    " FROM audit_event LEFT JOIN admin ON admin.id = admin_id"
	    " WHERE subject = :lead_id"
	    " AND kind IN ('lead.read', 'lead.exported')"
	    " ORDER BY audit_event.id DESC LIMIT :limit" },
	[AUDIT_ALL] = { OFFICE,
	    "SELECT id, at, admin_id, kind, subject, hash FROM audit_event"
	    " ORDER BY id" },
};

#include "store/queries.h"

enum {
	ANYONE = BY_PUBLIC | BY_DESK | BY_OFFICE,
	INTAKE = BY_PUBLIC | BY_DESK,
	DESK = BY_DESK,
	OFFICE = BY_OFFICE,
};

const struct query_text query_table[QUERY_COUNT] = {
	[TRANSACTION_BEGIN] = { ANYONE, "BEGIN IMMEDIATE" },
	[TRANSACTION_COMMIT] = { ANYONE, "COMMIT" },
	[TRANSACTION_ROLLBACK] = { ANYONE, "ROLLBACK" },

	/* ---- intake.db: bookings ---- */

	[BOOKING_EXISTS] = { INTAKE,
	    "SELECT id FROM booking WHERE token_hash = :token_hash" },
	/* No booking is longer than a day, so none that starts earlier than
	 * that reaches into the stretch; it lets the index do the work. */
	[BOOKING_OVERLAP] = { INTAKE,
	    "SELECT id FROM booking"
	    " WHERE state <> 'cancelled'"
	    " AND (state <> 'requested' OR held_until > :now)"
	    " AND starts_at > :from - 86400 AND starts_at < :to"
	    " AND ends_at > :from AND id <> :except"
	    " LIMIT 1" },
	[BOOKING_COUNT_STARTS] = { INTAKE,
	    "SELECT count(*) FROM booking"
	    " WHERE state <> 'cancelled'"
	    " AND (state <> 'requested' OR held_until > :now)"
	    " AND starts_at >= :from AND starts_at < :to AND id <> :except" },
	[BOOKING_COUNT_EMAIL] = { INTAKE,
	    "SELECT count(*) FROM booking WHERE email_hash = :email_hash" },
	[BOOKING_COUNT_HOLDS] = { INTAKE,
	    "SELECT count(*) FROM booking"
	    " WHERE state = 'requested' AND held_until > :now" },
	[BOOKING_FORGET_EMAILS] = { INTAKE,
	    "UPDATE booking SET email_hash = NULL"
	    " WHERE email_hash IS NOT NULL AND starts_at <= :now" },
	[BOOKING_INSERT] = { INTAKE,
	    "INSERT INTO booking (lead_id, starts_at, ends_at, state,"
	    " held_until, uid, zone, token_hash, remind, created_at, overlaps,"
	    " own, email_hash)"
	    " VALUES (:lead_id, :starts_at, :ends_at, :state, :held_until,"
	    " :uid, :zone, :token_hash, :remind, :created_at, :overlaps, :own,"
	    " :email_hash)" },
	[BOOKING_BY_TOKEN] = { INTAKE,
	    "SELECT booking.id, starts_at, ends_at, state, booking.zone,"
	    " result, booking.created_at, held_until, uid, sequence,"
	    " consent_version, consent_at, remind, lead_id, own"
	    " FROM booking LEFT JOIN lead ON lead.id = lead_id"
	    " WHERE token_hash = :token_hash" },
	[BOOKING_CANCEL] = { INTAKE,
	    "UPDATE booking SET state = 'cancelled', sequence = sequence + 1,"
	    " email_hash = NULL WHERE id = :id" },
	[BOOKING_MOVE] = { INTAKE,
	    "UPDATE booking SET starts_at = :starts_at, ends_at = :ends_at,"
	    " zone = :zone, held_until = :held_until,"
	    " sequence = sequence + 1 WHERE id = :id" },
	/* Of bookings that are counted by address only. */
	[BOOKING_CORRECT] = { INTAKE,
	    "UPDATE booking SET own = :own, email_hash ="
	    " CASE WHEN email_hash IS NULL THEN NULL ELSE :email_hash END"
	    " WHERE id = :id" },
	[BOOKING_LEAD] = { INTAKE,
	    "SELECT lead_id FROM booking"
	    " WHERE token_hash = :token_hash AND lead_id IS NOT NULL" },
	[BOOKING_ERASE] = { INTAKE,
	    "UPDATE booking SET state = CASE"
	    " WHEN state = 'requested' THEN 'cancelled'"
	    " WHEN state <> 'confirmed' THEN state"
	    " WHEN starts_at > :now THEN 'cancelled' ELSE 'held' END,"
	    " zone = 'UTC', remind = 0, own = x'', email_hash = NULL,"
	    " sequence = sequence + 1"
	    " WHERE lead_id = :lead_id" },
	[ERASURE_INSERT] = { INTAKE,
	    "INSERT INTO erasure (lead_id, uuid, erased_at)"
	    " SELECT id, uuid, :erased_at FROM lead WHERE id = :lead_id" },
	[BOOKING_BETWEEN] = { INTAKE,
	    "SELECT starts_at, ends_at FROM booking"
	    " WHERE state <> 'cancelled'"
	    " AND (state <> 'requested' OR held_until > :now)"
	    " AND starts_at > :from - 86400 AND starts_at < :to"
	    " AND ends_at > :from AND id <> :except"
	    " ORDER BY starts_at" },

	[BOOKING_AHEAD] = { DESK,
	    "SELECT id, lead_id, starts_at, ends_at, state, held_until,"
	    " overlaps, zone FROM booking"
	    " WHERE ends_at > :now"
	    " ORDER BY starts_at, id" },
	[BOOKING_PAST] = { DESK,
	    "SELECT id, lead_id, starts_at, ends_at, state, held_until,"
	    " overlaps, zone FROM booking"
	    " WHERE ends_at <= :now"
	    " ORDER BY starts_at DESC, id DESC LIMIT :limit OFFSET :skip" },

	/* ---- intake.db: availability ---- */

	[OVERRIDE_FROM] = { INTAKE,
	    "SELECT day, zone, hours FROM availability_exception"
	    " WHERE day >= :from_day ORDER BY day" },
	[OVERRIDE_PUT] = { DESK,
	    "INSERT INTO availability_exception (day, zone, hours)"
	    " VALUES (:day, :zone, :hours)"
	    " ON CONFLICT (day) DO UPDATE SET zone = :zone, hours = :hours" },
	[OVERRIDE_DELETE] = { DESK,
	    "DELETE FROM availability_exception"
	    " WHERE day BETWEEN :day AND :last_day" },
	[BUSY_BETWEEN] = { INTAKE,
	    "SELECT id, source, starts_at, ends_at FROM busy_time"
	    " WHERE ends_at > :from AND starts_at < :to" },
	[BUSY_OVERLAP] = { INTAKE,
	    "SELECT id FROM busy_time"
	    " WHERE ends_at > :from AND starts_at < :to"
	    " LIMIT 1" },
	[BUSY_INSERT] = { DESK,
	    "INSERT INTO busy_time (source, starts_at, ends_at)"
	    " VALUES (:source, :starts_at, :ends_at)" },
	[BUSY_DELETE] = { DESK,
	    "DELETE FROM busy_time WHERE id = :id AND source = 'owner'" },
	[BUSY_DELETE_FILE] = { DESK,
	    "DELETE FROM busy_time WHERE source = 'file'" },
	[BUSY_FILE_GET] = { INTAKE,
	    "SELECT read_at, covers_to FROM busy_file WHERE id = 1" },
	[BUSY_FILE_PUT] = { DESK,
	    "INSERT INTO busy_file (id, read_at, covers_to)"
	    " VALUES (1, :read_at, :covers_to)"
	    " ON CONFLICT (id) DO UPDATE"
	    " SET read_at = :read_at, covers_to = :covers_to" },

	/* ---- intake.db: leads ---- */

	[LEAD_INSERT] = { INTAKE,
	    "INSERT INTO lead (uuid, kind, stage, created_at, result,"
	    " consent_version, consent_at, quarantine, quarantined_at, wish1,"
	    " wish2, zone, form_hash, head, body)"
	    " VALUES (:uuid, :kind, :stage, :created_at, :result,"
	    " :consent_version, :created_at, :quarantine, :quarantined_at,"
	    " :wish1, :wish2, :zone, :form_hash, :head, :body)" },
	[LEAD_BY_FORM] = { INTAKE,
	    "SELECT id FROM lead WHERE form_hash = :form_hash" },
	[LEAD_CORRECT] = { INTAKE,
	    "UPDATE lead SET head = :head, body = :body WHERE id ="
	    " (SELECT lead_id FROM booking WHERE id = :booking_id)" },
	[LEAD_DELETE] = { INTAKE, "DELETE FROM lead WHERE id = :id" },
	[LEAD_EXISTS] = { DESK, "SELECT id FROM lead WHERE id = :id" },
	[LEAD_COUNT] = { DESK, "SELECT count(*) FROM lead" },
	[LEAD_BEFORE] = { DESK,
	    "SELECT id, uuid, kind, stage, created_at, result, seal_format,"
	    " (SELECT max(starts_at) FROM booking WHERE lead_id = lead.id"
	    "  AND state IN ('requested', 'confirmed')),"
	    " quarantine, wish1, wish2, zone, head"
	    " FROM lead WHERE id < :before"
	    " ORDER BY id DESC LIMIT :limit" },
	[LEAD_BY_ID] = { DESK,
	    "SELECT id, uuid, kind, stage, created_at, result, seal_format,"
	    " (SELECT max(starts_at) FROM booking WHERE lead_id = lead.id"
	    "  AND state IN ('requested', 'confirmed')),"
	    " quarantine, wish1, wish2, zone, head, body"
	    " FROM lead WHERE id = :id" },

	/* ---- office.db: admins ---- */

	[ADMIN_INSERT] = { OFFICE,
	    "INSERT INTO admin (id, email, salt, cost_memory, cost_passes,"
	    " verifier, created_at)"
	    " VALUES (:id, :email, :salt, :cost_memory, :cost_passes,"
	    " :verifier, :created_at)" },
	[ADMIN_BY_EMAIL] = { OFFICE,
	    "SELECT id, email, salt, cost_memory, cost_passes, verifier,"
	    " created_at"
	    " FROM admin WHERE email = :email" },
	[ADMIN_COUNT] = { OFFICE, "SELECT count(*) FROM admin" },
	[ADMIN_FIRST] = { OFFICE,
	    "SELECT id, email, salt, cost_memory, cost_passes, verifier,"
	    " created_at"
	    " FROM admin ORDER BY id LIMIT 1" },
	[ADMIN_COST] = { OFFICE,
	    "SELECT cost_memory, cost_passes FROM admin"
	    " ORDER BY cost_memory DESC, cost_passes DESC LIMIT 1" },

	/* ---- office.db: sessions ---- */

	[SESSION_INSERT] = { OFFICE,
	    "INSERT INTO session (admin_id, token_hash, created_at, seen_at)"
	    " VALUES (:admin_id, :token_hash, :now, :now)" },
	[SESSION_EVICT] = { OFFICE,
	    "DELETE FROM session WHERE id IN"
	    " (SELECT id FROM session WHERE admin_id = :admin_id"
	    "  ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET :keep)" },
	[SESSION_BY_TOKEN] = { OFFICE,
	    "SELECT session.id, admin_id, email, session.created_at, seen_at"
	    " FROM session JOIN admin ON admin.id = admin_id"
	    " WHERE token_hash = :token_hash" },
	[SESSION_SEEN] = { OFFICE,
	    "UPDATE session SET seen_at = :now WHERE id = :id" },
	[SESSION_DELETE] = { OFFICE, "DELETE FROM session WHERE id = :id" },

	/* ---- office.db: the site's keys ---- */

	[SITE_KEY_INSERT] = { OFFICE,
	    "INSERT INTO site_key (generation, public_key, fingerprint,"
	    " created_at)"
	    " VALUES (:generation, :public_key, :fingerprint, :created_at)" },
	[SITE_KEY_CURRENT] = { OFFICE,
	    "SELECT generation, public_key, fingerprint, created_at"
	    " FROM site_key ORDER BY generation DESC LIMIT 1" },
	[KEY_WRAP_INSERT] = { OFFICE,
	    "INSERT INTO key_wrap (generation, kind, admin_id, nonce, wrapped)"
	    " VALUES (:generation, :kind, :admin_id, :nonce, :wrapped)" },
	[KEY_WRAP_ADMIN] = { OFFICE,
	    "SELECT nonce, wrapped FROM key_wrap WHERE kind = 'admin'"
	    " AND generation = :generation AND admin_id = :admin_id" },
	[KEY_WRAP_RECOVERY] = { OFFICE,
	    "SELECT nonce, wrapped FROM key_wrap WHERE kind = 'recovery'"
	    " AND generation = :generation" },

	/* ---- office.db: the audit log ---- */

	[AUDIT_INSERT] = { OFFICE,
	    "INSERT INTO audit_event (id, at, admin_id, kind, subject, hash)"
	    " VALUES (:id, :at, :admin_id, :kind, :subject, :hash)" },
	[AUDIT_LAST] = { OFFICE,
	    "SELECT id, hash FROM audit_event ORDER BY id DESC LIMIT 1" },
	[AUDIT_ALL] = { OFFICE,
	    "SELECT id, at, admin_id, kind, subject, hash FROM audit_event"
	    " ORDER BY id" },
};

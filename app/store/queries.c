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
	    " AND starts_at > :from - 86400 AND starts_at < :to"
	    " AND ends_at > :from"
	    " LIMIT 1" },
	[BOOKING_COUNT_STARTS] = { INTAKE,
	    "SELECT count(*) FROM booking"
	    " WHERE state <> 'cancelled'"
	    " AND starts_at >= :from AND starts_at < :to" },
	[BOOKING_INSERT] = { INTAKE,
	    "INSERT INTO booking (lead_id, starts_at, ends_at, state, zone,"
	    " token_hash, remind, created_at)"
	    " VALUES (:lead_id, :starts_at, :ends_at, 'confirmed', :zone,"
	    " :token_hash, :remind, :created_at)" },
	[BOOKING_BY_TOKEN] = { INTAKE,
	    "SELECT booking.id, starts_at, ends_at, state, zone, result,"
	    " booking.created_at"
	    " FROM booking JOIN lead ON lead.id = lead_id"
	    " WHERE token_hash = :token_hash" },
	[BOOKING_BETWEEN] = { INTAKE,
	    "SELECT starts_at, ends_at FROM booking"
	    " WHERE state <> 'cancelled'"
	    " AND starts_at > :from - 86400 AND starts_at < :to"
	    " AND ends_at > :from"
	    " ORDER BY starts_at" },

	/* ---- intake.db: leads ---- */

	[LEAD_INSERT] = { INTAKE,
	    "INSERT INTO lead (uuid, kind, stage, created_at, result,"
	    " consent_version, consent_at, head, body)"
	    " VALUES (:uuid, :kind, :stage, :created_at, :result,"
	    " :consent_version, :created_at, :head, :body)" },
	[LEAD_COUNT] = { DESK, "SELECT count(*) FROM lead" },
	[LEAD_BEFORE] = { DESK,
	    "SELECT id, uuid, kind, stage, created_at, result, seal_format,"
	    " (SELECT max(starts_at) FROM booking WHERE lead_id = lead.id"
	    "  AND state IN ('requested', 'confirmed')),"
	    " head"
	    " FROM lead WHERE id < :before"
	    " ORDER BY id DESC LIMIT :limit" },
	[LEAD_BY_ID] = { DESK,
	    "SELECT id, uuid, kind, stage, created_at, result, seal_format,"
	    " (SELECT max(starts_at) FROM booking WHERE lead_id = lead.id"
	    "  AND state IN ('requested', 'confirmed')),"
	    " head, body"
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

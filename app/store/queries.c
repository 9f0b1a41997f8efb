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
	[DATABASE_TIDY] = { DESK | OFFICE, "VACUUM" },

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
	    " consent_version, consent_at, remind, lead_id, own, uuid"
	    " FROM booking LEFT JOIN lead ON lead.id = lead_id"
	    " WHERE token_hash = :token_hash" },
	[BOOKING_CANCEL] = { INTAKE,
	    "UPDATE booking SET state = 'cancelled', sequence = sequence + 1,"
	    " email_hash = NULL WHERE id = :id" },
	[BOOKING_MOVE] = { INTAKE,
	    "UPDATE booking SET starts_at = :starts_at, ends_at = :ends_at,"
	    " zone = :zone, held_until = :held_until, overlaps = 0,"
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
	[ERASURE_ALL] = { DESK,
	    "SELECT uuid, lead_id, erased_at FROM erasure"
	    " ORDER BY erased_at, lead_id" },
	[ERASURE_OF_LEAD] = { DESK,
	    "SELECT uuid, lead_id, erased_at FROM erasure"
	    " WHERE lead_id = :lead_id" },
	[ERASURE_ADD] = { DESK,
	    "INSERT INTO erasure (lead_id, uuid, erased_at)"
	    " VALUES (:lead_id, :uuid, :erased_at) ON CONFLICT DO NOTHING" },
	/* An id stands for one lead for ever, in the audit log too. */
	[ERASURE_RESERVE_IDS] = { DESK,
	    "UPDATE sqlite_sequence SET seq ="
	    " max(seq, (SELECT ifnull(max(lead_id), 0) FROM erasure))"
	    " WHERE name = 'lead'" },
	[DEED_INSERT] = { INTAKE,
	    "INSERT INTO deed (ref, at, kind, admin_id, subject, code)"
	    " VALUES (:ref, :at, :kind, :admin_id, :subject, :code)" },
	[DEED_FIRST] = { DESK,
	    "SELECT id, ref, at, kind, admin_id, subject, code FROM deed"
	    " ORDER BY id LIMIT :limit" },
	[DEED_DELETE] = { DESK, "DELETE FROM deed WHERE id = :id" },
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

	/* ---- intake.db: sealing ---- */

	[SEAL_KEY_NEWEST] = { INTAKE,
	    "SELECT generation, public_key FROM seal_key"
	    " ORDER BY generation DESC LIMIT 1" },
	[SEAL_KEY_ALL] = { INTAKE,
	    "SELECT generation, public_key FROM seal_key"
	    " ORDER BY generation DESC" },
	[SEAL_KEY_PUT] = { DESK,
	    "INSERT INTO seal_key (generation, public_key)"
	    " VALUES (:generation, :public_key)" },
	[SEAL_KEY_RETIRE] = { DESK,
	    "DELETE FROM seal_key WHERE generation < :generation" },
	[SEAL_EPOCH_PUT] = { INTAKE,
	    "INSERT INTO seal_epoch (epoch, generation, root)"
	    " VALUES (:epoch, :generation, :root)"
	    " ON CONFLICT (epoch) DO NOTHING" },
	[SEAL_EPOCH_SWEEP] = { INTAKE,
	    "DELETE FROM seal_epoch WHERE NOT EXISTS"
	    " (SELECT 1 FROM lead WHERE seal_epoch = seal_epoch.id)" },
	[SEAL_EPOCH_COUNT_OLD] = { DESK,
	    "SELECT count(*) FROM lead JOIN seal_epoch"
	    " ON seal_epoch.id = seal_epoch"
	    " WHERE generation < :generation" },

	/* ---- intake.db: leads ---- */

	[LEAD_INSERT] = { INTAKE,
	    "INSERT INTO lead (uuid, kind, stage, created_at, stage_at, result,"
	    " consent_version, consent_at, quarantine, quarantined_at, wish1,"
	    " wish2, zone, form_hash, seal_format, seal_epoch, head_number,"
	    " body_number, head, body)"
	    " VALUES (:uuid, :kind, :stage, :created_at, :created_at, :result,"
	    " :consent_version, :consent_at, :quarantine, :quarantined_at,"
	    " :wish1, :wish2, :zone, :form_hash, :seal_format,"
	    " (SELECT id FROM seal_epoch WHERE epoch = :epoch), :head_number,"
	    " :body_number, :head, :body)" },
	[LEAD_BY_FORM] = { INTAKE,
	    "SELECT id FROM lead WHERE form_hash = :form_hash" },
	[LEAD_CORRECT] = { INTAKE,
	    "UPDATE lead SET head = :head, body = :body,"
	    " seal_format = :seal_format, seal_epoch ="
	    " (SELECT id FROM seal_epoch WHERE epoch = :epoch),"
	    " head_number = :head_number, body_number = :body_number"
	    " WHERE uuid = :uuid AND id ="
	    " (SELECT lead_id FROM booking WHERE id = :booking_id)" },
	[LEAD_DELETE] = { INTAKE, "DELETE FROM lead WHERE id = :id" },
	[LEAD_BY_UUID] = { DESK, "SELECT id FROM lead WHERE uuid = :uuid" },
	[LEAD_KEPT] = { DESK,
	    "SELECT id, stage, stage_at, quarantine, quarantined_at,"
	    " (SELECT max(ends_at) FROM booking WHERE lead_id = lead.id"
	    "  AND state <> 'cancelled'), consent_version, consent_at"
	    " FROM lead WHERE id = :id" },
	[LEAD_STAGE] = { DESK, "SELECT stage FROM lead WHERE id = :id" },
	[LEAD_MOVE] = { DESK,
	    "UPDATE lead SET stage = :stage, stage_at = :stage_at"
	    " WHERE id = :id" },
	/* What domain/retention.h looks at; two indexes find the rows. */
	[LEAD_RETAINED] = { DESK,
	    "SELECT id, stage, stage_at, quarantine, quarantined_at,"
	    " (SELECT max(ends_at) FROM booking WHERE lead_id = lead.id"
	    "  AND state <> 'cancelled')"
	    " FROM lead WHERE id IN"
	    " (SELECT id FROM lead WHERE stage IN ('won', 'lost', 'no_fit')"
	    "  UNION SELECT id FROM lead WHERE quarantine <> '')"
	    " ORDER BY id" },
	[LEAD_EXISTS] = { DESK, "SELECT id FROM lead WHERE id = :id" },
	[LEAD_COUNT] = { DESK, "SELECT count(*) FROM lead" },
	[LEAD_BEFORE] = { DESK,
	    "SELECT lead.id, uuid, kind, stage, created_at, result,"
	    " seal_format, (SELECT max(starts_at) FROM booking WHERE lead_id = lead.id"
	    "  AND state IN ('requested', 'confirmed')),"
	    " quarantine, wish1, wish2, zone, epoch, generation, root,"
	    " head_number, head, body_number, body"
	    " FROM lead LEFT JOIN seal_epoch ON seal_epoch.id = seal_epoch"
	    " WHERE lead.id < :before"
	    " ORDER BY lead.id DESC LIMIT :limit" },
	[LEAD_BY_ID] = { DESK,
	    "SELECT lead.id, uuid, kind, stage, created_at, result,"
	    " seal_format, (SELECT max(starts_at) FROM booking WHERE lead_id = lead.id"
	    "  AND state IN ('requested', 'confirmed')),"
	    " quarantine, wish1, wish2, zone, epoch, generation, root,"
	    " head_number, head, body_number, body"
	    " FROM lead LEFT JOIN seal_epoch ON seal_epoch.id = seal_epoch"
	    " WHERE lead.id = :id" },
	[LEAD_AFTER] = { DESK,
	    "SELECT lead.id, uuid, seal_format, epoch, generation, root,"
	    " head_number, head, body_number, body"
	    " FROM lead JOIN seal_epoch ON seal_epoch.id = seal_epoch"
	    " WHERE lead.id > :after ORDER BY lead.id LIMIT :limit" },
	[LEAD_OLD] = { DESK,
	    "SELECT lead.id, uuid, seal_format, epoch, generation, root,"
	    " head_number, head, body_number, body"
	    " FROM lead JOIN seal_epoch ON seal_epoch.id = seal_epoch"
	    " WHERE lead.id > :after AND generation <> :generation"
	    " ORDER BY lead.id LIMIT :limit" },
	[LEAD_PACKED] = { DESK,
	    "SELECT id, uuid, seal_format, NULL, NULL, NULL,"
	    " head_number, head, body_number, body"
	    " FROM lead WHERE seal_format = 0 ORDER BY id LIMIT :limit" },
	[LEAD_RECORD] = { DESK,
	    "SELECT consent_version, consent_at, stage_at FROM lead"
	    " WHERE id = :id" },
	[LEAD_IMPORT] = { DESK,
	    "INSERT INTO lead (uuid, kind, stage, created_at, stage_at, result,"
	    " consent_version, consent_at, quarantine, quarantined_at, wish1,"
	    " wish2, zone, seal_format, seal_epoch, head_number, body_number,"
	    " head, body)"
	    " VALUES (:uuid, :kind, :stage, :created_at, :stage_at, :result,"
	    " :consent_version, :consent_at, :quarantine, :quarantined_at,"
	    " :wish1, :wish2, :zone, :seal_format,"
	    " (SELECT id FROM seal_epoch WHERE epoch = :epoch), :head_number,"
	    " :body_number, :head, :body)" },
	/* A packed lead, as it was when it was sealed. */
	[LEAD_SEAL] = { DESK,
	    "UPDATE lead SET head = :head, body = :body,"
	    " seal_format = :seal_format, seal_epoch ="
	    " (SELECT id FROM seal_epoch WHERE epoch = :epoch),"
	    " head_number = :head_number, body_number = :body_number"
	    " WHERE id = :id AND seal_format = 0"
	    " AND head = :old_head AND body = :old_body" },
	/* A sealed one, where it still is the record that was opened. */
	[LEAD_TURN] = { DESK,
	    "UPDATE lead SET head = :head, body = :body,"
	    " seal_format = :seal_format, seal_epoch ="
	    " (SELECT id FROM seal_epoch WHERE epoch = :epoch),"
	    " head_number = :head_number, body_number = :body_number"
	    " WHERE id = :id AND seal_epoch ="
	    " (SELECT id FROM seal_epoch WHERE epoch = :old_epoch)"
	    " AND head_number = :old_head AND body_number = :old_body" },

	/* ---- office.db: admins ---- */

	[ADMIN_INSERT] = { OFFICE,
	    "INSERT INTO admin (id, email, salt, cost_memory, cost_passes,"
	    " verifier, personal_public, personal_wrapped, created_at)"
	    " VALUES (:id, :email, :salt, :cost_memory, :cost_passes,"
	    " :verifier, :personal_public, :personal_wrapped, :created_at)" },
	[ADMIN_BY_EMAIL] = { OFFICE,
	    "SELECT id, email, salt, cost_memory, cost_passes, verifier,"
	    " created_at, personal_public, personal_wrapped, totp_wrapped,"
	    " totp_last_step"
	    " FROM admin WHERE email = :email" },
	[ADMIN_BY_ID] = { OFFICE,
	    "SELECT id, email, salt, cost_memory, cost_passes, verifier,"
	    " created_at, personal_public, personal_wrapped, totp_wrapped,"
	    " totp_last_step"
	    " FROM admin WHERE id = :id" },
	[ADMIN_COUNT] = { OFFICE, "SELECT count(*) FROM admin" },
	[ADMIN_FIRST] = { OFFICE,
	    "SELECT id, email, salt, cost_memory, cost_passes, verifier,"
	    " created_at, personal_public, personal_wrapped, totp_wrapped,"
	    " totp_last_step"
	    " FROM admin ORDER BY id LIMIT 1" },
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
	    "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'admin'" },
	[ADMIN_SECRETS] = { OFFICE,
	    "UPDATE admin SET salt = :salt, cost_memory = :cost_memory,"
	    " cost_passes = :cost_passes, verifier = :verifier,"
	    " personal_public = :personal_public,"
	    " personal_wrapped = :personal_wrapped,"
	    " totp_wrapped = :totp_wrapped"
	    " WHERE id = :id AND verifier = :was"
	    " AND totp_wrapped IS :totp_was" },
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
	    "INSERT INTO session (admin_id, token_id, wrapped, form_token,"
	    " created_at, seen_at, proved_at)"
	    " VALUES (:admin_id, :token_id, :wrapped, :form_token, :now, :now,"
	    " :now)" },
	[SESSION_EVICT] = { OFFICE,
	    "DELETE FROM session WHERE id IN"
	    " (SELECT id FROM session WHERE admin_id = :admin_id"
	    "  ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET :keep)" },
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
	    "DELETE FROM device WHERE id IN"
	    " (SELECT id FROM device WHERE admin_id = :admin_id"
	    "  ORDER BY used_at DESC, id DESC LIMIT -1 OFFSET :keep)" },
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
	    " ORDER BY lead_id, kind" },
	[RECORD_KEY_LAST] = { OFFICE,
	    "SELECT ifnull(max(lead_id), 0) FROM record_key" },
	[RECORD_KEY_PUT] = { OFFICE,
	    "INSERT OR REPLACE INTO record_key"
	    " (lead_id, kind, epoch, number, generation, wrapped)"
	    " VALUES (:lead_id, :kind, :epoch, :number, :generation,"
	    " :wrapped)" },
	[RECORD_KEY_FORGET] = { OFFICE,
	    "DELETE FROM record_key WHERE lead_id = :lead_id" },
	[RECORD_KEY_RETIRE] = { OFFICE,
	    "DELETE FROM record_key WHERE generation < :generation" },
	[LEAD_INDEX_PUT] = { OFFICE,
	    "INSERT OR REPLACE INTO lead_index"
	    " (lead_id, generation, email_index)"
	    " VALUES (:lead_id, :generation, :email_index)" },
	[LEAD_INDEX_SEEN] = { OFFICE,
	    "SELECT count(*) FILTER (WHERE lead_id < :lead_id), count(*)"
	    " FROM lead_index WHERE email_index ="
	    " (SELECT email_index FROM lead_index WHERE lead_id = :lead_id)" },
	[LEAD_INDEX_FORGET] = { OFFICE,
	    "DELETE FROM lead_index WHERE lead_id = :lead_id" },
	[LEAD_INDEX_RETIRE] = { OFFICE,
	    "DELETE FROM lead_index WHERE generation < :generation" },
	[NOTE_INSERT] = { OFFICE,
	    "INSERT INTO note (uuid, lead_id, lead_uuid, admin_id, created_at,"
	    " generation, sealed)"
	    " VALUES (:uuid, :lead_id, :lead_uuid, :admin_id, :created_at,"
	    " :generation, :sealed)" },
	[NOTE_OF_LEAD] = { OFFICE,
	    "SELECT id, uuid, lead_id, lead_uuid, admin_id, created_at,"
	    " generation, sealed FROM note WHERE lead_id = :lead_id"
	    " ORDER BY id" },
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
	    "INSERT INTO deed_taken (ref) VALUES (:ref)" },
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
	[AUDIT_ALL] = { OFFICE,
	    "SELECT id, at, admin_id, kind, subject, hash FROM audit_event"
	    " ORDER BY id" },
};

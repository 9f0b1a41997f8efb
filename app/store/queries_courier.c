#include "store/queries.h"

#include <stddef.h>

enum {
	INTAKE = BY_PUBLIC | BY_DESK,
	DESK = BY_DESK,
};

const struct query_text queries_of_courier[QUERY_COUNT] = {
	/* ---- the owner's own calendar ---- */

	[CALENDAR_CALLS] = { INTAKE,
	    "SELECT uid, sequence, starts_at, ends_at, state, lead_id"
	    " FROM booking"
	    " WHERE ends_at > :from AND starts_at < :to"
	    " AND state <> 'cancelled'"
	    " AND (state <> 'requested' OR held_until > :now)"
	    " ORDER BY starts_at, id" },
	/* Moving, cancelling and confirming raise the sequence. */
	[CALENDAR_MARK] = { DESK,
	    "SELECT CAST(sum((id * 1000 + sequence) * 256 + CASE state"
	    " WHEN 'requested' THEN 1 WHEN 'held' THEN 2"
	    " WHEN 'missed' THEN 3 ELSE 0 END) AS BIGINT)"
	    " FROM booking WHERE ends_at > :now" },
	[BOOKING_BY_UID] = { DESK, "SELECT id FROM booking WHERE uid = :uid" },
	[BOOKING_ENDED] = { DESK,
	    "SELECT id FROM booking WHERE uid = :uid AND ends_at <= :now"
	    " AND state NOT IN ('cancelled', 'requested')" },
	[FEED_PUT] = { DESK,
	    "INSERT INTO calendar_feed (id, token_hash, made_at)"
	    " VALUES (1, :token_hash, :made_at)"
	    " ON CONFLICT (id) DO UPDATE"
	    " SET token_hash = :token_hash, made_at = :made_at" },
	[FEED_DELETE] = { DESK, "DELETE FROM calendar_feed" },
	[FEED_MADE] = { DESK, "SELECT made_at FROM calendar_feed" },
	[FEED_FIND] = { INTAKE,
	    "SELECT id FROM calendar_feed WHERE token_hash = :token_hash" },
	[CALENDAR_SYNC_GET] = { DESK,
	    "SELECT url, tried_at, synced_at, unreadable, problem"
	    " FROM calendar_sync" },
	[CALENDAR_SYNC_READ] = { DESK,
	    "INSERT INTO calendar_sync (id, url, tried_at, synced_at,"
	    "  unreadable) VALUES (1, :url, :now, :now, :unreadable)"
	    " ON CONFLICT (id) DO UPDATE SET url = :url, tried_at = :now,"
	    " synced_at = :now, unreadable = :unreadable, problem = ''" },
	[CALENDAR_SYNC_FAILED] = { DESK,
	    "INSERT INTO calendar_sync (id, url, tried_at, problem)"
	    " VALUES (1, :url, :now, :problem)"
	    " ON CONFLICT (id) DO UPDATE SET url = :url, tried_at = :now,"
	    " problem = :problem" },
	[CALENDAR_SYNC_DELETE] = { DESK, "DELETE FROM calendar_sync" },
	[CALENDAR_COPY_ALL] = { DESK,
	    "SELECT uid, href, etag, mark FROM calendar_copy" },
	[CALENDAR_COPY_PUT] = { DESK,
	    "INSERT INTO calendar_copy (uid, href, etag, mark)"
	    " VALUES (:uid, :href, :etag, :mark)"
	    " ON CONFLICT (uid) DO UPDATE"
	    " SET href = :href, etag = :etag, mark = :mark" },
	[CALENDAR_COPY_DELETE] = { DESK,
	    "DELETE FROM calendar_copy WHERE uid = :uid" },
	[CALENDAR_COPY_DELETE_ALL] = { DESK, "DELETE FROM calendar_copy" },

	/* ---- messages on their way out ---- */

	[MAIL_EPOCH_PUT] = { INTAKE,
	    "INSERT INTO mail_epoch (epoch, generation, root)"
	    " VALUES (:epoch, :generation, :root)"
	    " ON CONFLICT (epoch) DO NOTHING" },
	[MAIL_EPOCH_SWEEP] = { INTAKE,
	    "DELETE FROM mail_epoch WHERE NOT EXISTS"
	    " (SELECT 1 FROM outbox WHERE mail_epoch = mail_epoch.id)" },
	[OUTBOX_INSERT] = { INTAKE,
	    "INSERT INTO outbox (uuid, channel, kind, lead_id, booking_id,"
	    " lapses, due_at, next_try_at, created_at, mail_epoch, number,"
	    " body)"
	    " VALUES (:uuid, :channel, :kind, :lead_id, :booking_id, :lapses,"
	    " :due_at, :due_at, :created_at,"
	    " (SELECT id FROM mail_epoch WHERE epoch = :epoch), :number,"
	    " :body)",
	    ROWS_TEXT("INSERT INTO outbox (uuid, channel, kind, lead_id,"
	    " booking_id, lapses, due_at, next_try_at, created_at, mail_epoch,"
	    " number, body)"
	    " SELECT uuid, channel, kind, lead_id, booking_id, lapses, due_at,"
	    " due_at, created_at,"
	    " (SELECT id FROM mail_epoch WHERE epoch = new.epoch), number,"
	    " body", ":uuid, :channel, :kind, :lead_id, :booking_id, :lapses,"
	    " :due_at, :created_at, :epoch, :number, :body",
	    "uuid, channel, kind, lead_id, booking_id, lapses, due_at,"
	    " created_at, epoch, number, body") },
	[OUTBOX_LAPSE] = { INTAKE,
	    "UPDATE outbox SET state = 'cancelled', last_code = 0,"
	    " last_reason = 'the call was changed meanwhile',"
	    " mail_epoch = NULL, number = NULL, body = NULL"
	    " WHERE booking_id = :booking_id AND lapses = 1"
	    " AND state = 'waiting'" },
	[OUTBOX_DUE] = { DESK,
	    "SELECT outbox.id, uuid, channel, kind, state, lead_id,"
	    " booking_id, due_at, next_try_at, tries, last_code, last_reason,"
	    " created_at, sent_at, 1, epoch, generation, root, number, body"
	    " FROM outbox JOIN mail_epoch ON mail_epoch.id = mail_epoch"
	    " WHERE state = 'waiting' AND channel = :channel"
	    " AND next_try_at <= :now"
	    " ORDER BY next_try_at, outbox.id LIMIT :limit" },
	[OUTBOX_BEFORE] = { DESK,
	    "SELECT id, uuid, channel, kind, state, lead_id, booking_id,"
	    " due_at, next_try_at, tries, last_code, last_reason, created_at,"
	    " sent_at, body IS NOT NULL"
	    " FROM outbox WHERE id < :before ORDER BY id DESC LIMIT :limit" },
	[OUTBOX_OF_LEAD] = { DESK,
	    "SELECT id, uuid, channel, kind, state, lead_id, booking_id,"
	    " due_at, next_try_at, tries, last_code, last_reason, created_at,"
	    " sent_at, body IS NOT NULL"
	    " FROM outbox WHERE lead_id = :lead_id ORDER BY id" },
	[OUTBOX_UNSENT] = { DESK,
	    "SELECT count(*) OVER (),"
	    " count(*) FILTER (WHERE channel = 'hook') OVER (), due_at,"
	    " last_reason FROM outbox"
	    " WHERE ((state = 'waiting' AND due_at <= :late)"
	    "  OR (state = 'dead' AND due_at > :since))"
	    " AND (channel <> 'mail' OR :mail <> 0)"
	    " ORDER BY due_at, id LIMIT 1" },
	[OUTBOX_BY_ID] = { DESK,
	    "SELECT id, uuid, channel, kind, state, lead_id, booking_id,"
	    " due_at, next_try_at, tries, last_code, last_reason, created_at,"
	    " sent_at, body IS NOT NULL"
	    " FROM outbox WHERE id = :id" },
	[OUTBOX_CLAIM] = { DESK,
	    "UPDATE outbox SET tries = tries + 1, next_try_at = :next_try_at"
	    " WHERE id = :id AND state = 'waiting'" },
	[OUTBOX_MARK_SENT] = { DESK,
	    "UPDATE outbox SET state = 'sent', sent_at = :now, last_code = 0,"
	    " last_reason = '', mail_epoch = NULL, number = NULL, body = NULL"
	    " WHERE id = :id" },
	[OUTBOX_RETRY] = { DESK,
	    "UPDATE outbox SET next_try_at = :next_try_at, last_code = :code,"
	    " last_reason = :reason WHERE id = :id AND state = 'waiting'" },
	[OUTBOX_DEAD_NOW] = { DESK,
	    "UPDATE outbox SET state = 'dead', last_code = :code,"
	    " last_reason = :reason WHERE id = :id AND state = 'waiting'" },
	[OUTBOX_WAIT] = { DESK,
	    "UPDATE outbox SET last_code = 0, last_reason = :reason"
	    " WHERE state = 'waiting' AND channel = :channel"
	    " AND next_try_at <= :now AND last_reason <> :reason" },
	[OUTBOX_CANCEL] = { DESK,
	    "UPDATE outbox SET state = 'cancelled', last_code = 0,"
	    " last_reason = :reason, mail_epoch = NULL, number = NULL,"
	    " body = NULL WHERE id = :id AND state = 'waiting'" },
	[OUTBOX_AGAIN] = { DESK,
	    "UPDATE outbox SET due_at = CASE WHEN state = 'dead'"
	    " THEN :now ELSE due_at END, state = 'waiting', tries = 0,"
	    " next_try_at = :now WHERE id = :id AND body IS NOT NULL" },
	[OUTBOX_OLDEST] = { INTAKE,
	    "SELECT due_at FROM outbox"
	    " WHERE state = 'waiting' AND channel = :channel"
	    " AND due_at <= :now ORDER BY due_at LIMIT 1" },
	[OUTBOX_COUNT] = { DESK,
	    "SELECT count(*) FROM outbox"
	    " WHERE state = 'waiting' AND channel = :channel" },
	[OUTBOX_CONFIRMATIONS] = { INTAKE,
	    "SELECT count(*) FROM outbox WHERE booking_id = :booking_id"
	    " AND kind = 'booking.confirmed' AND state <> 'cancelled'"
	    " AND created_at > :from" },
	/* Of no use to anybody once the call has begun. */
	[OUTBOX_BEGUN] = { DESK,
	    "UPDATE outbox SET state = 'cancelled', last_code = 0,"
	    " last_reason = 'the call has begun',"
	    " mail_epoch = NULL, number = NULL, body = NULL"
	    " WHERE lapses = 1 AND state = 'waiting' AND booking_id IN"
	    " (SELECT id FROM booking WHERE starts_at <= :now)" },
	[OUTBOX_EXPIRE] = { DESK,
	    "UPDATE outbox SET state = 'dead', mail_epoch = NULL,"
	    " number = NULL, body = NULL"
	    " WHERE state = 'waiting' AND due_at < :before" },
	[OUTBOX_STRIP] = { DESK,
	    "UPDATE outbox SET mail_epoch = NULL, number = NULL, body = NULL"
	    " WHERE state = 'dead' AND body IS NOT NULL AND due_at < :before" },
	[OUTBOX_FORGET] = { DESK,
	    "DELETE FROM outbox WHERE body IS NULL AND due_at < :before" },
	[DIALOGUE_PUT] = { DESK,
	    "INSERT INTO dialogue (outbox_id, said_at, said)"
	    " VALUES (:outbox_id, :now, :said)"
	    " ON CONFLICT (outbox_id) DO UPDATE"
	    " SET said_at = :now, said = :said" },
	[DIALOGUE_GET] = { DESK,
	    "SELECT said FROM dialogue WHERE outbox_id = :outbox_id" },
	[DIALOGUE_FORGET] = { DESK,
	    "DELETE FROM dialogue WHERE said_at < :before" },
	[DEMO_MAIL_PUT] = { DESK,
	    "INSERT INTO demo_mail (outbox_id, came_at, recipient, subject,"
	    " text) VALUES (:outbox_id, :now, :recipient, :subject, :text)"
	    " ON CONFLICT (outbox_id) DO NOTHING" },
	[DEMO_MAIL_NEWEST] = { DESK,
	    "SELECT outbox_id, came_at, recipient, subject, text"
	    " FROM demo_mail ORDER BY id DESC LIMIT :limit" },
	/* next_on: see 0007_desk.sql. */
	[FOLLOW_UP_COUNT] = { DESK,
	    "SELECT count(*) FILTER (WHERE next_on = :day),"
	    " count(*) FILTER (WHERE next_on < :day)"
	    " FROM lead WHERE next_on <= :day" },
	[DIGEST_DAY] = { DESK, "SELECT day FROM digest WHERE id = 1" },
	[DIGEST_DAY_PUT] = { DESK,
	    "INSERT INTO digest (id, day) VALUES (1, :day)"
	    " ON CONFLICT (id) DO UPDATE SET day = :day" },
	[BOOKING_FOR_MAIL] = { DESK,
	    "SELECT starts_at, ends_at, state, uid, sequence, booking.zone,"
	    " result, lead_id"
	    " FROM booking LEFT JOIN lead ON lead.id = lead_id"
	    " WHERE booking.id = :id" },
	[BOOKING_COUNT_DAY] = { DESK,
	    "SELECT count(*) FROM booking"
	    " WHERE state = 'confirmed'"
	    " AND starts_at >= :from AND starts_at < :to" },
	[LEAD_FOR_MAIL] = { DESK,
	    "SELECT result, wish1, wish2, zone, quarantine FROM lead"
	    " WHERE id = :id" },
};

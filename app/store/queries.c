#include "store/queries.h"

#include <assert.h>
#include <stddef.h>

#include "base/util.h"

enum {
	ANYONE = BY_PUBLIC | BY_DESK | BY_OFFICE,
	INTAKE = BY_PUBLIC | BY_DESK,
	DESK = BY_DESK,
	OFFICE = BY_OFFICE,
};

/* Bookings that reach into a stretch, of as below. None is longer than a day,
 * and the index of those longer than an hour knows them all: two short
 * stretches, however full the day. */
#define BOOKINGS_WITHIN(columns, long_ones, of)                           \
	"SELECT " columns " FROM booking"                                 \
	" WHERE state <> 'cancelled'"                                     \
	" AND (state <> 'requested' OR held_until > " of "now)"           \
	" AND starts_at > " of "from - 3600 AND starts_at < " of "to"     \
	" AND ends_at > " of "from AND id <> " of "except"                \
	" UNION ALL "                                                     \
	"SELECT " columns " FROM " long_ones                              \
	" WHERE state <> 'cancelled' AND ends_at - starts_at > 3600"      \
	" AND (state <> 'requested' OR held_until > " of "now)"           \
	" AND starts_at > " of "from - 86400"                             \
	" AND starts_at <= " of "from - 3600"                             \
	" AND ends_at > " of "from AND id <> " of "except"

/* All that is asked before a booking; of is ":" for the parameters, or the row
 * that has them. The token is counted, for PostgreSQL would answer EXISTS by a
 * table of all there are. */
#define BOOKING_ROOM_OF(long_ones, of)                                    \
	"SELECT (SELECT count(*) FROM booking"                            \
	"  WHERE token_hash = " of "token_hash),"                         \
	" EXISTS (" BOOKINGS_WITHIN("1", long_ones, of) ")"               \
	" OR EXISTS (SELECT 1 FROM busy_time"                             \
	"  WHERE ends_at > " of "from AND starts_at < " of "to),"         \
	" (SELECT count(*) FROM booking WHERE state <> 'cancelled'"       \
	"  AND (state <> 'requested' OR held_until > " of "now)"          \
	"  AND starts_at >= " of "day_from AND starts_at < " of "day_to"  \
	"  AND id <> " of "except),"                                      \
	" (SELECT count(*) FROM booking WHERE email_hash = "              \
	of "email_hash AND starts_at > " of "now),"                       \
	" (SELECT count(*) FROM booking"                                  \
	"  WHERE state = 'requested' AND held_until > " of "now)"

#define BOOKING_COLUMNS                                                   \
	"lead_id, starts_at, ends_at, state, held_until, uid, zone,"      \
	" token_hash, remind, created_at, \"overlaps\", own, email_hash"

#define BOOKING_ERASED(nothing)                                           \
	"UPDATE booking SET state = CASE"                                 \
	" WHEN state = 'requested' THEN 'cancelled'"                      \
	" WHEN state <> 'confirmed' THEN state"                           \
	" WHEN starts_at > :now THEN 'cancelled' ELSE 'held' END,"        \
	" zone = 'UTC', remind = 0, own = " nothing ", email_hash = NULL,"\
	" sequence = sequence + 1"                                        \
	" WHERE lead_id = :lead_id"

#define TODAY_LEADS_BUT(except)                                           \
	"SELECT id, stage, CAST(NULL AS BIGINT),"                         \
	" coalesce(touched_at, created_at),"                              \
	" count(*) OVER () FROM lead"                                     \
	" WHERE next_on = 1000000 AND quarantine = ''"                    \
	" AND id NOT IN " except                                          \
	" AND NOT EXISTS (SELECT 1 FROM booking WHERE lead_id = lead.id"  \
	"  AND state IN ('requested', 'confirmed') AND ends_at > :now)"   \
	" ORDER BY coalesce(touched_at, created_at), id LIMIT :limit"

static const struct query_text queries[QUERY_COUNT] = {
	[TRANSACTION_BEGIN] = { ANYONE, "BEGIN IMMEDIATE" },
	[TRANSACTION_COMMIT] = { ANYONE, "COMMIT" },
	[TRANSACTION_ROLLBACK] = { ANYONE, "ROLLBACK" },
	[PIECE_BEGIN] = { INTAKE, "SAVEPOINT piece" },
	[PIECE_END] = { INTAKE, "RELEASE piece" },
	[PIECE_UNDO] = { INTAKE, "ROLLBACK TO piece" },

	/* ---- intake.db: bookings; OVERLAPS is a word of PostgreSQL's ---- */

	[BOOKING_ROOM] = { INTAKE,
	    BOOKING_ROOM_OF("booking INDEXED BY booking_long", ":"),
	    ROWS_TEXT(BOOKING_ROOM_OF("booking", "new."),
	    ":token_hash, :email_hash, :from, :to, :day_from, :day_to,"
	    " :except, :now", "token_hash, email_hash, \"from\", \"to\","
	    " day_from, day_to, \"except\", now") },
	/* By their times: IS NOT NULL by itself would have SQLite look at all
	 * that have one. */
	[BOOKING_FORGET_EMAILS] = { INTAKE,
	    "UPDATE booking SET email_hash = NULL"
	    " WHERE (email_hash IS NOT NULL) = TRUE AND state <> 'cancelled'"
	    " AND starts_at > :since AND starts_at <= :now" },
	[BOOKING_INSERT] = { INTAKE,
	    "INSERT INTO booking (" BOOKING_COLUMNS ")"
	    " VALUES (:lead_id, :starts_at, :ends_at, :state, :held_until,"
	    " :uid, :zone, :token_hash, :remind, :created_at, :overlaps, :own,"
	    " :email_hash)",
	    ROWS_TEXT("INSERT INTO booking (" BOOKING_COLUMNS ")"
	    " SELECT " BOOKING_COLUMNS, ":lead_id, :starts_at, :ends_at,"
	    " :state, :held_until, :uid, :zone, :token_hash, :remind,"
	    " :created_at, :overlaps, :own, :email_hash", BOOKING_COLUMNS)
	    " RETURNING id" },
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
	    " zone = :zone, held_until = :held_until, \"overlaps\" = 0,"
	    " sequence = sequence + 1 WHERE id = :id" },
	/* Of bookings that are counted by address only. */
	[BOOKING_CORRECT] = { INTAKE,
	    "UPDATE booking SET own = :own, email_hash ="
	    " CASE WHEN email_hash IS NULL THEN NULL ELSE :email_hash END"
	    " WHERE id = :id" },
	[BOOKING_ERASE] = { INTAKE, BOOKING_ERASED("x''"),
	    BOOKING_ERASED("''") },
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
	/* An id stands for one lead for ever, in the audit log too; SQLite has no
	 * row for a table that never had one. */
	[ERASURE_RESERVE_IDS] = { DESK,
	    "REPLACE INTO sqlite_sequence (rowid, name, seq)"
	    " SELECT (SELECT rowid FROM sqlite_sequence WHERE name = 'lead'),"
	    " 'lead', max(seq) FROM (SELECT 0 AS seq"
	    "  UNION ALL SELECT max(lead_id) FROM erasure UNION ALL"
	    "  SELECT seq FROM sqlite_sequence WHERE name = 'lead')",
	    "DO 'BEGIN PERFORM setval(''lead_id_seq'', max(lead_id))"
	    " FROM erasure HAVING max(lead_id) >="
	    " (SELECT last_value FROM lead_id_seq); END'" },
	[DEED_INSERT] = { INTAKE,
	    "INSERT INTO deed (ref, at, kind, admin_id, subject, code)"
	    " VALUES (:ref, :at, :kind, :admin_id, :subject, :code)" },
	[DEED_FIRST] = { DESK,
	    "SELECT id, ref, at, kind, admin_id, subject, code FROM deed"
	    " ORDER BY id LIMIT :limit" },
	[DEED_DELETE] = { DESK, "DELETE FROM deed WHERE id = :id" },
	[BOOKING_BETWEEN] = { INTAKE,
	    BOOKINGS_WITHIN("starts_at, ends_at",
	    "booking INDEXED BY booking_long", ":") " ORDER BY starts_at",
	    BOOKINGS_WITHIN("starts_at, ends_at", "booking", ":")
	    " ORDER BY starts_at" },

	[BOOKING_AHEAD] = { DESK,
	    "SELECT id, lead_id, starts_at, ends_at, state, held_until,"
	    " booking.overlaps, zone, remind FROM booking"
	    " WHERE ends_at > :now"
	    " ORDER BY starts_at, id" },
	[BOOKING_PAST] = { DESK,
	    "SELECT id, lead_id, starts_at, ends_at, state, held_until,"
	    " booking.overlaps, zone, remind FROM booking"
	    " WHERE ends_at <= :now"
	    " ORDER BY starts_at DESC, id DESC LIMIT :limit OFFSET :skip" },

	[BOOKING_STARTING] = { DESK,
	    "SELECT id, lead_id, starts_at, ends_at, state, held_until,"
	    " booking.overlaps, zone, remind FROM booking"
	    " WHERE starts_at >= :from AND starts_at < :to"
	    " AND state <> 'cancelled'"
	    " ORDER BY starts_at, id" },
	[BOOKING_OF_LEAD] = { DESK,
	    "SELECT id, lead_id, starts_at, ends_at, state, held_until,"
	    " booking.overlaps, zone, remind FROM booking"
	    " WHERE lead_id = :lead_id ORDER BY starts_at, id" },
	[BOOKING_OUTCOME] = { DESK,
	    "UPDATE booking SET state = :state, email_hash = NULL"
	    " WHERE id = :id" },

	/* ---- intake.db: the owner's morning; 0007_desk.sql has next_on ---- */

	[TODAY_LEAD_OVERDUE] = { DESK,
	    "SELECT id, stage, next_on, coalesce(touched_at, created_at),"
	    " count(*) OVER () FROM lead"
	    " WHERE next_on < :day ORDER BY next_on, id LIMIT :limit" },
	[TODAY_LEAD_DUE] = { DESK,
	    "SELECT id, stage, next_on, coalesce(touched_at, created_at),"
	    " count(*) OVER () FROM lead"
	    " WHERE next_on = :day ORDER BY id LIMIT :limit" },
	[TODAY_LEAD_NO_STEP] = { DESK,
	    LIST_TEXTS(TODAY_LEADS_BUT, ":except") },
	[TODAY_MESSAGE] = { DESK,
	    "SELECT id, created_at, CASE"
	    " WHEN stage = 'new' AND follow_up_on IS NULL THEN NULL"
	    " ELSE (SELECT min(at) FROM lead_change WHERE lead_id = lead.id)"
	    " END, stage = 'new' FROM lead"
	    " WHERE kind = 'contact' AND quarantine = ''"
	    " AND (created_at >= :since OR stage = 'new') ORDER BY id" },
	[TODAY_QUARANTINE] = { DESK,
	    "SELECT count(*) FROM lead WHERE quarantine <> ''" },

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
	[BUSY_INSERT] = { DESK,
	    "INSERT INTO busy_time (source, starts_at, ends_at)"
	    " VALUES (:source, :starts_at, :ends_at)" },
	[BUSY_DELETE] = { DESK,
	    "DELETE FROM busy_time WHERE id = :id AND source = 'owner'" },
	[BUSY_DELETE_SOURCE] = { DESK,
	    "DELETE FROM busy_time WHERE source = :source" },
	[BUSY_FILE_GET] = { INTAKE,
	    "SELECT read_at, covers_to FROM busy_file WHERE id = 1" },
	[BUSY_FILE_PUT] = { DESK,
	    "INSERT INTO busy_file (id, read_at, covers_to)"
	    " VALUES (1, :read_at, :covers_to)"
	    " ON CONFLICT (id) DO UPDATE"
	    " SET read_at = :read_at, covers_to = :covers_to" },

	[CALL_RULES_GET] = { INTAKE,
	    "SELECT week, buffer_minutes, notice_minutes, horizon_days"
	    " FROM availability_rule WHERE id = 1" },
	[CALL_RULES_PUT] = { DESK,
	    "INSERT INTO availability_rule (id, week, buffer_minutes,"
	    " notice_minutes, horizon_days)"
	    " VALUES (1, :week, :buffer_minutes, :notice_minutes,"
	    " :horizon_days)"
	    " ON CONFLICT (id) DO UPDATE SET week = :week,"
	    " buffer_minutes = :buffer_minutes,"
	    " notice_minutes = :notice_minutes, horizon_days = :horizon_days" },
	[CALL_RULES_DELETE] = { DESK, "DELETE FROM availability_rule" },

	/* ---- intake.db: counters ---- */

	[PAGE_COUNT_ADD] = { INTAKE,
	    "INSERT INTO page_count (day, page, count)"
	    " VALUES (:day, :page, :count)"
	    " ON CONFLICT (day, page) DO UPDATE"
	    " SET count = page_count.count + :count" },
	/* 1970-01-01 was a Thursday: day -3 a Monday. */
	[PAGE_COUNT_WEEKLY] = { DESK,
	    "SELECT (day + 3) / 7 * 7 - 3 AS monday, page,"
	    " CAST(sum(count) AS BIGINT)"
	    " FROM page_count WHERE day >= :from_day"
	    " GROUP BY monday, page ORDER BY monday, page" },
	[BOOKING_BY_RESULT] = { DESK,
	    "SELECT coalesce(result, '') AS code, count(*)"
	    " FROM booking LEFT JOIN lead ON lead.id = lead_id"
	    " WHERE booking.created_at >= :since"
	    " AND coalesce(quarantine, '') = ''"
	    " GROUP BY code ORDER BY code" },
	[LEAD_OUTCOMES] = { DESK,
	    "SELECT id, result, recommended FROM lead"
	    " WHERE recommended <> '' AND quarantine = ''"
	    " ORDER BY id DESC" },

	/* ---- intake.db: quarantine ---- */

	[QUARANTINE_BEFORE] = { DESK,
	    "SELECT id, quarantined_at FROM lead"
	    " WHERE quarantine <> '' AND id < :before"
	    " ORDER BY id DESC LIMIT :limit" },
	[QUARANTINE_GET] = { DESK,
	    "SELECT kind, quarantine FROM lead WHERE id = :id" },
	[BOOKING_REQUESTED_OF] = { DESK,
	    "SELECT id, starts_at, ends_at FROM booking"
	    " WHERE lead_id = :lead_id AND state = 'requested'"
	    " ORDER BY starts_at LIMIT 1" },
	[BOOKING_CONFIRM] = { DESK,
	    "UPDATE booking SET state = 'confirmed', held_until = 0,"
	    " sequence = sequence + 1 WHERE id = :id" },
	[LEAD_RELEASE] = { DESK,
	    "UPDATE lead SET quarantine = '', quarantined_at = NULL,"
	    " stage = :stage, stage_at = :at, touched_at = :at"
	    " WHERE id = :id" },
	[LEAD_CALL_CONFIRMED] = { DESK,
	    "UPDATE lead SET stage = CASE WHEN stage = 'new'"
	    " THEN 'call_booked' ELSE stage END, stage_at ="
	    " CASE WHEN stage = 'new' THEN :at ELSE stage_at END,"
	    " touched_at = :at WHERE id = :id" },

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
};

const struct query_text *
query_look_up(enum query_name name)
{
	static const struct query_text *const tables[] = { queries,
		queries_of_courier, queries_of_leads, queries_of_office };
	size_t i = 0;

	while (tables[i][name].sql == NULL) {
		i++;
		assert(i < countof(tables));
	}
	return &tables[i][name];
}

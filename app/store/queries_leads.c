#include "store/queries.h"

enum { INTAKE = BY_PUBLIC | BY_DESK, DESK = BY_DESK };

/*
 * What store/lead_list.h filters by; its indexes hold all of it. The casts say
 * to PostgreSQL what type it is that may never be bound.
 *
 * SQLite is told the index: none is chosen well without knowing what is bound.
 */
#define LEAD_FILTER(results)                                              \
	" AND next_on <= :next_to"                                        \
	" AND (CAST(:stage AS TEXT) IS NULL OR stage = :stage)"           \
	" AND created_at >= :from AND created_at < :to"                   \
	" AND (:trusted = 0 OR quarantine = '')"                          \
	" AND (CAST(:idle AS BIGINT) IS NULL"                             \
	"  OR (coalesce(touched_at, created_at) < :idle"                  \
	"  AND (next_on <= :today OR next_on = 1000000)))"                \
	" AND (CAST(:results AS TEXT) IS NULL OR result IN " results ")"

#define LEAD_LIST(columns, index, where, order)                           \
	{ DESK,                                                           \
	    "SELECT " columns " FROM lead INDEXED BY " index              \
	    " WHERE " where LEAD_FILTER(                                  \
	    "(SELECT value FROM json_each(:results))") order,             \
	    "SELECT " columns " FROM lead WHERE " where LEAD_FILTER(      \
	    "(SELECT value FROM json_array_elements_text("                \
	    "CAST(:results AS JSON)))") order }

#define LEAD_COUNTED(from)                                                \
	"SELECT stage, count(*),"                                         \
	" count(*) FILTER (WHERE next_on = :today),"                      \
	" count(*) FILTER (WHERE next_on < :today),"                      \
	" count(*) FILTER"                                                \
	"  (WHERE next_on = 1000000 AND quarantine = ''),"                \
	" count(*) FILTER"                                                \
	"  (WHERE next_on > :today AND next_on < 1000000),"               \
	" count(*) FILTER (WHERE quarantine = ''"                         \
	"  AND (next_on <= :today OR next_on = 1000000)"                  \
	"  AND coalesce(touched_at, created_at) < :idle)"                 \
	" FROM " from " GROUP BY stage"

/* What lead_read reads, up to what they wrote. */
#define LEAD_HEAD                                                         \
	"SELECT lead.id, uuid, kind, stage, created_at, result,"          \
	" seal_format, (SELECT max(starts_at) FROM booking"               \
	"  WHERE lead_id = lead.id"                                       \
	"  AND state IN ('requested', 'confirmed')),"                     \
	" quarantine, wish1, wish2, zone, follow_up_on,"                  \
	" coalesce(touched_at, created_at), epoch, generation,"           \
	" seal_epoch.root, head_number, head, body_number,"

/* In the order of the list of ids, which CROSS JOIN keeps outermost. */
#define LEADS_LISTED(body)                                                \
	LEAD_HEAD body                                                    \
	" FROM json_each(:ids) CROSS JOIN lead ON lead.id = value"        \
	" LEFT JOIN seal_epoch ON seal_epoch.id = seal_epoch",            \
	    LEAD_HEAD body                                                \
	    " FROM json_array_elements_text(CAST(:ids AS JSON))"          \
	    " WITH ORDINALITY AS listed (value, place)"                   \
	    " JOIN lead ON lead.id = CAST(value AS BIGINT)"               \
	    " LEFT JOIN seal_epoch ON seal_epoch.id = seal_epoch"         \
	    " ORDER BY place"

#define LEAD_COLUMNS                                                      \
	"uuid, kind, stage, created_at, stage_at, result,"                \
	" consent_version, consent_at, quarantine, quarantined_at, wish1,"\
	" wish2, zone, form_hash, seal_format, seal_epoch, head_number,"  \
	" body_number, head, body"

const struct query_text queries_of_leads[QUERY_COUNT] = {
	[LEAD_INSERT] = { INTAKE,
	    "INSERT INTO lead (" LEAD_COLUMNS ")"
	    " VALUES (:uuid, :kind, :stage, :created_at, :created_at, :result,"
	    " :consent_version, :consent_at, :quarantine, :quarantined_at,"
	    " :wish1, :wish2, :zone, :form_hash, :seal_format,"
	    " (SELECT id FROM seal_epoch WHERE epoch = :epoch), :head_number,"
	    " :body_number, :head, :body)",
	    ROWS_TEXT("INSERT INTO lead (" LEAD_COLUMNS ")"
	    " SELECT uuid, kind, stage, created_at, created_at, result,"
	    " consent_version, consent_at, quarantine, quarantined_at, wish1,"
	    " wish2, zone, form_hash, seal_format,"
	    " (SELECT id FROM seal_epoch WHERE epoch = new.epoch),"
	    " head_number, body_number, head, body",
	    ":uuid, :kind, :stage, :created_at, :result, :consent_version,"
	    " :consent_at, :quarantine, :quarantined_at, :wish1, :wish2, :zone,"
	    " :form_hash, :seal_format, :epoch, :head_number, :body_number,"
	    " :head, :body",
	    "uuid, kind, stage, created_at, result, consent_version,"
	    " consent_at, quarantine, quarantined_at, wish1, wish2, zone,"
	    " form_hash, seal_format, epoch, head_number, body_number, head,"
	    " body") " RETURNING id" },
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
	[LEAD_PLAN] = { DESK,
	    "SELECT stage, follow_up_on, recommended,"
	    " coalesce(touched_at, created_at), quarantine"
	    " FROM lead WHERE id = :id" },
	[LEAD_MOVE] = { DESK,
	    "UPDATE lead SET stage = :value, stage_at = :at, touched_at = :at"
	    " WHERE id = :id" },
	[LEAD_FOLLOW_UP] = { DESK,
	    "UPDATE lead SET follow_up_on = :value, touched_at = :at"
	    " WHERE id = :id" },
	[LEAD_RECOMMEND] = { DESK,
	    "UPDATE lead SET recommended = :value, touched_at = :at"
	    " WHERE id = :id" },
	[LEAD_TOUCH] = { DESK,
	    "UPDATE lead SET touched_at ="
	    " CASE WHEN touched_at > :at THEN touched_at ELSE :at END"
	    " WHERE id = :id" },
	[LEAD_CHANGE_INSERT] = { DESK,
	    INSERT_TEXTS("INSERT INTO lead_change (lead_id, at, admin_id,"
	    " kind, before, after)"
	    " VALUES (:lead_id, :at, :admin_id, :kind, :before, :after)") },
	[LEAD_CHANGE_OF_LEAD] = { DESK,
	    "SELECT id, lead_id, at, admin_id, kind, before, after,"
	    " id = (SELECT max(id) FROM lead_change AS other"
	    "  WHERE other.lead_id = lead_change.lead_id"
	    "  AND other.kind = lead_change.kind)"
	    " FROM lead_change WHERE lead_id = :lead_id ORDER BY id" },
	[LEAD_CHANGE_BY_ID] = { DESK,
	    "SELECT id, lead_id, at, admin_id, kind, before, after,"
	    " id = (SELECT max(id) FROM lead_change AS other"
	    "  WHERE other.lead_id = lead_change.lead_id"
	    "  AND other.kind = lead_change.kind)"
	    " FROM lead_change WHERE id = :id" },
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
	[LEAD_LIST_NEWEST] = LEAD_LIST("id, next_on", "lead_desk",
	    "id < :id AND next_on >= :on", " ORDER BY id DESC LIMIT :limit"),
	[LEAD_LIST_OLDEST] = LEAD_LIST("id, next_on", "lead_desk",
	    "id > :id AND next_on >= :on", " ORDER BY id LIMIT :limit"),
	[LEAD_LIST_NEXT] = LEAD_LIST("id, next_on", "lead_desk_next",
	    "next_on >= :on AND id > :id",
	    " ORDER BY next_on, id LIMIT :limit"),
	/* The rest of one day. */
	[LEAD_LIST_DAY] = LEAD_LIST("id, next_on", "lead_desk_next",
	    "next_on = :on AND id > :id", " ORDER BY id LIMIT :limit"),
	[LEAD_LIST_STAGE_NEWEST] = LEAD_LIST("id, next_on", "lead_desk_stage",
	    "stage = :stage AND id < :id AND next_on >= :on",
	    " ORDER BY id DESC LIMIT :limit"),
	[LEAD_LIST_STAGE_OLDEST] = LEAD_LIST("id, next_on", "lead_desk_stage",
	    "stage = :stage AND id > :id AND next_on >= :on",
	    " ORDER BY id LIMIT :limit"),
	[LEAD_LIST_STAGE_NEXT] = LEAD_LIST("id, next_on",
	    "lead_desk_stage_next",
	    "stage = :stage AND next_on >= :on AND id > :id",
	    " ORDER BY next_on, id LIMIT :limit"),
	[LEAD_LIST_STAGE_DAY] = LEAD_LIST("id, next_on",
	    "lead_desk_stage_next",
	    "stage = :stage AND next_on = :on AND id > :id",
	    " ORDER BY id LIMIT :limit"),
	[LEAD_LIST_COUNT] = LEAD_LIST("count(*)", "lead_desk",
	    "next_on >= :on", ""),
	[LEAD_COUNTS] = { DESK,
	    LEAD_COUNTED("lead INDEXED BY lead_desk_stage"),
	    LEAD_COUNTED("lead") },
	/* LEAD_WHOLE with what they wrote. */
	[LEAD_LINES] = { DESK, LEADS_LISTED(" NULL") },
	[LEAD_WHOLE] = { DESK, LEADS_LISTED(" body") },
	[DATA_VERSION] = { DESK | BY_OFFICE, "PRAGMA data_version" },
	[LEAD_BEFORE] = { DESK, LEAD_HEAD " body"
	    " FROM lead LEFT JOIN seal_epoch ON seal_epoch.id = seal_epoch"
	    " WHERE lead.id < :before"
	    " ORDER BY lead.id DESC LIMIT :limit" },
	[LEAD_BY_ID] = { DESK, LEAD_HEAD " body"
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
	    "SELECT consent_version, consent_at, stage_at, follow_up_on,"
	    " recommended, touched_at FROM lead"
	    " WHERE id = :id" },
	[LEAD_IMPORT] = { DESK,
	    INSERT_TEXTS("INSERT INTO lead (uuid, kind, stage, created_at,"
	    " stage_at, result, consent_version, consent_at, quarantine,"
	    " quarantined_at, wish1, wish2, zone, seal_format, seal_epoch,"
	    " head_number, body_number, head, body, follow_up_on, recommended,"
	    " touched_at, next_on)"
	    " VALUES (:uuid, :kind, :stage, :created_at, :stage_at, :result,"
	    " :consent_version, :consent_at, :quarantine, :quarantined_at,"
	    " :wish1, :wish2, :zone, :seal_format,"
	    " (SELECT id FROM seal_epoch WHERE epoch = :epoch), :head_number,"
	    " :body_number, :head, :body, :follow_up_on, :recommended,"
	    " :touched_at,"
	    " CASE WHEN :stage IN ('won', 'lost', 'no_fit') THEN 1000001"
	    " ELSE coalesce(:follow_up_on, 1000000) END)") },
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
};

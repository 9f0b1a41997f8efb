-- Since when a lead is at its stage: closed ones are kept for so many days
-- only (domain/retention.h). Cut to the minute, as everything here. Of leads
-- that were there before, nobody knows; they came at the latest then.
ALTER TABLE lead ADD COLUMN stage_at INTEGER NOT NULL DEFAULT 0
	CHECK (stage_at % 60 = 0);
UPDATE lead SET stage_at = created_at;

-- What the retention looks at, so that it need not look at every lead.
CREATE INDEX lead_closed ON lead (stage_at)
	WHERE stage IN ('won', 'lost', 'no_fit');

-- A deed: what was done in this file and is to stand in the audit log, which
-- is in the other one. It is written in the transaction of what it tells of;
-- the office takes it into the log and away from here (store/deeds.h). Says
-- nothing about who a lead is.
CREATE TABLE deed (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	-- Random: taken in once, however often it turns up.
	ref      BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	at       INTEGER NOT NULL,
	-- See office/0003_audit_event.sql.
	kind     TEXT NOT NULL CHECK (length(kind) BETWEEN 3 AND 64
	             AND kind NOT GLOB '*[^a-z._]*'),
	-- NULL for visitors, the command line and the program itself.
	admin_id INTEGER,
	subject  INTEGER,
	-- The office's signature under all of it. Without one it can name no
	-- admin, for every role writes here.
	code     BLOB CHECK (length(code) = 32),
	CHECK (code IS NOT NULL OR admin_id IS NULL)
) STRICT;

PRAGMA user_version = 5;

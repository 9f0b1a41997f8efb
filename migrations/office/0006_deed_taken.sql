-- The deeds of intake.db that stand in the audit log, by their random number:
-- a deed that turns up again, after a crash or with a restored backup, is
-- taken in once. Which leads were erased, so that what the office keeps about
-- them is known to be gone, and so that this list outlives a lost intake.db.
CREATE TABLE deed_taken (
	ref BLOB PRIMARY KEY CHECK (length(ref) = 16)
) STRICT, WITHOUT ROWID;

-- See intake/0004_booking_changes.sql. Says nothing about who it was.
CREATE TABLE erasure (
	uuid      TEXT PRIMARY KEY CHECK (length(uuid) = 36),
	lead_id   INTEGER NOT NULL,
	erased_at INTEGER NOT NULL CHECK (erased_at % 60 = 0)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 6;

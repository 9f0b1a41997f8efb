-- A lead: a person who left contact details.
--
-- What the person wrote stands in two records, head (name, e-mail, company)
-- and body (message): a list needs only heads, and each is sealed as a whole.
-- The rest is in the clear and says nothing about who it is.
--
-- The application id is "FWin"; together with user_version it tells this file
-- from any other SQLite database.
PRAGMA application_id = 0x4657696e;

CREATE TABLE lead (
	-- Never given twice: the audit log names erased leads by id alone.
	id              INTEGER PRIMARY KEY AUTOINCREMENT,
	-- RFC 9562 version 4; what a sealed record is bound to.
	uuid            TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36),
	kind            TEXT NOT NULL CHECK (kind IN ('booking', 'contact')),
	stage           TEXT NOT NULL CHECK (stage IN ('new', 'call_booked',
	                    'call_held', 'proposal', 'won', 'lost', 'no_fit')),
	-- Seconds since the epoch, UTC, cut to the minute: the exact second
	-- would tie a row to a line in somebody else's log.
	created_at      INTEGER NOT NULL CHECK (created_at % 60 = 0),
	-- The assessment code the person came with, or empty.
	result          TEXT NOT NULL,
	-- Which consent sentence was agreed to, and when.
	consent_version TEXT NOT NULL CHECK (consent_version <> ''),
	consent_at      INTEGER NOT NULL CHECK (consent_at % 60 = 0),

	head            BLOB NOT NULL,
	body            BLOB NOT NULL,
	-- How head and body are kept: 0 packed and not sealed; 1 and up are
	-- formats of the sealing ratchet. Sealed records name their epoch and
	-- their numbers in its chain; packed ones have neither.
	seal_format     INTEGER NOT NULL DEFAULT 0 CHECK (seal_format >= 0),
	seal_epoch      INTEGER,
	head_number     INTEGER CHECK (head_number >= 0),
	body_number     INTEGER CHECK (body_number >= 0),
	CHECK ((seal_format = 0) = (seal_epoch IS NULL)),
	CHECK ((seal_format = 0) = (head_number IS NULL)),
	CHECK ((seal_format = 0) = (body_number IS NULL))
) STRICT;

PRAGMA user_version = 1;

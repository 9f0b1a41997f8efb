-- What the office keeps about leads, none of it readable without the site's
-- secret key (crypto/seal.h). The leads themselves stand in intake.db; rows of
-- an erased one are taken out when the admin role next looks.

-- Taking in: the key of each record, wrapped under a key derived from the
-- secret key, so that any record opens in one step. A cache: all of it can be
-- made again.
CREATE TABLE record_key (
	lead_id    INTEGER NOT NULL,
	-- Of crypto/seal.h: 1 head, 2 body.
	kind       INTEGER NOT NULL CHECK (kind IN (1, 2)),
	-- Which record of the lead it was: a corrected one has others.
	epoch      BLOB NOT NULL CHECK (length(epoch) = 16),
	number     INTEGER NOT NULL CHECK (number >= 0),
	generation INTEGER NOT NULL CHECK (generation > 0),
	-- NULL: the record does not open, and is not tried again.
	wrapped    BLOB CHECK (length(wrapped) = 73),
	PRIMARY KEY (lead_id, kind)
) STRICT, WITHOUT ROWID;

-- Keyed BLAKE2b-256 of the e-mail address: equal for the same person, nothing
-- to whoever has not the key.
CREATE TABLE lead_index (
	lead_id     INTEGER PRIMARY KEY,
	generation  INTEGER NOT NULL CHECK (generation > 0),
	email_index BLOB NOT NULL CHECK (length(email_index) = 32)
) STRICT;

CREATE INDEX lead_index_email ON lead_index (email_index, lead_id);

-- What an admin writes about a lead, sealed for the office. It is bound to its
-- own uuid and the lead's: "note of LEAD, NOTE".
CREATE TABLE note (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	uuid       TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36),
	lead_id    INTEGER NOT NULL,
	lead_uuid  TEXT NOT NULL CHECK (length(lead_uuid) = 36),
	-- Who wrote it. No foreign key: notes outlive accounts.
	admin_id   INTEGER NOT NULL,
	created_at INTEGER NOT NULL CHECK (created_at % 60 = 0),
	generation INTEGER NOT NULL CHECK (generation > 0),
	sealed     BLOB NOT NULL
) STRICT;

CREATE INDEX note_lead ON note (lead_id, id);

PRAGMA user_version = 7;

-- An admin: someone who signs in.
--
-- The application id is "FWof"; together with user_version it tells this file
-- from any other SQLite database.
PRAGMA application_id = 0x46576f66;

CREATE TABLE admin (
	-- Never given twice: audit events name a removed admin by id alone.
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	-- One account an address, whatever the case it is typed in.
	email       TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (email <> ''),
	-- Argon2id of the passphrase: salt, bytes of memory, passes; verifier
	-- is subkey 1 of what comes out. The passphrase is nowhere.
	salt        BLOB NOT NULL CHECK (length(salt) = 16),
	cost_memory INTEGER NOT NULL CHECK (cost_memory > 0),
	cost_passes INTEGER NOT NULL CHECK (cost_passes > 0),
	verifier    BLOB NOT NULL CHECK (length(verifier) = 32),
	created_at  INTEGER NOT NULL
) STRICT;

PRAGMA user_version = 1;

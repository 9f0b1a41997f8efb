-- The door: what an admin unlocks the office with, and what keeps others out.
-- How the keys hang together stands in crypto/seal.h and crypto/grant.h.

-- Each admin has a key pair; its secret half is wrapped under the key of his
-- passphrase, and so is the secret of his authenticator app. NULL where there
-- is none: an account of an older program gets its pair when it next signs in.
ALTER TABLE admin ADD COLUMN personal_public BLOB
	CHECK (length(personal_public) = 32);
ALTER TABLE admin ADD COLUMN personal_wrapped BLOB
	CHECK (length(personal_wrapped) = 73);
ALTER TABLE admin ADD COLUMN totp_wrapped BLOB
	CHECK (length(totp_wrapped) = 61);
-- The last step of 30 seconds whose code let somebody in: a code is good once.
ALTER TABLE admin ADD COLUMN totp_last_step INTEGER NOT NULL DEFAULT -1;

-- The site's secret key of a generation, sealed to whom it is granted. What
-- key_wrap holds is turned into grants, at the next login and when a recovery
-- code of an older program is used.
CREATE TABLE key_grant (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	generation INTEGER NOT NULL REFERENCES site_key (generation),
	-- NULL: the recovery code.
	admin_id   INTEGER REFERENCES admin (id) ON DELETE CASCADE,
	public_key BLOB NOT NULL CHECK (length(public_key) = 32),
	sealed     BLOB NOT NULL CHECK (length(sealed) = 113),
	vouch      BLOB NOT NULL CHECK (length(vouch) = 32),
	-- When this key pair was first granted anything: a rotation keeps it.
	created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX key_grant_admin ON key_grant (admin_id, generation)
	WHERE admin_id IS NOT NULL;
CREATE UNIQUE INDEX key_grant_recovery ON key_grant (generation)
	WHERE admin_id IS NULL;

-- A session keeps the office unlocked for the browser that has its cookie: the
-- row is found by one key derived from the cookie, and what it unlocks is
-- wrapped under another (crypto/session_key.h). Whoever was signed in signs in
-- anew.
DROP TABLE session;
CREATE TABLE session (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	admin_id   INTEGER NOT NULL REFERENCES admin (id) ON DELETE CASCADE,
	token_id   BLOB NOT NULL UNIQUE CHECK (length(token_id) = 32),
	wrapped    BLOB NOT NULL CHECK (length(wrapped) = 185),
	-- What every form of this session carries. It stays the same when the
	-- cookie is changed, so that no form that is being filled in is lost.
	form_token TEXT NOT NULL CHECK (length(form_token) = 43),
	created_at INTEGER NOT NULL,
	-- The last use, noted once a minute at most.
	seen_at    INTEGER NOT NULL,
	-- When the passphrase was last given.
	proved_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX session_admin ON session (admin_id, created_at);

-- A browser an admin has signed in with before: its tries are counted by
-- themselves, so that nobody who guesses can keep him out. It opens nothing.
-- The cookie holds a random token, the row its BLAKE2b-256.
CREATE TABLE device (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	admin_id   INTEGER NOT NULL REFERENCES admin (id) ON DELETE CASCADE,
	token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
	-- When it last signed in.
	used_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX device_admin ON device (admin_id, used_at);

-- A spare code stands in for the authenticator app, once. 125 random bits, so
-- a plain BLAKE2b-256 of it is enough.
CREATE TABLE spare_code (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	admin_id  INTEGER NOT NULL REFERENCES admin (id) ON DELETE CASCADE,
	code_hash BLOB NOT NULL UNIQUE CHECK (length(code_hash) = 32)
) STRICT;

CREATE INDEX spare_code_admin ON spare_code (admin_id);

PRAGMA user_version = 5;

-- A session: a signed-in admin's visit. The cookie holds a random token, the
-- row its BLAKE2b-256.
CREATE TABLE session (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	admin_id   INTEGER NOT NULL REFERENCES admin (id) ON DELETE CASCADE,
	token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
	created_at INTEGER NOT NULL,
	-- The last use, noted once a minute at most.
	seen_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX session_admin ON session (admin_id, created_at);

PRAGMA user_version = 2;

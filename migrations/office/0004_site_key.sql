-- The site's X25519 key pair, by generation; the newest is in use. What
-- visitors write is sealed to the public key. The secret key is here only
-- wrapped: once under each admin's passphrase, once under the recovery code.
CREATE TABLE site_key (
	generation  INTEGER PRIMARY KEY CHECK (generation > 0),
	public_key  BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
	-- For people, and for the check at start that this is the right key.
	fingerprint TEXT NOT NULL UNIQUE CHECK (fingerprint <> ''),
	created_at  INTEGER NOT NULL
) STRICT;

-- XChaCha20-Poly1305 of the secret key: 32 bytes and a tag of 16. The
-- associated data binds it to kind, admin and generation (crypto/keyring.h).
CREATE TABLE key_wrap (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	generation INTEGER NOT NULL REFERENCES site_key (generation),
	kind       TEXT NOT NULL CHECK (kind IN ('admin', 'recovery')),
	admin_id   INTEGER REFERENCES admin (id) ON DELETE CASCADE,
	nonce      BLOB NOT NULL CHECK (length(nonce) = 24),
	wrapped    BLOB NOT NULL CHECK (length(wrapped) = 48),
	CHECK ((kind = 'admin') = (admin_id IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX key_wrap_admin ON key_wrap (generation, admin_id)
	WHERE kind = 'admin';
CREATE UNIQUE INDEX key_wrap_recovery ON key_wrap (generation)
	WHERE kind = 'recovery';
CREATE INDEX key_wrap_of_admin ON key_wrap (admin_id);

PRAGMA user_version = 4;

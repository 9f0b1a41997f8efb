-- The sealing of leads (crypto/seal.h has the design).

-- The site's public keys that leads are sealed to: the newest is in use. One
-- row, two while a rotation is on its way.
CREATE TABLE seal_key (
	generation INTEGER PRIMARY KEY CHECK (generation > 0),
	public_key BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32)
) STRICT;

-- An epoch of the ratchet: what opens it is sealed to the site's key in root.
-- It comes with the first of its records that is stored and goes with the
-- last; its id is given again, which is why nobody but lead.seal_epoch names
-- it.
CREATE TABLE seal_epoch (
	id         INTEGER PRIMARY KEY,
	epoch      BLOB NOT NULL UNIQUE CHECK (length(epoch) = 16),
	generation INTEGER NOT NULL CHECK (generation > 0),
	root       BLOB NOT NULL CHECK (length(root) = 97)
) STRICT;

CREATE INDEX lead_epoch ON lead (seal_epoch);
CREATE INDEX lead_packed ON lead (id) WHERE seal_format = 0;

-- A sealed lead without its epoch could never be opened again. SQLite cannot
-- add a reference to a column that is there.
CREATE TRIGGER lead_has_its_epoch BEFORE INSERT ON lead
WHEN NEW.seal_epoch IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM seal_epoch WHERE id = NEW.seal_epoch)
BEGIN
	SELECT RAISE(ABORT, 'a lead without its epoch');
END;
CREATE TRIGGER lead_gets_an_epoch BEFORE UPDATE OF seal_epoch ON lead
WHEN NEW.seal_epoch IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM seal_epoch WHERE id = NEW.seal_epoch)
BEGIN
	SELECT RAISE(ABORT, 'a lead without its epoch');
END;
CREATE TRIGGER seal_epoch_stays BEFORE DELETE ON seal_epoch
WHEN EXISTS (SELECT 1 FROM lead WHERE seal_epoch = OLD.id)
BEGIN
	SELECT RAISE(ABORT, 'an epoch that a lead still needs');
END;

PRAGMA user_version = 6;

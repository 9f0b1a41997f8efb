-- An audit event: who did what to what, when. Never edited, and without
-- personal data: ids only, so that erasing a person does not break the chain.
--
-- hash = BLAKE2b-256(hash of the event before ‖ this event in its canonical
-- form), the first one on 32 zero bytes. A changed, removed or swapped row
-- breaks every hash after it. The canonical form is in store/audit_events.c.
CREATE TABLE audit_event (
	-- Without a gap: the next is always the greatest plus one.
	id       INTEGER PRIMARY KEY CHECK (id > 0),
	at       INTEGER NOT NULL,
	-- Who: NULL for the command line and the program itself. No foreign key,
	-- for events outlive the accounts.
	admin_id INTEGER,
	-- A dotted word, for instance "admin.added".
	kind     TEXT NOT NULL CHECK (length(kind) BETWEEN 3 AND 64
	             AND kind NOT GLOB '*[^a-z._]*'),
	-- The id of what it was done to, of the sort that kind implies.
	subject  INTEGER,
	hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- A guard against accidents; who can write the file can drop a trigger, and
-- is found out by the chain.
CREATE TRIGGER audit_event_is_not_edited BEFORE UPDATE ON audit_event
BEGIN
	SELECT RAISE(ABORT, 'an audit event is never edited');
END;
CREATE TRIGGER audit_event_is_not_removed BEFORE DELETE ON audit_event
BEGIN
	SELECT RAISE(ABORT, 'an audit event is never removed');
END;

PRAGMA user_version = 3;

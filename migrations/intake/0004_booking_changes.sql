-- What a visitor may change about a booking, messages without one, and forms
-- that wait for the owner to look at them.

CREATE TABLE booking_changed (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	-- NULL once it was erased: the slot stays, and is nobody's.
	lead_id    INTEGER REFERENCES lead (id) ON DELETE SET NULL,
	starts_at  INTEGER NOT NULL,
	-- A day at most, so that a search for overlaps looks back one day only.
	ends_at    INTEGER NOT NULL
	               CHECK (ends_at > starts_at
	                   AND ends_at - starts_at <= 86400),
	-- A requested one waits for the owner; see held_until.
	state      TEXT NOT NULL CHECK (state IN ('requested', 'confirmed',
	               'cancelled', 'held', 'missed')),
	-- The visitor's zone, an IANA name: how the times are shown to them.
	zone       TEXT NOT NULL CHECK (zone <> ''),
	-- BLAKE2b-256 of the manage link's token; the token is nowhere.
	token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
	-- Whether a reminder by mail was asked for.
	remind     INTEGER NOT NULL CHECK (remind IN (0, 1)),
	created_at INTEGER NOT NULL CHECK (created_at % 60 = 0),
	-- See 0003_availability.sql.
	overlaps   INTEGER NOT NULL DEFAULT 0 CHECK (overlaps IN (0, 1)),
	-- What calendars know the call by (RFC 5545, UID): the same whatever
	-- time it is moved to; sequence rises with every change.
	uid        TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
	sequence   INTEGER NOT NULL DEFAULT 0 CHECK (sequence >= 0),
	-- A requested booking keeps its slot until then; past it the slot is
	-- free for others, and the owner still has the request.
	held_until INTEGER NOT NULL DEFAULT 0,
	-- The visitor's own copy of what they wrote, encrypted under a key
	-- that only their link gives (crypto/own_copy.h); empty: none.
	own        BLOB NOT NULL DEFAULT x'',
	-- To count how many calls one person has booked ahead; NULL once the
	-- call has begun, is cancelled or erased.
	--
	-- What it gives away: that two bookings ahead are of one address; and,
	-- to whoever has this file and keys/form.key as well, whether an
	-- address they guess is among those ahead. The address itself cannot
	-- be computed from it. The key is therefore no part of the database
	-- nor of its copies, and what is past is not kept.
	email_hash BLOB CHECK (length(email_hash) = 16),
	CHECK (lead_id IS NOT NULL
	    OR (state IN ('cancelled', 'held', 'missed') AND own = x''
	        AND email_hash IS NULL AND remind = 0))
) STRICT;

-- A random UUID, version 4, for each booking there is.
INSERT INTO booking_changed (id, lead_id, starts_at, ends_at, state, zone,
	token_hash, remind, created_at, overlaps, uid)
SELECT id, lead_id, starts_at, ends_at, state, zone, token_hash, remind,
	created_at, overlaps,
	lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4'
	    || substr(hex(randomblob(2)), 2) || '-'
	    || substr('89ab', 1 + (random() & 3), 1)
	    || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))
FROM booking;

DROP TABLE booking;
ALTER TABLE booking_changed RENAME TO booking;

-- Only stops the plainest double booking; see 0002_booking.sql. Requested ones
-- may be past their time.
CREATE UNIQUE INDEX booking_slot ON booking (starts_at)
	WHERE state NOT IN ('cancelled', 'requested') AND overlaps = 0;
CREATE INDEX booking_start ON booking (starts_at)
	WHERE state <> 'cancelled';
CREATE INDEX booking_lead ON booking (lead_id);
CREATE INDEX booking_requested ON booking (held_until)
	WHERE state = 'requested';
CREATE INDEX booking_email ON booking (email_hash)
	WHERE email_hash IS NOT NULL;

-- Why a form waits for the owner to look at it (domain/quarantine.h), and
-- since when; '' when it does not.
ALTER TABLE lead ADD COLUMN quarantine TEXT NOT NULL DEFAULT ''
	CHECK (quarantine IN ('', 'trap', 'haste', 'unsigned', 'posts',
	    'leads', 'email'));
ALTER TABLE lead ADD COLUMN quarantined_at INTEGER
	CHECK ((quarantine = '') = (quarantined_at IS NULL));
-- Times that would suit the sender of a message; they keep no slot.
ALTER TABLE lead ADD COLUMN wish1 INTEGER;
ALTER TABLE lead ADD COLUMN wish2 INTEGER;
-- The zone of who sent a message; bookings have their own.
ALTER TABLE lead ADD COLUMN zone TEXT NOT NULL DEFAULT '';
-- BLAKE2b-256 of a value that only the form of a message gives: sent twice, it
-- is one message. NULL for bookings.
ALTER TABLE lead ADD COLUMN form_hash BLOB CHECK (length(form_hash) = 32);
CREATE UNIQUE INDEX lead_form ON lead (form_hash);
CREATE INDEX lead_quarantine ON lead (id) WHERE quarantine <> '';

-- What was erased, for all that is kept about a lead elsewhere: notes in the
-- office, copies of this file. Says nothing about who it was.
CREATE TABLE erasure (
	lead_id   INTEGER PRIMARY KEY,
	uuid      TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36),
	erased_at INTEGER NOT NULL CHECK (erased_at % 60 = 0)
) STRICT;

PRAGMA user_version = 4;

-- A booking: a slot taken by a lead for a discovery call.
--
-- Times are seconds since the epoch, UTC; a slot is half open,
-- [starts_at, ends_at). Every state but cancelled keeps its slot. Active ones
-- never overlap: store_booking_add sees to that, the index below only stops
-- the plainest double booking whatever writes.
CREATE TABLE booking (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	lead_id    INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
	starts_at  INTEGER NOT NULL,
	-- A day at most, so that a search for overlaps looks back one day only.
	ends_at    INTEGER NOT NULL
	               CHECK (ends_at > starts_at
	                   AND ends_at - starts_at <= 86400),
	state      TEXT NOT NULL CHECK (state IN ('requested', 'confirmed',
	               'cancelled', 'held', 'missed')),
	-- The visitor's zone, an IANA name: how the times are shown to them.
	zone       TEXT NOT NULL CHECK (zone <> ''),
	-- BLAKE2b-256 of the manage link's token; the token is nowhere.
	token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
	-- Whether a reminder by mail was asked for.
	remind     INTEGER NOT NULL CHECK (remind IN (0, 1)),
	created_at INTEGER NOT NULL CHECK (created_at % 60 = 0)
) STRICT;

CREATE UNIQUE INDEX booking_slot ON booking (starts_at)
	WHERE state <> 'cancelled';
CREATE INDEX booking_lead ON booking (lead_id);

PRAGMA user_version = 2;

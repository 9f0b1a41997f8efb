-- When the owner can be called, beyond the weekly hours of site.yaml, and what
-- is taken besides bookings. Written by the admin and the command line; the
-- public role reads it.

-- A day with other hours than its weekday's, or with none.
CREATE TABLE availability_exception (
	-- A civil day, counted from 1970-01-01.
	day   INTEGER PRIMARY KEY,
	-- Whose clock the hours are read by, an IANA name.
	zone  TEXT NOT NULL CHECK (zone <> ''),
	-- "09:00-12:00, 13:00-17:00"; empty: the day is blocked.
	hours TEXT NOT NULL
) STRICT;

-- Time that is taken though nobody booked it. Seconds since the epoch, UTC,
-- half open, of any length; stretches may overlap each other and bookings.
-- What it is taken for is not kept.
CREATE TABLE busy_time (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	-- file: of the owner's calendar file, replaced as a whole by the next
	-- one. owner: blocked by hand.
	source    TEXT NOT NULL CHECK (source IN ('file', 'owner')),
	starts_at INTEGER NOT NULL,
	ends_at   INTEGER NOT NULL CHECK (ends_at > starts_at)
) STRICT;

-- What is over is the most, and is not looked at.
CREATE INDEX busy_time_end ON busy_time (ends_at);

-- The last calendar file that was read: there is one or none.
CREATE TABLE busy_file (
	id        INTEGER PRIMARY KEY CHECK (id = 1),
	read_at   INTEGER NOT NULL,
	-- Recurring events were followed up to here.
	covers_to INTEGER NOT NULL
) STRICT;

-- The owner may put a booking over another one, knowingly; only those may
-- begin when another does.
ALTER TABLE booking ADD COLUMN overlaps INTEGER NOT NULL DEFAULT 0
	CHECK (overlaps IN (0, 1));
DROP INDEX booking_slot;
CREATE UNIQUE INDEX booking_slot ON booking (starts_at)
	WHERE state <> 'cancelled' AND overlaps = 0;
CREATE INDEX booking_start ON booking (starts_at)
	WHERE state <> 'cancelled';

PRAGMA user_version = 3;

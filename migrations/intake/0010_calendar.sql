-- The owner's own calendar: an address it can fetch the calls from, and the
-- one on a server (CalDAV) that the courier reads and writes.

-- The private address of the calls: there is one or none.
CREATE TABLE calendar_feed (
	id         INTEGER PRIMARY KEY CHECK (id = 1),
	-- BLAKE2b-256 of the token in it; the token is nowhere.
	token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
	made_at    INTEGER NOT NULL CHECK (made_at % 60 = 0)
) STRICT;

-- What became of the last look at the calendar on the server. One row or none.
CREATE TABLE calendar_sync (
	id         INTEGER PRIMARY KEY CHECK (id = 1),
	-- Which calendar it was; what is known of another one is forgotten.
	url        TEXT NOT NULL CHECK (url <> ''),
	tried_at   INTEGER NOT NULL,
	-- NULL: it never went well.
	synced_at  INTEGER,
	-- Events in it that could not be read, the last time it went well.
	unreadable INTEGER NOT NULL DEFAULT 0 CHECK (unreadable >= 0),
	-- Why the last look did not go well, in a sentence; '' when it did.
	problem    TEXT NOT NULL DEFAULT '' CHECK (length(problem) <= 500)
) STRICT;

-- The calls that stand in that calendar.
CREATE TABLE calendar_copy (
	-- booking.uid
	uid  TEXT PRIMARY KEY CHECK (length(uid) = 36),
	-- Where on the server, from the root of its host on.
	href TEXT NOT NULL CHECK (href <> ''),
	-- Its version there (RFC 9110, ETag); '' where the server told none.
	etag TEXT NOT NULL,
	-- What was written: time, state and sequence of the booking.
	mark TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- caldav: of the calendar on the server, replaced as a whole each time it was
-- read. SQLite cannot change a CHECK; see 0003_availability.sql for the rest.
CREATE TABLE busy_time_changed (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	source    TEXT NOT NULL CHECK (source IN ('file', 'owner', 'caldav')),
	starts_at INTEGER NOT NULL,
	ends_at   INTEGER NOT NULL CHECK (ends_at > starts_at)
) STRICT;
INSERT INTO busy_time_changed (id, source, starts_at, ends_at)
SELECT id, source, starts_at, ends_at FROM busy_time;
DROP TABLE busy_time;
ALTER TABLE busy_time_changed RENAME TO busy_time;
CREATE INDEX busy_time_end ON busy_time (ends_at);

PRAGMA user_version = 10;

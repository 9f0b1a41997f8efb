-- How often each page was read, and no more: nothing here tells one visitor
-- from another (web/counts.h).
CREATE TABLE page_count (
	-- The owner's civil day, counted from 1970-01-01.
	day   INTEGER NOT NULL,
	-- What was counted: "guide/java", "result/single/node", "answer/team/js",
	-- "booked"; before a colon who by, if not a person: "bot:guide/java".
	page  TEXT NOT NULL CHECK (page <> '' AND page NOT GLOB '*[^a-z0-9:/-]*'),
	count INTEGER NOT NULL CHECK (count > 0),
	PRIMARY KEY (day, page)
) STRICT, WITHOUT ROWID;

-- What the owner has set on the desk in place of site.yaml's rules for calls;
-- one row, or none: site.yaml's hold.
CREATE TABLE availability_rule (
	id             INTEGER PRIMARY KEY CHECK (id = 1),
	-- Monday to Sunday, a line each, as in availability_exception:
	-- "09:00-12:00, 13:00-17:00"; an empty line is a day without calls.
	week           TEXT NOT NULL,
	buffer_minutes INTEGER NOT NULL CHECK (buffer_minutes >= 0),
	notice_minutes INTEGER NOT NULL CHECK (notice_minutes >= 0),
	horizon_days   INTEGER NOT NULL CHECK (horizon_days > 0)
) STRICT;

PRAGMA user_version = 8;

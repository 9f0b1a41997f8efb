-- What the owner plans about a lead and did with it. In this file and not in
-- office.db: a list is filtered and sorted by it, a stage and its date change
-- in one transaction, and the courier counts what is due without the office.
-- The public role may neither read nor write it (store/public_access.c).

-- When to get back to this person: a civil day by the owner's clock, counted
-- from 1970-01-01. NULL: nothing is planned.
ALTER TABLE lead ADD COLUMN follow_up_on INTEGER
	CHECK (follow_up_on BETWEEN 1 AND 999999);
-- What the owner recommended in the call: '', a stack, or two ("node+python").
ALTER TABLE lead ADD COLUMN recommended TEXT NOT NULL DEFAULT ''
	CHECK (length(recommended) <= 64
	    AND recommended NOT GLOB '*[^a-z0-9_+-]*');
-- When the owner last did something about it, cut to the minute; NULL: never.
ALTER TABLE lead ADD COLUMN touched_at INTEGER CHECK (touched_at % 60 = 0);

-- What lists are sorted by: follow_up_on, then 1000000 for open leads without
-- one, then 1000001 for closed ones. New leads are open and have none, so that
-- whoever inserts one need not know of it; the trigger keeps it.
ALTER TABLE lead ADD COLUMN next_on INTEGER NOT NULL DEFAULT 1000000;
UPDATE lead SET next_on = 1000001 WHERE stage IN ('won', 'lost', 'no_fit');

CREATE TRIGGER lead_next AFTER UPDATE OF stage, follow_up_on ON lead
BEGIN
	UPDATE lead SET next_on = CASE
		WHEN stage IN ('won', 'lost', 'no_fit') THEN 1000001
		ELSE ifnull(follow_up_on, 1000000) END
	WHERE id = NEW.id;
END;

-- Lists read these alone and then the fifty leads they show: each holds all
-- that a list is filtered by, in the order of one way to sort.
CREATE INDEX lead_desk ON lead (id, stage, next_on, quarantine, created_at,
	touched_at, result);
CREATE INDEX lead_desk_next ON lead (next_on, id, stage, quarantine,
	created_at, touched_at, result);
CREATE INDEX lead_desk_stage ON lead (stage, id, next_on, quarantine,
	created_at, touched_at, result);
CREATE INDEX lead_desk_stage_next ON lead (stage, next_on, id, quarantine,
	created_at, touched_at, result);

-- The latest call of each, in one step.
CREATE INDEX booking_latest ON booking (lead_id, starts_at)
	WHERE state IN ('requested', 'confirmed');

-- What was changed about a lead, by whom, from what to what; in the
-- transaction of the change. Undoing the latest of its kind puts back what was
-- before, and is a change too. Says nothing about who a lead is.
CREATE TABLE lead_change (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	lead_id  INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
	at       INTEGER NOT NULL CHECK (at % 60 = 0),
	-- NULL: the command line.
	admin_id INTEGER,
	kind     TEXT NOT NULL
	             CHECK (kind IN ('stage', 'follow_up', 'recommended')),
	-- A stage; a day as 2026-12-24, or ''; stacks as in lead.recommended.
	before   TEXT NOT NULL,
	after    TEXT NOT NULL CHECK (after <> before)
) STRICT;

CREATE INDEX lead_change_lead ON lead_change (lead_id, kind);

PRAGMA user_version = 7;

-- What waits to leave: mail and webhooks, and what became of each.
--
-- A message is queued in the transaction of what it tells of. What is in it is
-- sealed to the courier (crypto/mail_seal.h) and goes in the transaction that
-- marks it sent; time and state stay (store/outbox.h).

-- An epoch of the courier's ratchet; as seal_epoch in 0006_seal.sql.
CREATE TABLE mail_epoch (
	id         INTEGER PRIMARY KEY,
	epoch      BLOB NOT NULL UNIQUE CHECK (length(epoch) = 16),
	generation INTEGER NOT NULL CHECK (generation > 0),
	root       BLOB NOT NULL CHECK (length(root) = 97)
) STRICT;

CREATE TABLE outbox (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	-- What the body is bound to; the Message-ID of a mail and the id of a
	-- webhook are made of it, so that a duplicate is known as one.
	uuid        TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36),
	channel     TEXT NOT NULL CHECK (channel IN ('mail', 'hook')),
	-- "booking.confirmed"; who sends it knows what it means.
	kind        TEXT NOT NULL CHECK (length(kind) BETWEEN 3 AND 64
	                AND kind NOT GLOB '*[^a-z._]*'),
	-- Whom and what it is about. An erasure takes it along.
	lead_id     INTEGER REFERENCES lead (id) ON DELETE CASCADE,
	booking_id  INTEGER REFERENCES booking (id) ON DELETE CASCADE,
	-- 1: it is of no use once its booking was changed or has begun.
	lapses      INTEGER NOT NULL DEFAULT 0 CHECK (lapses IN (0, 1)),
	-- dead: given up. cancelled: not to be sent any more.
	state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
	                ('waiting', 'sent', 'dead', 'cancelled')),
	due_at      INTEGER NOT NULL,
	next_try_at INTEGER NOT NULL,
	tries       INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
	-- What the last try was answered with: the server's code, 0 for none,
	-- and a few words of ours that name nobody.
	last_code   INTEGER NOT NULL DEFAULT 0,
	last_reason TEXT NOT NULL DEFAULT '' CHECK (length(last_reason) <= 200),
	created_at  INTEGER NOT NULL CHECK (created_at % 60 = 0),
	sent_at     INTEGER,
	mail_epoch  INTEGER REFERENCES mail_epoch (id),
	number      INTEGER CHECK (number >= 0),
	body        BLOB,
	CHECK ((body IS NULL) = (mail_epoch IS NULL)
	    AND (body IS NULL) = (number IS NULL)),
	CHECK (state <> 'waiting' OR body IS NOT NULL),
	CHECK (state NOT IN ('sent', 'cancelled') OR body IS NULL),
	CHECK ((state = 'sent') = (sent_at IS NOT NULL))
) STRICT;

CREATE INDEX outbox_waiting ON outbox (channel, next_try_at)
	WHERE state = 'waiting';
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_lead ON outbox (lead_id);
CREATE INDEX outbox_booking ON outbox (booking_id);
CREATE INDEX outbox_epoch ON outbox (mail_epoch)
	WHERE mail_epoch IS NOT NULL;

-- What was said between us and the server when a test was sent. Goes with its
-- message, and after a day.
CREATE TABLE dialogue (
	outbox_id INTEGER PRIMARY KEY REFERENCES outbox (id)
	              ON DELETE CASCADE,
	said_at   INTEGER NOT NULL,
	said      TEXT NOT NULL
) STRICT;

-- The mail box of a demonstration, from which nothing leaves.
CREATE TABLE demo_mail (
	id        INTEGER PRIMARY KEY,
	outbox_id INTEGER NOT NULL UNIQUE REFERENCES outbox (id)
	              ON DELETE CASCADE,
	came_at   INTEGER NOT NULL,
	recipient TEXT NOT NULL,
	subject   TEXT NOT NULL,
	text      TEXT NOT NULL
) STRICT;

-- The day of the last digest. One row or none.
CREATE TABLE digest (
	id  INTEGER PRIMARY KEY CHECK (id = 1),
	day INTEGER NOT NULL
) STRICT;

PRAGMA user_version = 9;

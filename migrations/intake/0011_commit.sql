-- What makes storing a call cheaper, whatever else is stored.

-- Whether a slot is free is asked of what begins an hour before it and later,
-- and of this: the few calls that are longer. A day's look back at all of them
-- cost more than storing one.
CREATE INDEX booking_long ON booking (starts_at)
	WHERE state <> 'cancelled' AND ends_at - starts_at > 3600;

-- Rows that have no such thing need no place among those that have.
DROP INDEX lead_form;
CREATE UNIQUE INDEX lead_form ON lead (form_hash)
	WHERE form_hash IS NOT NULL;
DROP INDEX outbox_booking;
CREATE INDEX outbox_booking ON outbox (booking_id)
	WHERE booking_id IS NOT NULL;

PRAGMA user_version = 11;

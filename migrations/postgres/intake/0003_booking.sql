-- What a booking costs the server.
--
-- The server reads each CHECK of a table anew from its text for each INSERT,
-- which was a third of a booking; the constraint of a domain is read once for a
-- connection. What holds for one column is a domain's therefore, and what holds
-- between columns is one CHECK for a table.
CREATE DOMAIN minute AS BIGINT CHECK (VALUE % 60 = 0);
CREATE DOMAIN day AS BIGINT CHECK (VALUE BETWEEN 1 AND 999999);
CREATE DOMAIN flag AS BIGINT CHECK (VALUE IN (0, 1));
CREATE DOMAIN number AS BIGINT CHECK (VALUE >= 0);
CREATE DOMAIN uuid_text AS TEXT COLLATE "C" CHECK (length(VALUE) = 36);
CREATE DOMAIN not_empty AS TEXT COLLATE "C" CHECK (VALUE <> '');
CREATE DOMAIN event AS TEXT COLLATE "C"
	CHECK (length(VALUE) BETWEEN 3 AND 64 AND VALUE !~ '[^a-z._]');
CREATE DOMAIN hash_16 AS BYTEA CHECK (length(VALUE) = 16);
CREATE DOMAIN hash_32 AS BYTEA CHECK (length(VALUE) = 32);
CREATE DOMAIN lead_kind AS TEXT COLLATE "C"
	CHECK (VALUE IN ('booking', 'contact'));
CREATE DOMAIN lead_stage AS TEXT COLLATE "C" CHECK (VALUE IN ('new',
	'call_booked', 'call_held', 'proposal', 'won', 'lost', 'no_fit'));
CREATE DOMAIN doubt AS TEXT COLLATE "C" CHECK (VALUE IN ('', 'trap', 'haste',
	'unsigned', 'posts', 'leads', 'email'));
CREATE DOMAIN stacks AS TEXT COLLATE "C"
	CHECK (length(VALUE) <= 64 AND VALUE !~ '[^a-z0-9_+-]');
CREATE DOMAIN booking_state AS TEXT COLLATE "C" CHECK (VALUE IN ('requested',
	'confirmed', 'cancelled', 'held', 'missed'));
CREATE DOMAIN outbox_channel AS TEXT COLLATE "C"
	CHECK (VALUE IN ('mail', 'hook'));
CREATE DOMAIN outbox_state AS TEXT COLLATE "C"
	CHECK (VALUE IN ('waiting', 'sent', 'dead', 'cancelled'));
CREATE DOMAIN reason AS TEXT COLLATE "C" CHECK (length(VALUE) <= 200);

DO $$
DECLARE
	old RECORD;
BEGIN
	FOR old IN SELECT conrelid::regclass AS of, conname FROM pg_constraint
	    WHERE contype = 'c' AND conrelid IN ('lead'::regclass,
	    'booking'::regclass, 'outbox'::regclass) LOOP
		EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', old.of,
		    old.conname);
	END LOOP;
END
$$;

-- A trigger that names a column keeps its type.
DROP TRIGGER lead_next ON lead;
ALTER TABLE lead
	ALTER uuid TYPE uuid_text,
	ALTER kind TYPE lead_kind,
	ALTER stage TYPE lead_stage,
	ALTER created_at TYPE minute,
	ALTER consent_version TYPE not_empty,
	ALTER consent_at TYPE minute,
	ALTER seal_format TYPE number,
	ALTER head_number TYPE number,
	ALTER body_number TYPE number,
	ALTER quarantine TYPE doubt,
	ALTER form_hash TYPE hash_32,
	ALTER stage_at TYPE minute,
	ALTER follow_up_on TYPE day,
	ALTER recommended TYPE stacks,
	ALTER touched_at TYPE minute,
	ADD CONSTRAINT lead_is_whole CHECK (
	    (seal_format = 0) = (seal_epoch IS NULL)
	    AND (seal_format = 0) = (head_number IS NULL)
	    AND (seal_format = 0) = (body_number IS NULL)
	    AND (quarantine = '') = (quarantined_at IS NULL));
CREATE TRIGGER lead_next BEFORE UPDATE OF stage, follow_up_on ON lead
	FOR EACH ROW EXECUTE FUNCTION lead_next();

ALTER TABLE booking
	ALTER state TYPE booking_state,
	ALTER zone TYPE not_empty,
	ALTER token_hash TYPE hash_32,
	ALTER remind TYPE flag,
	ALTER created_at TYPE minute,
	ALTER "overlaps" TYPE flag,
	ALTER uid TYPE uuid_text,
	ALTER sequence TYPE number,
	ALTER email_hash TYPE hash_16,
	ADD CONSTRAINT booking_is_whole CHECK (
	    ends_at > starts_at AND ends_at - starts_at <= 86400
	    AND (lead_id IS NOT NULL
	        OR (state IN ('cancelled', 'held', 'missed') AND own = ''
	            AND email_hash IS NULL AND remind = 0)));

ALTER TABLE outbox
	ALTER uuid TYPE uuid_text,
	ALTER channel TYPE outbox_channel,
	ALTER kind TYPE event,
	ALTER lapses TYPE flag,
	ALTER state TYPE outbox_state,
	ALTER tries TYPE number,
	ALTER last_reason TYPE reason,
	ALTER created_at TYPE minute,
	ALTER number TYPE number,
	ADD CONSTRAINT outbox_is_whole CHECK (
	    (body IS NULL) = (mail_epoch IS NULL)
	    AND (body IS NULL) = (number IS NULL)
	    AND (state <> 'waiting' OR body IS NOT NULL)
	    AND (state NOT IN ('sent', 'cancelled') OR body IS NULL)
	    AND (state = 'sent') = (sent_at IS NOT NULL));

UPDATE schema_version SET version = 3;

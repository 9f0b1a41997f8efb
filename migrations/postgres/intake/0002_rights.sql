-- Who may do what in the intake. In a file the program refuses a statement of
-- the public role (store/public_access.c); here the server does, whatever a
-- taken over process sends it.
--
-- Three roles, which log in and own nothing: what visitors meet, the desk, and
-- the courier. Tables belong to who runs this. Foreign keys act for the owner,
-- so that nobody needs a right to what goes along with a lead.

-- Roles are the whole server's: others may be there already, of another
-- database or made by an administrator, and two may be installing at once.
DO $$
DECLARE
	name TEXT;
BEGIN
	FOREACH name IN ARRAY ARRAY['fourways_public', 'fourways_admin',
	    'fourways_courier'] LOOP
		CONTINUE WHEN EXISTS
		    (SELECT FROM pg_roles WHERE rolname = name);
		BEGIN
			EXECUTE format('CREATE ROLE %I LOGIN', name);
		EXCEPTION
			WHEN duplicate_object OR unique_violation THEN
				NULL;
			WHEN insufficient_privilege THEN
				RAISE EXCEPTION '% may not make the role %:'
				    ' have an administrator of the server run:'
				    ' CREATE ROLE fourways_public LOGIN;'
				    ' CREATE ROLE fourways_admin LOGIN;'
				    ' CREATE ROLE fourways_courier LOGIN',
				    current_user, name;
		END;
	END LOOP;
	FOREACH name IN ARRAY ARRAY['fourways_public', 'fourways_courier'] LOOP
		IF pg_has_role(name, current_user, 'MEMBER') THEN
			RAISE EXCEPTION 'the role % has all rights of %, to'
			    ' whom the tables belong: it must not be a'
			    ' superuser, nor that role, nor a member of it',
			    name, current_user;
		END IF;
	END LOOP;
END
$$;

-- Nobody needs tables of their own. A database may belong to somebody else,
-- who is then asked to do it.
DO $$
BEGIN
	IF pg_has_role(current_user, (SELECT datdba FROM pg_database
	    WHERE datname = current_database()), 'USAGE') THEN
		EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC',
		    current_database());
	ELSIF has_database_privilege('fourways_public', current_database(),
	    'TEMPORARY') THEN
		RAISE WARNING 'anybody may make temporary tables: have the'
		    ' owner of the database run: REVOKE TEMPORARY ON DATABASE'
		    ' % FROM PUBLIC', quote_ident(current_database());
	END IF;
	IF to_regnamespace('public') IS NOT NULL THEN
		IF has_schema_privilege('fourways_public', 'public',
		    'CREATE') THEN
			REVOKE CREATE ON SCHEMA public FROM PUBLIC;
		END IF;
	END IF;
END
$$;

GRANT USAGE ON SCHEMA intake
	TO fourways_public, fourways_admin, fourways_courier;
GRANT SELECT ON schema_version
	TO fourways_public, fourways_admin, fourways_courier;

-- ---- what visitors meet ----
--
-- As store/public_access.c has it, and narrower where the server can: no id is
-- chosen by who inserts, and what the owner plans is not set.

GRANT SELECT ON booking, availability_exception, availability_rule, busy_time,
	busy_file, page_count, seal_key, calendar_feed TO fourways_public;
-- Not head and body, nor follow_up_on, recommended, touched_at and next_on.
GRANT SELECT (id, uuid, kind, stage, created_at, result, consent_version,
	consent_at, seal_format, seal_epoch, head_number, body_number,
	quarantine, quarantined_at, wish1, wish2, zone, form_hash, stage_at)
	ON lead TO fourways_public;
-- Not root.
GRANT SELECT (id, epoch, generation) ON seal_epoch, mail_epoch
	TO fourways_public;
-- Not body.
GRANT SELECT (id, uuid, channel, kind, lead_id, booking_id, lapses, state,
	due_at, next_try_at, tries, last_code, last_reason, created_at,
	sent_at, mail_epoch, number)
	ON outbox TO fourways_public;

GRANT INSERT (lead_id, starts_at, ends_at, state, held_until, uid, zone,
	token_hash, remind, created_at, "overlaps", own, email_hash)
	ON booking TO fourways_public;
GRANT INSERT (uuid, kind, stage, created_at, stage_at, result,
	consent_version, consent_at, quarantine, quarantined_at, wish1, wish2,
	zone, form_hash, seal_format, seal_epoch, head_number, body_number,
	head, body)
	ON lead TO fourways_public;
GRANT INSERT (epoch, generation, root) ON seal_epoch, mail_epoch
	TO fourways_public;
GRANT INSERT (uuid, channel, kind, lead_id, booking_id, lapses, due_at,
	next_try_at, created_at, mail_epoch, number, body)
	ON outbox TO fourways_public;
GRANT INSERT (lead_id, uuid, erased_at) ON erasure
	TO fourways_public, fourways_courier;
GRANT INSERT (ref, at, kind, admin_id, subject, code) ON deed
	TO fourways_public, fourways_courier;
GRANT INSERT ON page_count TO fourways_public;

GRANT UPDATE (starts_at, ends_at, state, held_until, "overlaps", sequence, zone,
	remind, own, email_hash)
	ON booking TO fourways_public;
GRANT UPDATE (head, body, seal_format, seal_epoch, head_number, body_number)
	ON lead TO fourways_public;
GRANT UPDATE (state, last_code, last_reason, mail_epoch, number, body)
	ON outbox TO fourways_public;
GRANT UPDATE (count) ON page_count TO fourways_public;

GRANT DELETE ON lead, seal_epoch, mail_epoch TO fourways_public;

-- ---- the desk ----

GRANT SELECT ON ALL TABLES IN SCHEMA intake TO fourways_admin;
GRANT INSERT ON lead, lead_change, erasure, deed, booking,
	availability_exception, availability_rule, busy_time, busy_file,
	page_count, seal_key, seal_epoch, mail_epoch, outbox, dialogue,
	demo_mail, digest, calendar_feed, calendar_sync, calendar_copy
	TO fourways_admin;
GRANT UPDATE ON lead, booking, availability_exception, availability_rule,
	busy_file, page_count, outbox, dialogue, digest, calendar_feed,
	calendar_sync, calendar_copy
	TO fourways_admin;
GRANT DELETE ON lead, deed, availability_exception, availability_rule,
	busy_time, seal_key, seal_epoch, mail_epoch, outbox, dialogue,
	calendar_feed, calendar_sync, calendar_copy
	TO fourways_admin;
-- ERASURE_RESERVE_IDS.
GRANT SELECT, UPDATE ON SEQUENCE lead_id_seq TO fourways_admin;

-- ---- the courier ----
--
-- Its mail and the owner's calendar; of leads what a letter names and what the
-- retention looks at. Nothing that visitors wrote, nor what would open it.

GRANT SELECT ON busy_time, mail_epoch, outbox, digest, calendar_sync,
	calendar_copy TO fourways_courier;
GRANT SELECT (id, uuid, stage, stage_at, result, seal_epoch, quarantine,
	quarantined_at, wish1, wish2, zone, next_on)
	ON lead TO fourways_courier;
GRANT SELECT (id, lead_id, starts_at, ends_at, state, zone, uid, sequence,
	held_until)
	ON booking TO fourways_courier;
GRANT SELECT (id) ON seal_epoch TO fourways_courier;
GRANT SELECT (outbox_id, said_at) ON dialogue TO fourways_courier;
GRANT SELECT (outbox_id) ON demo_mail TO fourways_courier;

GRANT INSERT (source, starts_at, ends_at) ON busy_time TO fourways_courier;
GRANT INSERT (outbox_id, came_at, recipient, subject, text) ON demo_mail
	TO fourways_courier;
-- The owner's digest is a letter that it writes itself.
GRANT INSERT ON mail_epoch, outbox, dialogue, digest, calendar_sync,
	calendar_copy TO fourways_courier;

GRANT UPDATE (state, zone, remind, own, email_hash, sequence) ON booking
	TO fourways_courier;
GRANT UPDATE (state, sent_at, tries, next_try_at, last_code, last_reason,
	mail_epoch, number, body)
	ON outbox TO fourways_courier;
GRANT UPDATE ON dialogue, digest, calendar_sync, calendar_copy
	TO fourways_courier;

GRANT DELETE ON lead, busy_time, seal_epoch, mail_epoch, outbox, dialogue,
	calendar_sync, calendar_copy TO fourways_courier;

UPDATE schema_version SET version = 2;

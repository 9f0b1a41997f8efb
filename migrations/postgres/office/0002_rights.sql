-- Who may do what in the office: the desk alone may do anything. The roles are
-- made by intake/0002_rights.sql, which runs before; the public role and the
-- courier have no right to the schema, and so to nothing in it.

GRANT USAGE ON SCHEMA office TO fourways_admin;

GRANT SELECT ON ALL TABLES IN SCHEMA office TO fourways_admin;
GRANT INSERT ON admin, session, device, spare_code, site_key, key_grant,
	record_key, lead_index, note, deed_taken, erasure, audit_event
	TO fourways_admin;
GRANT UPDATE ON admin, session, device, record_key, lead_index, note
	TO fourways_admin;
GRANT DELETE ON admin, session, device, spare_code, key_grant, key_wrap,
	record_key, lead_index, note
	TO fourways_admin;
-- Of the trigger admin_id, and ADMIN_NEXT_ID.
GRANT SELECT, UPDATE ON SEQUENCE admin_id_seq TO fourways_admin;

UPDATE schema_version SET version = 2;

-- Who looked at a lead stands on its page; without this the whole log would be
-- read for it.
CREATE INDEX audit_event_subject ON audit_event (subject, id);

PRAGMA user_version = 8;

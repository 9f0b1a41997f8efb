#ifndef DOMAIN_AUDIT_H
#define DOMAIN_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/*
 * What the audit log tells of: a row of the table in audit.c for each kind. An
 * event holds ids and no more, so that erasing a person leaves the log whole.
 *
 * The id of a kind stands in every log that was ever written: it is never
 * changed and never taken out. Its words may be.
 */
enum audit_kind {
	AUDIT_SITE_KEY_MADE = 1,
	AUDIT_SITE_KEY_TURNED,   /* a rotation ended: all is sealed to it */
	AUDIT_ADMIN_ADDED,
	AUDIT_SESSION_BEGAN,
	AUDIT_SESSION_ENDED,
	AUDIT_SESSION_PROVED,    /* the passphrase was given again */
	AUDIT_SESSIONS_ENDED,    /* all of an admin, but perhaps one */
	AUDIT_ADMIN_REMOVED,
	AUDIT_ADMIN_PASSPHRASE,
	AUDIT_ADMIN_RECOVERED,
	AUDIT_RECOVERY_RENEWED,
	AUDIT_KEY_GRANTED,       /* to an account of an older program */
	AUDIT_FACTOR_ON,
	AUDIT_FACTOR_OFF,
	AUDIT_SPARE_CODES_MADE,
	AUDIT_SPARE_CODE_USED,
	AUDIT_UNLOCKED,          /* leads were opened on the command line */
	AUDIT_SETTINGS_CHANGED,  /* site.yaml is not what it was */
	AUDIT_AVAILABILITY_CHANGED,
	AUDIT_CALENDAR_MADE,     /* its private address; see calendars.h */
	AUDIT_CALENDAR_REVOKED,

	AUDIT_MAIL_RESENT,       /* of a lead, out of the outbox */

	AUDIT_LEAD_READ,         /* its page: all that the person wrote */
	AUDIT_LEAD_LISTED,       /* names and addresses of all, outside */
	AUDIT_LEAD_EXPORTED,     /* subject 0: all of a list */
	AUDIT_LEAD_STAGE,        /* moved to another one */
	AUDIT_LEAD_FOLLOW_UP,
	AUDIT_LEAD_RECOMMENDED,  /* what was, in the call */
	AUDIT_LEAD_UNDONE,       /* one of the three before */
	AUDIT_LEAD_CALL,         /* how it went: held or missed */
	AUDIT_LEAD_RESCUED,      /* let in from quarantine, or its call confirmed */
	AUDIT_LEAD_ERASED,
	AUDIT_LEAD_ERASED_BY_VISITOR,
	AUDIT_LEAD_ERASED_AGAIN, /* came back with a backup */
	AUDIT_LEAD_EXPIRED,      /* closed for as long as closed ones are kept */
	AUDIT_QUARANTINE_EXPIRED,

	AUDIT_HEAD_BEGUN,  /* what vouches for the log's end was not there */
	AUDIT_HEAD_BEHIND, /* the log went on without it; subject: from here */
	AUDIT_LOG_CUT,     /* it vouches for a later end; subject: that one */
	AUDIT_RESTORED,    /* of a backup: the log goes on from an older end */
	AUDIT_DEED_FORGED, /* no office signed it; see store/deeds.h */

	AUDIT_KIND_COUNT,
};

/* What the number called subject counts. */
enum audit_subject {
	AUDIT_OF_NOTHING = 1,
	AUDIT_OF_LEAD,
	AUDIT_OF_ADMIN,
	AUDIT_OF_SESSION,
	AUDIT_OF_KEY,
	AUDIT_OF_EVENT,
	AUDIT_OF_FILE, /* the first 48 bits of BLAKE2b-256 of a file */
};

/* Who did what to what, when. Numbers are 0 for nobody and nothing. */
struct audit_event {
	int64_t at;
	int64_t admin_id;
	enum audit_kind kind;
	int64_t subject;
};

/* As stored: a dotted word of lower case letters, "lead.read". */
const char *audit_kind_id(enum audit_kind kind);

/* The kind of an id; NOT_FOUND leaves the output untouched. */
enum status audit_kind_find(const char *id, enum audit_kind *kind);

/* What happened, in words: "Looked at a lead". */
const char *audit_kind_label(enum audit_kind kind);

/* What its subject is a number of, and that in a word: "lead" or "". */
enum audit_subject audit_kind_subject(enum audit_kind kind);
const char *audit_subject_label(enum audit_subject subject);

/* Who does it when no admin is named: "the program", "a visitor", "the command
 * line". */
const char *audit_kind_actor(enum audit_kind kind);

/* Whether it may come from the intake without an office's signature: what
 * visitors do, and what the courier does when a time is over. */
bool audit_kind_is_open(enum audit_kind kind);

/* Whether a lead is gone after it. */
bool audit_kind_erases(enum audit_kind kind);

/* Whether the owner should ask how it came to be. */
bool audit_kind_alarms(enum audit_kind kind);

#endif

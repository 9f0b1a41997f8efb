#include "domain/audit.h"

#include <assert.h>
#include <string.h>

#include "base/util.h"

enum flag { OPEN = 1, ERASES = 2, ALARMS = 4 };

static const char program[] = "the program";
static const char visitor[] = "a visitor";
static const char command[] = "the command line";

static const struct {
	const char *id;
	const char *label;
	const char *actor;
	enum audit_subject subject;
	unsigned flags;
} kinds[AUDIT_KIND_COUNT] = {
	[AUDIT_SITE_KEY_MADE] = { "site_key.made", "Made the site’s keys",
	    command, AUDIT_OF_KEY },
	[AUDIT_SITE_KEY_TURNED] = { "site_key.turned",
	    "Gave up the older keys for", command, AUDIT_OF_KEY },
	[AUDIT_ADMIN_ADDED] = { "admin.added", "Added an admin", command,
	    AUDIT_OF_ADMIN },
	[AUDIT_SESSION_BEGAN] = { "session.began", "Signed in", program,
	    AUDIT_OF_SESSION },
	[AUDIT_SESSION_ENDED] = { "session.ended", "Signed out", program,
	    AUDIT_OF_SESSION },
	[AUDIT_SESSION_PROVED] = { "session.proved",
	    "Gave the passphrase again", program, AUDIT_OF_SESSION },
	[AUDIT_SESSIONS_ENDED] = { "sessions.ended",
	    "Ended the other sessions of", command, AUDIT_OF_ADMIN },
	[AUDIT_ADMIN_REMOVED] = { "admin.removed", "Removed an admin",
	    command, AUDIT_OF_ADMIN },
	[AUDIT_ADMIN_PASSPHRASE] = { "admin.passphrase",
	    "Changed the passphrase", command, AUDIT_OF_ADMIN },
	[AUDIT_ADMIN_RECOVERED] = { "admin.recovered",
	    "Set a new passphrase with the recovery code", command,
	    AUDIT_OF_ADMIN },
	[AUDIT_RECOVERY_RENEWED] = { "recovery.renewed",
	    "Made a new recovery code", command, AUDIT_OF_NOTHING },
	[AUDIT_KEY_GRANTED] = { "key.granted",
	    "Got the office’s key in its new form", program, AUDIT_OF_ADMIN },
	[AUDIT_FACTOR_ON] = { "factor.on", "Turned the second factor on",
	    program, AUDIT_OF_ADMIN },
	[AUDIT_FACTOR_OFF] = { "factor.off", "Turned the second factor off",
	    program, AUDIT_OF_ADMIN },
	[AUDIT_SPARE_CODES_MADE] = { "spare_codes.made",
	    "Made new spare codes", program, AUDIT_OF_ADMIN },
	[AUDIT_SPARE_CODE_USED] = { "spare_code.used",
	    "Signed in with a spare code", program, AUDIT_OF_ADMIN },
	[AUDIT_UNLOCKED] = { "office.unlocked",
	    "Gave the passphrase on the command line", command,
	    AUDIT_OF_NOTHING },
	[AUDIT_SETTINGS_CHANGED] = { "settings.changed",
	    "Started with another site.yaml", program, AUDIT_OF_FILE },
	[AUDIT_AVAILABILITY_CHANGED] = { "availability.changed",
	    "Changed when calls can be booked", command, AUDIT_OF_NOTHING },
	[AUDIT_CALENDAR_MADE] = { "calendar.made",
	    "Made a private address for the calendar of calls", program,
	    AUDIT_OF_NOTHING },
	[AUDIT_CALENDAR_REVOKED] = { "calendar.revoked",
	    "Took the private address of the calendar back", program,
	    AUDIT_OF_NOTHING },

	[AUDIT_MAIL_RESENT] = { "mail.resent", "Sent a mail again", program,
	    AUDIT_OF_LEAD },
	[AUDIT_LEAD_READ] = { "lead.read", "Looked at a lead", command,
	    AUDIT_OF_LEAD },
	[AUDIT_LEAD_LISTED] = { "lead.listed",
	    "Listed all leads on the command line", command,
	    AUDIT_OF_NOTHING },
	[AUDIT_LEAD_EXPORTED] = { "lead.exported", "Took a copy out", command,
	    AUDIT_OF_LEAD },
	[AUDIT_LEAD_STAGE] = { "lead.stage", "Moved to another stage", command,
	    AUDIT_OF_LEAD },
	[AUDIT_LEAD_FOLLOW_UP] = { "lead.follow_up",
	    "Set when to get back to", command, AUDIT_OF_LEAD },
	[AUDIT_LEAD_RECOMMENDED] = { "lead.recommended",
	    "Wrote down what was recommended to", command, AUDIT_OF_LEAD },
	[AUDIT_LEAD_UNDONE] = { "lead.undone", "Undid a change of", command,
	    AUDIT_OF_LEAD },
	[AUDIT_LEAD_RESCUED] = { "lead.rescued",
	    "Let in from quarantine, or confirmed the call of", command,
	    AUDIT_OF_LEAD },
	[AUDIT_LEAD_CALL] = { "lead.call", "Said how a call went with",
	    command, AUDIT_OF_LEAD },
	[AUDIT_LEAD_ERASED] = { "lead.erased", "Erased a lead", command,
	    AUDIT_OF_LEAD, ERASES },
	[AUDIT_LEAD_ERASED_BY_VISITOR] = { "lead.erased_by_visitor",
	    "Erased their own data", visitor, AUDIT_OF_LEAD, OPEN | ERASES },
	[AUDIT_LEAD_ERASED_AGAIN] = { "lead.erased_again",
	    "Erased a lead again that a backup brought back", program,
	    AUDIT_OF_LEAD, OPEN | ERASES },
	[AUDIT_LEAD_EXPIRED] = { "lead.expired",
	    "Erased a lead that was closed long enough", program,
	    AUDIT_OF_LEAD, OPEN | ERASES },
	[AUDIT_QUARANTINE_EXPIRED] = { "quarantine.expired",
	    "Erased a lead that waited in quarantine long enough", program,
	    AUDIT_OF_LEAD, OPEN | ERASES },

	[AUDIT_HEAD_BEGUN] = { "audit.head_begun",
	    "Found nothing that vouches for the end of this log, and began "
	    "anew", program, AUDIT_OF_EVENT, ALARMS },
	[AUDIT_HEAD_BEHIND] = { "audit.head_behind",
	    "Found events that nothing vouched for, from this one on", program,
	    AUDIT_OF_EVENT },
	[AUDIT_LOG_CUT] = { "audit.cut",
	    "Found this log cut off or rewritten; it had gone up to this event",
	    program, AUDIT_OF_EVENT, ALARMS },
	[AUDIT_RESTORED] = { "office.restored",
	    "Restored a backup; the log goes on after this event", command,
	    AUDIT_OF_EVENT },
	[AUDIT_DEED_FORGED] = { "deed.forged",
	    "Found a note of a deed that this office never signed", program,
	    AUDIT_OF_NOTHING, ALARMS },
};

static const char *const subject_labels[] = {
	[AUDIT_OF_NOTHING] = "",
	[AUDIT_OF_LEAD] = "lead",
	[AUDIT_OF_ADMIN] = "admin",
	[AUDIT_OF_SESSION] = "session",
	[AUDIT_OF_KEY] = "key",
	[AUDIT_OF_EVENT] = "event",
	[AUDIT_OF_FILE] = "file",
};

static void
must_be_known(enum audit_kind kind)
{
	assert(kind > 0 && kind < AUDIT_KIND_COUNT && kinds[kind].id != NULL);
}

const char *
audit_kind_id(enum audit_kind kind)
{
	must_be_known(kind);
	return kinds[kind].id;
}

enum status
audit_kind_find(const char *id, enum audit_kind *kind)
{
	for (size_t i = 1; i < countof(kinds); i++)
		if (strcmp(kinds[i].id, id) == 0) {
			*kind = (enum audit_kind)i;
			return OK;
		}
	return NOT_FOUND;
}

const char *
audit_kind_label(enum audit_kind kind)
{
	must_be_known(kind);
	return kinds[kind].label;
}

enum audit_subject
audit_kind_subject(enum audit_kind kind)
{
	must_be_known(kind);
	return kinds[kind].subject;
}

const char *
audit_subject_label(enum audit_subject subject)
{
	return subject_labels[subject];
}

const char *
audit_kind_actor(enum audit_kind kind)
{
	must_be_known(kind);
	return kinds[kind].actor;
}

bool
audit_kind_is_open(enum audit_kind kind)
{
	must_be_known(kind);
	return (kinds[kind].flags & OPEN) != 0;
}

bool
audit_kind_erases(enum audit_kind kind)
{
	must_be_known(kind);
	return (kinds[kind].flags & ERASES) != 0;
}

bool
audit_kind_alarms(enum audit_kind kind)
{
	must_be_known(kind);
	return (kinds[kind].flags & ALARMS) != 0;
}

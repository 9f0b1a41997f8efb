#ifndef DOMAIN_QUARANTINE_H
#define DOMAIN_QUARANTINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/*
 * What may be the work of a program. Such a form is stored like any other,
 * marked with the reason, and the person reads a page that promises an answer
 * and offers another way to reach us: nobody is lost, nobody is called names.
 * The owner decides.
 *
 * A time that was asked for this way is kept for QUARANTINE_HOLD_SECONDS, so
 * that it costs no person their slot in silence. No more than
 * QUARANTINE_HOLDS are kept at once, so that a program cannot fill the diary;
 * past that the form comes back with all that was typed, to be sent again.
 */
enum doubt {
	DOUBT_NONE = 1,
	DOUBT_TRAP,     /* the field that people do not see is filled in */
	DOUBT_HASTE,    /* sent sooner after the page was made than people type */
	DOUBT_UNSIGNED, /* not from a page of ours, or of one too old */
	DOUBT_POSTS,    /* many forms from one address within ten minutes */
	DOUBT_LEADS,    /* many from one address within an hour */
	DOUBT_EMAIL,    /* many bookings ahead under one e-mail address */
	DOUBT_COUNT,
};

enum {
	QUARANTINE_HOLD_SECONDS = 24 * 60 * 60,
	QUARANTINE_HOLDS = 8,
	/* A page that lay open this long signs no more. */
	QUARANTINE_PAGE_SECONDS = 7 * 24 * 60 * 60,
	/* So many times the limit that asks for a look are refused. */
	QUARANTINE_HARD = 20,
};

/* As stored: "", "trap", "haste", "unsigned", "posts", "leads", "email". */
const char *doubt_id(enum doubt doubt);

/* Why, in words for the owner; "" for DOUBT_NONE. */
const char *doubt_label(enum doubt doubt);

/* The doubt of an id; NOT_FOUND leaves the output untouched. */
enum status doubt_find(const char *id, enum doubt *doubt);

/* What is known of a form that was sent. */
struct submission {
	bool trapped;        /* the trap is filled in */
	int64_t rendered_at; /* when its page was made; 0: not signed by us */
	int64_t now;
	/* Of its address, this one included; 0 where there is no address. */
	unsigned posts;      /* sent within ten minutes */
	unsigned leads;      /* stored within the hour, with this one */
};

/* From site.yaml; 0 is no limit. */
struct submission_limits {
	int form_seconds;
	int posts_per_10_minutes;
	int leads_per_hour;
};

/* The first doubt there is about a form, or DOUBT_NONE. */
enum doubt submission_judge(const struct submission *submission,
    const struct submission_limits *limits);

/* Whether an address has sent so many forms that this one is refused. */
bool submission_is_refused(const struct submission *submission,
    const struct submission_limits *limits);

#endif

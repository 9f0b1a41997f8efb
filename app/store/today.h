#ifndef STORE_TODAY_H
#define STORE_TODAY_H

#include "store/store.h"

/*
 * What the owner's morning page is made of. Office access only, DENIED
 * otherwise. Days are civil ones by the owner's clock, since 1970-01-01.
 */

/* A lead as far as its line there goes; who it is, the vault opens. */
struct today_lead {
	int64_t id;
	enum lead_stage stage;
	int64_t follow_up_on; /* 0: none */
	int64_t touched_at;   /* when anything last happened */
};

struct today_leads {
	struct today_lead *at;
	size_t len;
	int64_t count; /* of all there are, beyond those read */
};

enum today_part {
	TODAY_OVERDUE = 1, /* the date is past: the oldest first */
	TODAY_DUE,         /* it is today */
	/* Open, without a date and without a call to come: the one that was
	 * left alone longest first. Not what is in quarantine. */
	TODAY_NO_STEP,
};

/* What is asked. */
struct today_ask {
	enum today_part part;
	int64_t day;
	int64_t now;
	int64_t limit; /* at most so many are read */
	/* Leads that stand elsewhere on the page already, for TODAY_NO_STEP. */
	const int64_t *except;
	size_t except_len;
};

/* Leads of a part, in arena. OK, also when there is none. */
enum status store_today_leads(struct store *store, struct arena *arena,
    const struct today_ask *ask, struct today_leads *leads);

/* A message, for how long it waits. */
struct today_message {
	int64_t id;
	int64_t created_at;
	int64_t changed_at; /* the first change; 0: none, or none that was not
	                     * taken back */
	bool open;          /* still as new as it came */
};

struct today_messages {
	struct today_message *at;
	size_t len;
};

/* Messages without quarantine that came at or after an instant or are still
 * new, in order of id, in arena. OK, also when there is none. */
enum status store_today_messages(struct store *store, struct arena *arena,
    int64_t since, struct today_messages *messages);

/* How many wait in quarantine to be looked at. */
enum status store_today_quarantine(struct store *store, int64_t *count);

#endif

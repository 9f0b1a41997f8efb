#ifndef COURIER_LETTER_VIEW_H
#define COURIER_LETTER_VIEW_H

/*
 * What the templates of mails show (templates/mail/). Texts are never NULL; ""
 * where there is nothing to say.
 */
struct letter_head {
	const char *title;   /* the subject */
	const char *heading; /* the same without the time, which stands below */
};

struct letter_foot {
	const char *site;
	const char *url;
};

/* Who wrote; all "" where the owner's mails hold nothing personal. */
struct letter_person {
	const char *name;
	const char *email;
	const char *company;
	const char *message;
};

struct letter_view {
	struct letter_head head;
	struct letter_foot foot;
	const char *greeting;   /* "Hello Ada Example," */
	const char *owner;      /* the owner's name */
	const char *when;       /* the call by the reader's clock; of a digest
	                         * the day */
	const char *owner_when; /* by the owner's, where that differs */
	const char *link;       /* the visitor's own page */
	const char *book;       /* where calls are booked */
	const char *result_link;
	const char *wish1;      /* times a message names */
	const char *wish2;
	const char *event;      /* what happened, to the owner */
	const char *desk;       /* where the owner reads more */
	const char *digest;     /* "2 calls, 3 follow-ups due, 1 overdue" */
	struct letter_person person;
	int reply_hours;
};

#endif

#ifndef WEB_VIEWS_OUTBOX_H
#define WEB_VIEWS_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/views_page.h"

/* A message in the outbox. See views.h. */
struct outbox_row_view {
	int64_t id;
	const char *what;    /* "Confirmation" */
	const char *state;   /* "Sent", "Not sent", "Given up" */
	const char *detail;  /* "connection refused, try 2 of 8, next 14:05" */
	const char *subject; /* "lead 12", or "" */
	const char *href;    /* where to look at that, or "" */
	const char *when;    /* when it was sent, or is due */
	const char *when_iso;
	bool alarm;          /* the owner should look at it */
	const char *again;   /* what the button says that sends it, or "" */
};

/* A mail of a demonstration, which went nowhere. */
struct demo_mail_view {
	const char *when;
	const char *recipient;
	const char *subject;
	const char *text;
};

/* templates/admin_outbox.html: view admin_outbox_page */
struct admin_outbox_view {
	struct page page;
	struct problems_view problems;
	struct {
		const struct outbox_row_view *at;
		size_t len;
	} rows;
	struct {
		const struct demo_mail_view *at;
		size_t len;
	} mails;
	struct field_view address;
	const char *zone;
	const char *more_href; /* older ones, or "" */
	bool later;            /* not the first page */
	bool demo;
	bool no_server;        /* none is set in site.yaml */
	bool has_hook;  /* a webhook is set, to be tried */
};

/* templates/admin_outbox_message.html: view admin_outbox_message_page */
struct admin_outbox_message_view {
	struct page page;
	struct outbox_row_view row;
	const char *zone;
	const char *said; /* the dialogue of a test, or "" */
	bool waiting;     /* a test that was not sent yet */
};

#endif

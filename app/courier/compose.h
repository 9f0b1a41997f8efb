#ifndef COURIER_COMPOSE_H
#define COURIER_COMPOSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "calendar/ics.h"
#include "domain/letter.h"

struct arena;
struct outbox_row;
struct settings;
struct store;

/*
 * Writing a mail: what was sealed for it, how things stand now, and the
 * templates (templates/mail/) become subject, text, HTML and calendar file.
 */
struct compose {
	const struct settings *settings;
	const char *public_url; /* no trailing slash */
	const char *admin_url;  /* the same; "" or not of the web: no link */
	struct store *store;
	int64_t now;
};

/* A mail as it is to leave; in the arena. */
struct mail {
	const char *uuid;    /* its Message-ID is made of it */
	enum letter_kind kind;
	const char *to_name; /* or "" */
	const char *to_email;
	const char *subject;
	const char *text;    /* lines end with LF */
	const char *html;    /* the same */
	const char *ics;     /* lines end with CR LF; NULL for none */
	size_t ics_len;
	enum ics_method method;
};

/*
 * Writes the mail of a message in the outbox. OK; DENIED: it is of no use any
 * more, and *why says so in a few words; BUSY and FAILED of the store.
 */
enum status compose_mail(struct arena *arena, const struct compose *with,
    const struct outbox_row *row, const struct letter *letter,
    struct mail *mail, const char **why);

#endif

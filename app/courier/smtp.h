#ifndef COURIER_SMTP_H
#define COURIER_SMTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "config/settings.h"

struct arena;
struct buf;
struct mail;

/*
 * Handing a mail to the server the settings name, by libcurl: TLS from the
 * start or STARTTLS that may not be left out, certificates checked, sign-in,
 * a time limit on everything. A connection is kept for the next mail until
 * smtp_free.
 */
struct smtp_server {
	const struct settings *settings;
	const char *conf;     /* where smtp.ca_file is looked for */
	const char *password; /* "" for none; NULL: see smtp_try */
};

enum {
	SMTP_CONNECT_SECONDS = 10,
	SMTP_SECONDS = 60, /* for one mail, all of it */
	SMTP_TRY_SECONDS = 8, /* for smtp_try, all of it */
	SMTP_REASON_SIZE = 120,
};

struct smtp;

/* Never NULL; server is borrowed for its life. */
struct smtp *smtp_new(const struct smtp_server *server);
void smtp_free(struct smtp *smtp);

/* What became of a mail. */
struct smtp_result {
	bool accepted;
	int code;  /* of the reply that decided, 0: none did */
	bool whole; /* the server was not reached at all, or did not let us
	             * in: the next mail would fare the same */
	bool stopped; /* a signal that ends the process is waiting */
	char reason[SMTP_REASON_SIZE]; /* a few words that name nobody */
};

/*
 * Sends one mail, dated at now. said, unless NULL, gets all that was said,
 * without password and text.
 */
void smtp_send(struct smtp *smtp, struct arena *arena, const struct mail *mail,
    int64_t now, struct buf *said, struct smtp_result *result);

/*
 * Whether a mail could be handed over: connects, greets, does TLS and the
 * sign-in as for a mail, asks for nothing (NOOP) and says goodbye. With the
 * password NULL there is no sign-in.
 */
void smtp_try(struct smtp *smtp, struct arena *arena,
    struct smtp_result *result);

#endif

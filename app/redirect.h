#ifndef APP_REDIRECT_H
#define APP_REDIRECT_H

#include "web/listen.h"

struct acme;
struct serve_options;
struct settings;

/* What --redirect-listen and --acme ask for: a door without TLS beside the one
 * with it, which leads there. */
struct redirect {
	struct listen_socket socket; /* fd -1: there is none */
	struct acme *acme;           /* or NULL */
};

/* Opens the door and reads the proofs. An exit code, with one line on standard
 * error unless it is EX_OK. */
int redirect_open(const struct serve_options *o, struct redirect *redirect);

/* Whether the settings say where it leads to: an exit code, the same way. */
int redirect_check(const struct redirect *redirect,
    const struct settings *settings);

/* What the supervisor waits for besides, or -1. */
int redirect_watch_fd(const struct redirect *redirect);

#endif

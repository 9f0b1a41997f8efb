#ifndef COURIER_SMTP_SAID_H
#define COURIER_SMTP_SAID_H

#include <stdbool.h>

#include <curl/curl.h>

struct buf;

/*
 * What was said between us and a mail server, for the owner's eyes: each line
 * with "> " for ours, "< " for theirs, "* " for what libcurl notes. Without
 * what a sign-in gives away and without the mail itself.
 */
struct smtp_said {
	struct buf *out;
	bool signing_in;
	bool has_data; /* the mail itself was noted */
};

/* Takes down what is said on a handle from now on; said lives as long. */
void smtp_said_watch(struct smtp_said *said, CURL *curl);

#endif

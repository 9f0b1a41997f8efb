#ifndef DOMAIN_RETRY_H
#define DOMAIN_RETRY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * When a message that could not be sent is tried again, and when never. Eight
 * tries within two days: soon at first, for most trouble passes; rarely in
 * the end, for a weekend without a server must not lose a message.
 */
enum { RETRY_TRIES = 8 };

/*
 * When to try again after so many tries, the one that failed now among them.
 * random, any number, spreads those that failed together over up to a tenth
 * of the wait more. false: there were RETRY_TRIES, give up.
 */
bool retry_at(int64_t tries, uint32_t random, int64_t now, int64_t *at);

enum retry_verdict {
	RETRY_DONE = 1, /* accepted */
	RETRY_LATER,
	RETRY_NEVER,    /* it will be refused again */
};

/*
 * What an SMTP reply says (RFC 5321, 4.2.1); code 0 is none: the connection
 * was refused or broke. It is the reply's code that tells 4xx from 5xx, not
 * the error of the library. A refused sign-in is ours to mend, so the message
 * waits (RFC 4954, 6).
 */
enum retry_verdict retry_of_smtp(int code);

#endif

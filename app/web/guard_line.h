#ifndef WEB_GUARD_LINE_H
#define WEB_GUARD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/guard_fault.h"

struct guard;

/*
 * The grammar of the lines of a head (RFC 9112 sections 3 and 5), for guard.c
 * only. A line is [line, end), holds nothing but printable ASCII and tabs, and
 * a CR stands behind it; guard->tab says whether there was a tab so far.
 */

/* A method Kore knows; others it answers with a bare 400 of its own. */
struct guard_method {
	const char *name;
	size_t len;
	bool body;   /* Kore reads one, and wants a Content-Length */
	bool http10; /* Kore takes it in HTTP/1.0 too */
};

/* Reads METHOD SP target SP version; sets method, http10 and close. */
enum guard_fault guard_request_line(struct guard *guard, const uint8_t *line,
    const uint8_t *end);

/*
 * Reads a header line, which is not empty, and notes what it says about
 * framing. *keep: how many of its bytes Kore is to see; 0 if its value is
 * empty.
 */
enum guard_fault guard_header(struct guard *guard, const uint8_t *line,
    const uint8_t *end, size_t *keep);

#endif

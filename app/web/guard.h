#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The framing guard: decides, byte for byte, where one HTTP/1.x request ends,
 * before any other parser sees it (RFC 9112; SECURITY 1, PLATFORM 5.3). It is
 * a state machine over bytes without Kore, sockets or clocks. What it passes
 * is exactly one well-formed request, and one that Kore's parser reads in the
 * same way; what it does not understand in the one way allowed, it refuses.
 *
 * Rules are checked from left to right, each at the first byte that decides
 * it, so the verdict does not depend on how the bytes were split on their
 * way. Each byte of a head is looked at once, however it arrives.
 */
enum {
	GUARD_HEAD_MAX = 8192,   /* request line and headers, bytes */
	GUARD_HEADERS_MAX = 23,  /* header lines, Host and empty ones among
	                          * them: Kore drops lines after the 24th, and
	                          * the request line is the first */
	GUARD_TARGET_MAX = 1998, /* request target, bytes; Kore's own limit */
	GUARD_HOST_MAX = 253,    /* value of Host, bytes; Kore's own limit */
	GUARD_BODY_MAX = 65536,  /* bytes */
};

enum guard_verdict {
	GUARD_MORE = 1, /* not whole yet: give more bytes */
	GUARD_REQUEST,  /* one whole request: size bytes from the start */
	GUARD_REFUSE,   /* status and reason say why; close the connection */
};

struct guard_result {
	enum guard_verdict verdict;
	size_t head_size; /* REQUEST: bytes up to and with the empty line */
	size_t size;      /* REQUEST: head_size and the body */
	bool close;       /* REQUEST: the client asks for the connection to be
	                   * closed after it, or speaks HTTP/1.0 */
	int status;       /* REFUSE: an HTTP status */
	const char *reason; /* REFUSE: a sentence or two for the error page */
	bool send_continue; /* MORE: the head is good, no byte of the body is
	                     * there and the client waits for "100 Continue"
	                     * (RFC 9110 section 10.1.1); said once a request */
};

struct guard_method;

/*
 * What the guard remembers of a request while it arrives; zero it before the
 * first byte of each. Opaque to callers but for its size.
 */
struct guard {
	size_t scanned;   /* bytes already looked at */
	size_t line;      /* where the line being read begins */
	size_t kept;      /* bytes of the head so far that Kore is to see */
	size_t head_size; /* 0 until the head is whole and was found good */
	size_t body_size;
	const struct guard_method *method; /* NULL until the first line */
	int headers;      /* header lines so far */
	bool skipped;     /* an empty line before the request was left out */
	bool tab;         /* there was a tab in the head */
	bool http10;
	bool host;        /* Host was there */
	bool length;      /* Content-Length was there */
	bool expects;     /* the client waits for 100 Continue */
	bool close;       /* it asks to close, or speaks HTTP/1.0 */
};

/*
 * Looks at the *len bytes at data, which begin at the start of a request and
 * grow at the end from call to call; between calls nobody else may change
 * them. A request needs at most GUARD_HEAD_MAX + GUARD_BODY_MAX bytes; what
 * stands behind it is left alone. After REQUEST the caller takes size bytes
 * off the front, zeroes the guard and asks again; after REFUSE the guard and
 * data are of no further use.
 *
 * Rewrites the head in three ways, none of which changes its meaning, and
 * moves what follows up; the sizes in the result are after that and *len is
 * set to what remains:
 *  - header lines with an empty value are taken out, for Kore answers 400 to
 *    them though RFC 9110 section 5.5 allows them;
 *  - spaces and tabs at the end of a value are taken out (RFC 9112 section
 *    5.1), for Kore takes them as part of it;
 *  - one empty line before the request line is taken out (section 2.2).
 *
 * Refuses: a request line that is not METHOD SP origin-form SP HTTP/1.0|1.1
 * (400; 505 for other versions; 501 for a method Kore does not know, and for
 * any but GET, HEAD and POST in HTTP/1.0, where Kore would refuse it; 414), a
 * target that holds "#" or anything but visible ASCII, bare LF or CR, NUL and
 * control bytes, bytes over 0x7e and tabs within a value (Kore takes
 * neither), obs-fold, space before the colon, a header name that is not a
 * token or begins with "host" but is not Host, no or several Hosts, a Host
 * that is not a name or address with an optional port (400),
 * Transfer-Encoding (501), Expect other than 100-continue (417; Upgrade is
 * ignored, as RFC 9110 section 7.8 allows),
 * Content-Length more than once, empty or not all digits (400), over
 * GUARD_BODY_MAX (413), a body with a method that has none, which are GET,
 * HEAD, DELETE and OPTIONS (400), POST, PUT or PATCH without Content-Length
 * (411), more header lines or bytes than the limits (431).
 */
struct guard_result guard_look(struct guard *guard, uint8_t *data,
    size_t *len);

#endif

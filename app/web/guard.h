#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The framing guard: decides, byte for byte, where one HTTP/1.x request ends,
 * before any other parser sees it (RFC 9112; SECURITY 1, PLATFORM 5.3). It is
 * a state machine over bytes without Kore, sockets or clocks. What it passes
 * is exactly one well-formed request; what it does not understand in the one
 * way allowed, it refuses.
 */
enum {
	GUARD_HEAD_MAX = 8192,   /* request line and headers, bytes */
	GUARD_HEADERS_MAX = 23,  /* header lines; Kore reads 24 with Host */
	GUARD_TARGET_MAX = 1998, /* request target, bytes; Kore's own limit */
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
	int status;       /* REFUSE: an HTTP status */
	const char *reason; /* REFUSE: one sentence for the error page */
};

/*
 * What the guard remembers of a request while it arrives; zero it before the
 * first byte of each. Opaque to callers but for its size.
 */
struct guard {
	size_t scanned;   /* bytes already looked at for the end of the head */
	size_t head_size; /* 0 until the head is whole and was found good */
	size_t body_size;
};

/*
 * Looks at the len bytes at data, which begin at the start of a request and
 * grow from call to call. data is rewritten only in one way: header lines
 * with an empty value are blanked out of the head, for Kore refuses those
 * though RFC 9110 allows them; sizes in the result are after that, and *len
 * is set to what remains.
 *
 * Refuses: a request line that is not METHOD SP origin-form SP HTTP/1.0|1.1
 * (400, 505 for other versions, 501 for an unknown method, 414), bare LF or
 * CR, NUL and control bytes, obs-fold, space before the colon, a header name
 * that is not a token or begins with "host" but is not Host, no or several
 * Hosts, an empty or malformed Host, Transfer-Encoding (501), Content-Length
 * more than once, empty or not all digits (400), over GUARD_BODY_MAX (413), a
 * body with GET or HEAD (400), POST without Content-Length (411), Upgrade
 * and Expect other than 100-continue (417), more header lines or bytes than
 * the limits (431).
 */
struct guard_result guard_look(struct guard *guard, uint8_t *data,
    size_t *len);

/* Whether the request whose head begins at data asks for the connection to be
 * closed after it, or is HTTP/1.0. */
bool guard_wants_close(const uint8_t *data, size_t head_size);

#endif

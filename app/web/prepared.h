#ifndef WEB_PREPARED_H
#define WEB_PREPARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct app;
struct route;

/*
 * Answers that do not depend on who asks, made once at start: the whole
 * response in one buffer, in three encodings, and its 304. A request for one
 * is a look-up and one send.
 *
 * Pages that are many and seldom asked for, as the results of the assessment,
 * are not made at start: all of them would take half a second and 14 MiB. Each
 * process makes one when somebody first asks, one encoding at a time, and
 * keeps it, up to PREPARED_LATER_MAX bytes; beyond that they are answered like
 * any other page.
 *
 * A page that tells what changes, as the next free time, is made anew by each
 * process when somebody asks for it and it is older than PREPARED_LIVE seconds;
 * where that fails, the older one is sent.
 *
 * The Date header stands at a fixed place of each buffer and is renewed in
 * place, at most once a second (RFC 9110, 6.6.1 wants one). After a fork each
 * process has its own copy of the pages it touches.
 */
struct prepared;

enum { PREPARED_LATER_MAX = 7 << 20, PREPARED_LIVE = 60 };

enum encoding { IDENTITY = 0, GZIP, BROTLI, ENCODING_COUNT };

/* One complete answer. */
struct prepared_bytes {
	char *bytes;
	size_t len;
	size_t head_len; /* status line and headers: what HEAD gets */
	size_t date_at;  /* offset of the 29 bytes of the date */
	int64_t date;    /* the second they say */
	int code;
};

struct prepared_page {
	char *path;
	const struct route *route; /* of its path; NULL: not asked yet */
	size_t counted; /* of whoever gets it; see counts.h */
	struct prepared *later; /* makes it when asked for; NULL: all is there */
	struct app *live;       /* makes it anew; NULL: it stays as it is */
	int64_t fresh_until;    /* of a live page */
	struct prepared_bytes full[ENCODING_COUNT]; /* len 0: not worth it */
	struct prepared_bytes not_modified[ENCODING_COUNT];
	char etag[ENCODING_COUNT][40]; /* with quotes */
};

struct prepared *prepared_new(void);
void prepared_free(struct prepared *prepared);

/*
 * Asks the handlers for path as any visitor would, and keeps the answer. OK;
 * NOT_FOUND or FAILED when the answer was not a 200.
 */
enum status prepared_add(struct prepared *prepared, struct app *app,
    const char *path);

/* The prepared page of path tells what changes. What was made so far is old:
 * at start the databases are not open yet. app outlives prepared. */
void prepared_live(struct prepared *prepared, struct app *app,
    const char *path);

/*
 * Which pages are made when they are first asked for: those whose path keeps()
 * says yes to. Each must answer 200 to everybody alike. app outlives prepared.
 */
typedef bool prepared_keeps(const struct app *app, const char *path);

void prepared_later(struct prepared *prepared, struct app *app,
    prepared_keeps *keeps);

/* The page of exactly this path (without query), or NULL. */
struct prepared_page *prepared_find(struct prepared *prepared,
    const char *path);

/* Bytes that pages made later take so far in this process. */
size_t prepared_later_size(const struct prepared *prepared);

/*
 * The answer for these two headers (NULL when absent): the encoding by
 * Accept-Encoding (RFC 9110, 12.5.3: q=0 is no, the smaller one wins), 304
 * when If-None-Match names the page's tag in any encoding (13.1.2, weak
 * comparison). The date is brought up to now. NULL when a page made later cannot
 * be kept: the caller then answers by dispatch.
 */
struct prepared_bytes *prepared_choose(struct prepared_page *page,
    const char *accept_encoding, const char *if_none_match, int64_t now);

#endif

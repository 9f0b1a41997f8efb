#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * Compression. Each appends to out and returns whether it worked; the caller
 * keeps the result only where it is smaller. Brotli is for what is made once,
 * at the strongest setting that a start can afford.
 */
enum {
	STATIC_GZIP_BEST = 9, /* made once, sent often */
	STATIC_GZIP_LIVE = 4, /* made for one answer: 60 KB in half a ms */
};

bool static_gzip(const void *bytes, size_t len, int level, struct buf *out);
bool static_brotli(const void *bytes, size_t len, struct buf *out);

/*
 * Whether an Accept-Encoding header (NULL when absent) takes the encoding of
 * this name, "gzip" or "br" (RFC 9110, 12.5.3): it is named, and not with q=0.
 */
bool static_accepts(const char *header, const char *name);

#endif

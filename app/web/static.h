#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * Compression at start: zlib and brotli at their strongest settings that a
 * start can afford. Each appends to out and returns whether it worked; the
 * caller keeps the result only where it is smaller.
 */
bool static_gzip(const void *bytes, size_t len, struct buf *out);
bool static_brotli(const void *bytes, size_t len, struct buf *out);

#endif

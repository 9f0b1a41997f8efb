#ifndef COURIER_MULTISTATUS_H
#define COURIER_MULTISTATUS_H

#include <stddef.h>

#include "base/status.h"

struct arena;

/*
 * The answer of a calendar server to a query (RFC 4918, 13; RFC 4791, 7.8),
 * read by libxml2: no network, no entities, no document type. It is what
 * somebody else's server wrote.
 */
struct dav_item {
	const char *href; /* as the server wrote it */
	const char *etag; /* or "" */
	const char *data; /* its calendar file, or "" */
};

struct dav_items {
	struct dav_item *at;
	size_t len;
};

enum { DAV_ITEMS_MAX = 10000 };

/* Reads len bytes. OK, with the items in arena; INVALID: no such answer, not
 * well-formed, with a document type, or of more than DAV_ITEMS_MAX items. */
enum status multistatus_read(struct arena *arena, const char *bytes,
    size_t len, struct dav_items *items);

#endif

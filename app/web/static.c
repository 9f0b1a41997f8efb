#include "web/static.h"

/* So that zlib takes what it only reads as const. */
#define ZLIB_CONST

#include <brotli/encode.h>
#include <stdint.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/wiped.h"

enum {
	GZIP_WINDOW = 15 + 16, /* 16 asks zlib for the gzip wrapper */
	GZIP_MEMORY = 8,
	BROTLI_LEVEL = 8, /* 9 takes twenty times as long to save a hundredth */
};

/* The smallest window that holds all: a larger one costs memory and time. */
static int
brotli_window(size_t len)
{
	int bits = BROTLI_MIN_WINDOW_BITS;

	while (bits < BROTLI_DEFAULT_WINDOW && ((size_t)1 << bits) - 16 < len)
		bits++;
	return bits;
}

/* zlib's memory holds what it compresses, which may be what a visitor typed. */
static void *
zlib_alloc(void *opaque, uInt items, uInt size)
{
	(void)opaque;
	return wiped_alloc((size_t)items * size);
}

static void
zlib_free(void *opaque, void *bytes)
{
	(void)opaque;
	wiped_free(bytes);
}

bool
static_gzip(const void *bytes, size_t len, int level, struct buf *out)
{
	z_stream stream = { .next_in = bytes,
		.avail_in = (uInt)len,
		.zalloc = zlib_alloc,
		.zfree = zlib_free };
	uint8_t chunk[16384];
	int rc;

	if (deflateInit2(&stream, level, Z_DEFLATED, GZIP_WINDOW,
		GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	do {
		stream.next_out = chunk;
		stream.avail_out = sizeof(chunk);
		rc = deflate(&stream, Z_FINISH);
		buf_add(out, chunk, sizeof(chunk) - stream.avail_out);
	} while (rc == Z_OK);
	(void)deflateEnd(&stream);
	return rc == Z_STREAM_END && !out->failed;
}

bool
static_brotli(const void *bytes, size_t len, struct buf *out)
{
	size_t size = BrotliEncoderMaxCompressedSize(len);
	uint8_t *encoded;
	bool good;

	if (size == 0 || (encoded = malloc(size)) == NULL)
		return false;
	good = BrotliEncoderCompress(BROTLI_LEVEL, brotli_window(len),
	    BROTLI_MODE_TEXT, len, bytes, &size, encoded) == BROTLI_TRUE;
	if (good)
		buf_add(out, encoded, size);
	free(encoded);
	return good && !out->failed;
}

/* Whether an element of a header, "gzip;q=0.5", which ends with it or at a
 * comma, begins with this name and is not refused by q=0. */
static bool
element_accepts(const char *element, size_t len, const char *name)
{
	size_t name_len = strlen(name);
	const char *q;

	if (len < name_len || strncasecmp(element, name, name_len) != 0 ||
	    (len > name_len && strchr("; \t", element[name_len]) == NULL))
		return false;
	for (q = element + name_len; q < element + len; q++)
		if ((*q == 'q' || *q == 'Q') && q[1] == '=')
			return strcspn(q, "123456789") < strcspn(q, ",");
	return true;
}

bool
static_accepts(const char *header, const char *name)
{
	if (header == NULL)
		return false;
	for (;;) {
		size_t len;

		header += strspn(header, ", \t");
		len = strcspn(header, ",");
		if (len == 0)
			return false;
		if (element_accepts(header, len, name))
			return true;
		header += len;
	}
}

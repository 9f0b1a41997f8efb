#include "web/static.h"

/* So that zlib takes what it only reads as const. */
#define ZLIB_CONST

#include <brotli/encode.h>
#include <stdint.h>
#include <zlib.h>

#include "base/buf.h"

enum {
	GZIP_LEVEL = 9,
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

bool
static_gzip(const void *bytes, size_t len, struct buf *out)
{
	z_stream stream = { .next_in = bytes,
		.avail_in = (uInt)len };
	uint8_t chunk[16384];
	int rc;

	if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW,
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

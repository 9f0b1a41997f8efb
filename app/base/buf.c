#include "base/buf.h"

#include <assert.h>

#include "base/log.h"

struct buf
buf_new(size_t limit)
{
	return (struct buf){ .limit = limit };
}

void
buf_free(struct buf *buf)
{
	/* What a person typed does not stay in free memory. */
	if (buf->data != NULL)
		explicit_bzero(buf->data, buf->size);
	free(buf->data);
	*buf = (struct buf){ .limit = buf->limit };
}

void
buf_reset(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
}

/* Room for len more bytes and a NUL; the NUL does not count to the limit. */
static bool
buf_grow(struct buf *buf, size_t len)
{
	size_t size = buf->size < 256 ? 256 : buf->size;
	char *wider;

	if (buf->failed || len > buf->limit - buf->len) {
		buf->failed = true;
		return false;
	}
	if (buf->size - buf->len > len)
		return true;
	while (size - buf->len <= len)
		size *= 2;
	wider = malloc(size);
	if (wider == NULL)
		log_fatal("memory", "out of memory at %zu bytes", size);
	if (buf->data != NULL) {
		memcpy(wider, buf->data, buf->len);
		explicit_bzero(buf->data, buf->size);
		free(buf->data);
	}
	buf->data = wider;
	buf->size = size;
	return true;
}

void
buf_add(struct buf *buf, const void *bytes, size_t len)
{
	bool fits = !buf->failed && len < buf->size - buf->len &&
	    len <= buf->limit - buf->len;

	if ((!fits && !buf_grow(buf, len)) || len == 0)
		return;
	memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
}

void
buf_puts(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void
buf_putc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void
buf_vprintf(struct buf *buf, const char *format, va_list args)
{
	const size_t room = buf->size - buf->len;
	char *end = room > 0 ? buf->data + buf->len : NULL;
	va_list again;
	int len;

	/* Into the room there is; once more where that was too little. */
	va_copy(again, args);
	len = vsnprintf(end, room, format, args);
	assert(len >= 0);
	if (buf_grow(buf, (size_t)len)) {
		if ((size_t)len >= room)
			(void)vsnprintf(buf->data + buf->len, (size_t)len + 1,
			    format, again);
		buf->len += (size_t)len;
	}
	va_end(again);
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(buf, format, args);
	va_end(args);
}

const char *
buf_text(struct buf *buf)
{
	if (buf->data == NULL)
		return "";
	buf->data[buf->len] = '\0';
	return buf->data;
}

void
buf_release(struct buf *buf)
{
	buf_free(buf);
}

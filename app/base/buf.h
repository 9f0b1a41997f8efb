#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Growing output with a limit given at birth. What would pass the limit is
 * not added and sets failed, which stays set: one check at the end says
 * whether the whole is there. data is NULL while empty; it is not
 * NUL-terminated unless buf_text was called.
 */
struct buf {
	char *data;   /* owned; buf_free or buf_take */
	size_t len;   /* bytes in use */
	size_t size;  /* bytes allocated */
	size_t limit; /* most bytes it may ever hold */
	bool failed;  /* something did not fit; the content is not whole */
};

/* A buffer of at most limit bytes, without memory so far. */
struct buf buf_new(size_t limit);

/* Frees the memory; the buffer is empty and usable again. */
void buf_free(struct buf *buf);

/* Empties the buffer and clears failed, keeping the memory. */
void buf_reset(struct buf *buf);

/* Appends len bytes. */
void buf_add(struct buf *buf, const void *bytes, size_t len);

/* Appends a NUL-terminated text without its NUL. */
void buf_puts(struct buf *buf, const char *text);

/* Appends one byte. */
void buf_putc(struct buf *buf, char c);

/* Appends formatted text. */
void buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same with an argument list. */
void buf_vprintf(struct buf *buf, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/*
 * The content with a NUL behind it (not counted in len); valid until the
 * next change. An empty buffer gives "".
 */
const char *buf_text(struct buf *buf);

/* For the BUF declaration below. */
void buf_release(struct buf *buf);

/* Declares a buffer that is freed when its scope ends. */
#define BUF(name, limit)                                                  \
	__attribute__((cleanup(buf_release))) struct buf name =           \
	    buf_new(limit)

#endif

#ifndef TESTS_WIRE_H
#define TESTS_WIRE_H

#include "test.h"

#include "web/guard.h"

/*
 * A connection as the guard sees it: bytes arrive in steps of any size. The
 * beginnings below make requests to a.example.
 */
#define GET "GET / HTTP/1.1\r\n"
#define HOST "Host: a.example\r\n"
#define POST "POST /book HTTP/1.1\r\n" HOST

/* A connection: the bytes that came and what the guard said last. */
struct wire {
	struct guard guard;
	struct guard_result result;
	uint8_t *data;
	size_t len;
};

static inline struct wire
wire_new(size_t size)
{
	struct wire wire = { .data = malloc(size + 1) };

	assert_non_null(wire.data);
	return wire;
}

/* Lets bytes arrive step by step until the guard has decided; how many did. */
static inline size_t
wire_feed(struct wire *wire, const void *bytes, size_t len, size_t step)
{
	size_t at = 0;

	do {
		size_t n = step < len - at ? step : len - at;

		memcpy(wire->data + wire->len, (const char *)bytes + at, n);
		wire->len += n;
		at += n;
		wire->result = guard_look(&wire->guard, wire->data, &wire->len);
	} while (at < len && wire->result.verdict == GUARD_MORE);
	return at;
}

/* Takes a passed request off the front. */
static inline void
wire_take(struct wire *wire)
{
	assert_int_equal(wire->result.verdict, GUARD_REQUEST);
	wire->len -= wire->result.size;
	memmove(wire->data, wire->data + wire->result.size, wire->len);
	wire->guard = (struct guard){ 0 };
}

static inline struct guard_result
look_once(const void *bytes, size_t len)
{
	struct wire wire = wire_new(len);

	wire_feed(&wire, bytes, len, len);
	free(wire.data);
	return wire.result;
}

/* What the guard says of a text, as the status; 0: a request, 1: more. */
static inline int
status_of(const char *text)
{
	struct guard_result result = look_once(text, strlen(text));

	return result.verdict == GUARD_MORE ? 1 : result.status;
}

#endif

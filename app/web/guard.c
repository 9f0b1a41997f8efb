#include "web/guard.h"

#include <endian.h>
#include <string.h>

#include "web/guard_fault.h"
#include "web/guard_line.h"

/* The longest line that can hold an allowed target: "OPTIONS ", the target,
 * " HTTP/1.1" and its end. */
enum { REQUEST_LINE_MAX = 8 + GUARD_TARGET_MAX + 9 + 2 };

/*
 * How many bytes of eight are printable ASCII before the first that is not.
 * Each of the three tests sets the top bit of a byte that fails it; a carry
 * can only come out of such a byte, so that the lowest bit set is right.
 */
static inline size_t
printable_of_eight(const uint8_t *at)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t bytes;
	uint64_t failed;

	memcpy(&bytes, at, sizeof(bytes));
	bytes = le64toh(bytes);
	failed = ((bytes - each * 0x20) | (bytes + each) | bytes) & each * 0x80;
	return failed == 0 ? 8 : (size_t)__builtin_ctzll(failed) / 8;
}

/* Where the next byte stands that is not printable ASCII, at most end. */
static inline size_t
printable_end(const uint8_t *data, size_t at, size_t end)
{
	while (end - at >= 8) {
		size_t count = printable_of_eight(data + at);

		at += count;
		if (count < 8)
			return at;
	}
	while (at < end && data[at] >= 0x20 && data[at] <= 0x7e)
		at++;
	return at;
}

/*
 * Moves on to the end of the line and tells whether it is there. *fault is
 * set as soon as a byte shows that this line cannot be allowed.
 */
static bool
line_is_whole(struct guard *guard, const uint8_t *data, size_t len,
    enum guard_fault *fault)
{
	bool first = guard->method == NULL;
	size_t limit = first ? guard->line + REQUEST_LINE_MAX : GUARD_HEAD_MAX;
	size_t end = len < limit ? len : limit;
	size_t at = printable_end(data, guard->scanned, end);

	while (at < end && data[at] == '\t') {
		guard->tab = true;
		at = printable_end(data, at + 1, end);
	}
	guard->scanned = at;
	/* A CR that came last waits for its LF. */
	if (at == end || (data[at] == '\r' && at + 1 == end)) {
		if (end == limit)
			*fault = first ? FAULT_LONG_TARGET : FAULT_LONG_HEAD;
		return false;
	}
	if (data[at] != '\r' && data[at] != '\n')
		*fault = FAULT_BAD_BYTE;
	else if (data[at] == '\n' || data[at + 1] != '\n')
		*fault = FAULT_BAD_LINE_END;
	return *fault == FAULT_NONE;
}

/* Adds the first len bytes of the line just read, and a line end, to what
 * Kore is to see. */
static inline void
keep_line(struct guard *guard, uint8_t *data, size_t len)
{
	if (guard->kept == guard->line && guard->line + len == guard->scanned) {
		guard->kept = guard->scanned + 2;
		return;
	}
	memmove(data + guard->kept, data + guard->line, len);
	guard->kept += len;
	data[guard->kept++] = '\r';
	data[guard->kept++] = '\n';
}

/* The empty line came: checks what had to be there and closes the gap that
 * left-out lines made, once for all of them. */
static enum guard_fault
finish_head(struct guard *guard, uint8_t *data, size_t *len)
{
	size_t next = guard->scanned + 2;

	if (!guard->host)
		return FAULT_NO_HOST;
	if (guard->method->body && !guard->length)
		return FAULT_NO_LENGTH;
	keep_line(guard, data, 0);
	if (guard->kept != next) {
		memmove(data + guard->kept, data + next, *len - next);
		*len -= next - guard->kept;
	}
	guard->head_size = guard->kept;
	return FAULT_NONE;
}

/* Reads the line that ends where the guard has scanned to. */
static enum guard_fault
read_line(struct guard *guard, uint8_t *data, size_t *len)
{
	size_t end = guard->scanned;
	size_t keep;
	enum guard_fault fault = FAULT_NONE;

	if (guard->method != NULL && end == guard->line)
		return finish_head(guard, data, len);
	if (guard->method != NULL) {
		fault = guard_header(guard, data + guard->line, data + end,
		    &keep);
		if (keep > 0)
			keep_line(guard, data, keep);
	} else if (end == guard->line && !guard->skipped) {
		guard->skipped = true;
	} else {
		fault = guard_request_line(guard, data + guard->line,
		    data + end);
		if (fault == FAULT_NONE)
			keep_line(guard, data, end - guard->line);
	}
	guard->line = guard->scanned = end + 2;
	return fault;
}

/* The head is good: whether the body is there too. */
static struct guard_result
await_body(struct guard *guard, size_t len)
{
	size_t size = guard->head_size + guard->body_size;
	struct guard_result result = { .verdict = GUARD_MORE };

	if (len >= size)
		return (struct guard_result){ .verdict = GUARD_REQUEST,
			.head_size = guard->head_size, .size = size,
			.close = guard->close };
	result.send_continue = guard->expects && len == guard->head_size;
	guard->expects = false;
	return result;
}

struct guard_result
guard_look(struct guard *guard, uint8_t *data, size_t *len)
{
	enum guard_fault fault = FAULT_NONE;

	while (guard->head_size == 0 && fault == FAULT_NONE) {
		if (line_is_whole(guard, data, *len, &fault))
			fault = read_line(guard, data, len);
		else if (fault == FAULT_NONE)
			return (struct guard_result){ .verdict = GUARD_MORE };
	}
	if (fault != FAULT_NONE)
		return (struct guard_result){ .verdict = GUARD_REFUSE,
			.status = guard_answers[fault].status,
			.reason = guard_answers[fault].reason };
	return await_body(guard, *len);
}

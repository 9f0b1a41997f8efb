#include "store/rows.h"

#include <stdbool.h>

#include "base/arena.h"

enum { ROWS_FIRST = 16 };

/* An array is full at none, 16, 32, 64, …: no count of the room is kept. */
static bool
is_full(size_t len)
{
	return len == 0 || (len >= ROWS_FIRST && (len & (len - 1)) == 0);
}

void *
rows_grow(struct arena *arena, void *at, size_t len, size_t size)
{
	void *wider;

	if (!is_full(len))
		return at;
	wider = arena_array(arena, len == 0 ? ROWS_FIRST : len * 2, size);
	if (len > 0)
		memcpy(wider, at, len * size);
	return wider;
}

void *
rows_copy(struct arena *arena, const void *bytes, size_t len)
{
	void *copy = arena_alloc(arena, len);

	if (len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

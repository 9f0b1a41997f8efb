#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>

#include "base/log.h"

struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *chunks; /* newest first; the last one is the oldest */
	size_t step;
};

static struct chunk *
chunk_new(size_t size, struct chunk *next)
{
	struct chunk *chunk;

	if (size > SIZE_MAX - sizeof(*chunk))
		log_fatal("memory", "request of %zu bytes", size);
	chunk = calloc(1, sizeof(*chunk) + size);
	if (chunk == NULL)
		log_fatal("memory", "out of memory at %zu bytes", size);
	chunk->next = next;
	chunk->size = size;
	return chunk;
}

static void
chunk_free(struct chunk *chunk)
{
	explicit_bzero(chunk->bytes, chunk->used);
	free(chunk);
}

struct arena *
arena_new(size_t step)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena == NULL)
		log_fatal("memory", "out of memory for an arena");
	arena->step = step;
	arena->chunks = chunk_new(step, NULL);
	return arena;
}

void
arena_free(struct arena *arena)
{
	struct chunk *next;

	if (arena == NULL)
		return;
	for (struct chunk *chunk = arena->chunks; chunk != NULL; chunk = next) {
		next = chunk->next;
		chunk_free(chunk);
	}
	free(arena);
}

void
arena_reset(struct arena *arena)
{
	struct chunk *chunk = arena->chunks;
	struct chunk *next;

	for (; chunk->next != NULL; chunk = next) {
		next = chunk->next;
		chunk_free(chunk);
	}
	explicit_bzero(chunk->bytes, chunk->used);
	chunk->used = 0;
	arena->chunks = chunk;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct chunk *chunk = arena->chunks;
	void *memory;

	if (size > SIZE_MAX - align)
		log_fatal("memory", "request of %zu bytes", size);
	size = (size + align - 1) / align * align;
	if (size > chunk->size - chunk->used) {
		chunk = chunk_new(size > arena->step ? size : arena->step, chunk);
		arena->chunks = chunk;
	}
	memory = chunk->bytes + chunk->used;
	chunk->used += size;
	return memory;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		log_fatal("memory", "array of %zu times %zu bytes", count, size);
	return arena_alloc(arena, total);
}

char *
arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	struct chunk *chunk = arena->chunks;
	const size_t room = chunk->size - chunk->used;
	char *place = (char *)chunk->bytes + chunk->used;
	va_list again;
	char *text;
	int len;

	/* Most texts fit where the next one goes; what did not is made again,
	 * and what is free stays zero. */
	assert(format != NULL);
	va_copy(again, args);
	len = vsnprintf(place, room, format, args);
	assert(len >= 0);
	text = arena_alloc(arena, (size_t)len + 1);
	if (text != place) {
		explicit_bzero(place, room);
		(void)vsnprintf(text, (size_t)len + 1, format, again);
	}
	va_end(again);
	return text;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void
arena_release(struct arena **arena)
{
	arena_free(*arena);
}

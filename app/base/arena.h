#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Memory that lives and dies together: a request, a page, a configuration.
 *
 * Everything taken from an arena stays valid until arena_free or
 * arena_reset; nothing is freed alone. Exhausted memory ends the process
 * (the worker is restarted), so no caller has a path for it that nobody
 * ever runs.
 */
struct arena;

/* A new arena; the caller owns it. chunk is the growth step in bytes. */
struct arena *arena_new(size_t chunk);

/* Wipes and frees the arena and all that came from it: what a person typed
 * does not stay in free memory. NULL is allowed. */
void arena_free(struct arena *arena);

/* Wipes everything in the arena but keeps its first chunk for reuse. */
void arena_reset(struct arena *arena);

/* size bytes, zeroed, aligned for any type. size may be 0. */
void *arena_alloc(struct arena *arena, size_t size);

/* count elements of size bytes, zeroed; an overflowing product is fatal. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of the NUL-terminated text. */
char *arena_strdup(struct arena *arena, const char *text);

/* A copy of len bytes of text with a NUL behind them. */
char *arena_strndup(struct arena *arena, const char *text, size_t len);

/* Formatted text, as long as it needs to be. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same with an argument list. */
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* For the ARENA declaration below. */
void arena_release(struct arena **arena);

/* Declares an arena that is freed when its scope ends. */
#define ARENA(name)                                                       \
	__attribute__((cleanup(arena_release))) struct arena *name =      \
	    arena_new(4096)

#endif

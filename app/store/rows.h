#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include <stddef.h>

struct arena;

/*
 * Room for one more element of size bytes behind the len there are; returns
 * the array, moved when it was full. Room doubles, so that the arena holds at
 * most as much again as is used. Private to the store.
 */
void *rows_grow(struct arena *arena, void *at, size_t len, size_t size);

/* A copy of the bytes of a column, which else go with the row. */
void *rows_copy(struct arena *arena, const void *bytes, size_t len);

#endif

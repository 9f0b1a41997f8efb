#ifndef BASE_WIPED_H
#define BASE_WIPED_H

#include <stddef.h>

/*
 * malloc and free for libraries that take their own (zlib, jansson): what is
 * given back is wiped first, as what a person typed may lie in it.
 */

/* len bytes, or NULL. Given back by wiped_free alone, to which NULL may go. */
void *wiped_alloc(size_t len);
void wiped_free(void *bytes);

#endif

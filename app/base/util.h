#ifndef BASE_UTIL_H
#define BASE_UTIL_H

/* How many elements an array (not a pointer) has. */
#define countof(array) (sizeof(array) / sizeof((array)[0]))

#endif

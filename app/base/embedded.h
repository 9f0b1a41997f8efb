#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

/*
 * A file compiled into the program by app/tools/embed.c: migrations, style
 * sheet, icon. The tool makes, in the order of the names,
 *
 *   const struct embedded_file NAME[];
 *   const size_t NAME_len;
 *
 * which who uses them declares extern.
 */
struct embedded_file {
	const char *name;     /* without folders */
	const uint8_t *bytes; /* a NUL follows that size does not count */
	size_t size;
};

#endif

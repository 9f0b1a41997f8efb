#ifndef CONTENT_TABLE_H
#define CONTENT_TABLE_H

#include <stddef.h>

#include "base/status.h"

struct source;

/*
 * The rows of a table as the author wrote them. md4c fills short rows and
 * drops the surplus of long ones in silence; here they are refused.
 */

/*
 * Checks the first table that begins on a line after the one `after` is on
 * (NULL: from the first line), of columns and rows as md4c counted them, rows
 * without the header. *line becomes the file's line of its header.
 *
 * OK, or INVALID with the line on standard error: header or row with another
 * number of cells, a single column.
 */
enum status table_check(struct source *source, const char *after,
    size_t columns, size_t rows, int *line);

#endif

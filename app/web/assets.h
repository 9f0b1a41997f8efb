#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include <stddef.h>

struct embedded_file;

/* The files of assets/ that are served as they are; written by
 * app/tools/embed.c into the build folder. */
extern const struct embedded_file web_assets[];
extern const size_t web_assets_len;

#endif

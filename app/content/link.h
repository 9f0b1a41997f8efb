#ifndef CONTENT_LINK_H
#define CONTENT_LINK_H

#include <stdbool.h>

/*
 * Whether a guide may link to this address, character references already
 * decoded: this site ("/x" but not "//x", "#x", "?x"), https: or mailto:;
 * without blanks, backslashes and control bytes.
 */
bool link_is_allowed(const char *url);

#endif

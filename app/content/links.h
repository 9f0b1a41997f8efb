#ifndef CONTENT_LINKS_H
#define CONTENT_LINKS_H

#include "base/status.h"

struct assessment;
struct guides;

/*
 * Whether every guide link of the assessment leads to a guide and a section
 * that exist. OK, or INVALID with a line on standard error for each that does
 * not.
 */
enum status links_check(const struct guides *guides,
    const struct assessment *assessment);

#endif

#ifndef WEB_SITE_SEARCH_H
#define WEB_SITE_SEARCH_H

#include "base/status.h"

struct app;
struct search;

/*
 * The search of this site: guides by section, profiles by row, comparisons,
 * and the registers of facts and of disagreements entry by entry. app is
 * loaded and may go away after. OK or FAILED (logged); the caller frees
 * *search, which is NULL unless OK.
 */
enum status site_search_new(const struct app *app, struct search **search);

#endif

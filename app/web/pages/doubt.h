#ifndef WEB_PAGES_DOUBT_H
#define WEB_PAGES_DOUBT_H

#include "base/status.h"
#include "domain/quarantine.h"

struct problems;
struct request;

/*
 * Whether a form that is about to be stored may be the work of a program
 * (domain/quarantine.h). With --no-limits all is counted and nothing doubted.
 */

/* Counts the form and judges it. OK with *doubt, DOUBT_NONE for the ordinary;
 * LIMITED when its address has sent far too many. */
enum status doubt_form(struct request *req, enum doubt *doubt);

/* Counts that it was stored. */
void doubt_stored(struct request *req);

/* Says beside the form why it was not taken, for LIMITED and for BUSY. */
void doubt_explain(enum status st, struct problems *problems);

#endif

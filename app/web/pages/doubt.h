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

/*
 * Counts a form that is handed over to be stored, before it is known whether
 * it will be, for others of its address are judged meanwhile; and takes it
 * back when it was not. at is the time of the first. When the visitor leaves
 * in between it stays counted.
 */
void doubt_handed_over(struct request *req, int64_t at);
void doubt_not_stored(struct request *req, int64_t at);

/* Says beside the form why it was not taken, for LIMITED and for BUSY. */
void doubt_explain(enum status st, struct problems *problems);

#endif

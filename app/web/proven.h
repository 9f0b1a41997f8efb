#ifndef WEB_PROVEN_H
#define WEB_PROVEN_H

#include "base/status.h"

struct app;

/*
 * Proves the assessment of a site that is about to start, links into the
 * guides and claims included, and keeps in the app the digest of the proof
 * table and what has moved since conf/assessment.table. OK; INVALID with a
 * line on standard error for each fault, which names the answers that lead to
 * it, or the line of the table that cannot be read; FAILED likewise.
 */
enum status proven_check(struct app *app);

#endif

#ifndef WEB_PAGES_OUTCOME_H
#define WEB_PAGES_OUTCOME_H

struct request;

/* The headline of an assessment code's result, or NULL when the code is not
 * one of ours. */
const char *outcome_headline(struct request *req, const char *code);

#endif

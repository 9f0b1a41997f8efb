#ifndef WEB_PAGES_ASSESSMENT_FORM_H
#define WEB_PAGES_ASSESSMENT_FORM_H

struct answers;
struct request;
struct response;

/* The form in place of a result that is none of ours, with the answers that
 * could be read of its code; the HTTP status is the caller's. */
void assessment_form_unknown(struct request *req, struct response *res,
    const char *code, const struct answers *answers);

#endif

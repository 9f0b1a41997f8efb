#ifndef WEB_PAGES_PERSON_FIELDS_H
#define WEB_PAGES_PERSON_FIELDS_H

#include <stdbool.h>

#include "domain/lead.h"
#include "domain/person.h"
#include "web/views_booking.h"

struct problems;
struct request;

/*
 * What the forms of a call, a message and a correction have in common.
 */

/* name, email, company and message of the form, as they came. */
struct person_form person_form_read(struct request *req);

/* The fields shown again; labels of the message are those of a booking. */
struct person_fields_view person_fields_view(struct request *req,
    const struct person_form *form, const struct problems *problems);

/* The box with the sentence of today for this kind; what names what is
 * stored besides what was typed. */
struct consent_view consent_view(struct request *req, enum lead_kind kind,
    const char *what, const struct problems *problems);

/* What the assessment gave, of the form's field result: none with a problem
 * for a code that is not ours. path is the page it can be left out of. */
struct bring_view bring_view(struct request *req, const char *path,
    struct problems *problems);

/* The nonce of the form that came, if our signature on it still holds, or a
 * new one. In the request's arena. */
const char *form_nonce(struct request *req);

#endif

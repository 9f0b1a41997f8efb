#ifndef WEB_PROOF_H
#define WEB_PROOF_H

#include <stdbool.h>

#include "base/status.h"

struct passphrase_job;
struct request;
struct response;

/*
 * The passphrase asked for again before what cannot be taken back or gives
 * everything away (REQ 17): a route with the gate ADMIN_FRESH passes when it
 * was given within five minutes. Else the answer is a page that asks for it and
 * goes on where the person was: to the page that was asked for, or with the
 * form that was sent. Whoever gave it gets another session cookie.
 */
enum { PROOF_SECONDS = 300 };

/* The field the passphrase comes in, beside the fields of whatever form. */
#define PROOF_FIELD "proof"

/* Behind session_require: OK with res->code 0 and no body when the handler may
 * go on; otherwise the page with its status, or PENDING. */
enum status proof_require(struct request *req, struct response *res);

/*
 * For a form that asks for the passphrase itself: tries it, with job->then as
 * the caller has set it. PENDING; INVALID, LIMITED or BUSY with the sentence
 * for the person in *problem; or, with "" there, what the database said.
 */
enum status proof_try(struct request *req, struct response *res,
    const char *passphrase, struct passphrase_job *job, const char **problem);

/* It was right: failures so far are forgotten. What is said when not. */
void proof_passed(struct request *req);
extern const char proof_wrong[];

/* Whether a page may be gone on to after the passphrase: one of the admin's
 * own, with its query. */
bool proof_next_is_ours(const char *next);

#endif

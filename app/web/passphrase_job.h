#ifndef WEB_PASSPHRASE_JOB_H
#define WEB_PASSPHRASE_JOB_H

#include "crypto/passphrase.h"
#include "store/office.h"
#include "web/request.h"

/*
 * Trying a passphrase, which takes half a second and 256 MiB, on the job
 * thread. What needs the key that comes of it is done there as well, so that
 * the key never leaves the thread. Embedded as the first member of a struct of
 * the handler's own, which run may outlive the request in its arena.
 */
struct passphrase_job {
	struct job job;
	const struct admin *admin; /* whose, in the arena */
	char *passphrase;          /* in the arena; wiped when it was tried */
	/* Called with the key when the passphrase is right; may be NULL. Its
	 * status becomes the job's. */
	enum status (*then)(struct passphrase_job *job,
	    const uint8_t key[PASSPHRASE_KEY_SIZE]);
	enum status status; /* OK; DENIED: wrong; or what then said */
};

/* Hands it over; statuses of request_defer. */
enum status passphrase_defer(struct request *req, struct passphrase_job *job,
    const struct admin *admin, const char *passphrase);

#endif

#ifndef BASE_STATUS_H
#define BASE_STATUS_H

/*
 * The outcome of anything that can fail. The attribute on the type makes
 * every function that returns it must-check. Details are logged where they
 * are known; what a person reads travels as struct problems.
 */
enum [[nodiscard]] status {
	OK,
	INVALID,   /* the input broke a rule; problems or the log say which */
	NOT_FOUND, /* no such thing, or not for the one who asks */
	CONFLICT,  /* someone else holds it: a slot, an e-mail address */
	DENIED,    /* not signed in, or not allowed */
	LIMITED,   /* too often; try later */
	BUSY,      /* the database or a queue stayed full past its timeout */
	PENDING,   /* a job was queued; ask again when it is done */
	FAILED,    /* our fault; already logged where it was known */
};

/* The name of a status for logs and test output, for instance "CONFLICT". */
const char *status_name(enum status status);

#endif

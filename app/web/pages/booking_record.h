#ifndef WEB_PAGES_BOOKING_RECORD_H
#define WEB_PAGES_BOOKING_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "crypto/form_key.h"
#include "domain/person.h"

struct request;

/*
 * What a person wrote, in the forms in which it is stored: head and body for
 * the owner, and their own copy, which the link of the token opens. All in the
 * request's arena.
 */
struct person_records {
	const void *head;
	size_t head_len;
	const void *body;
	size_t body_len;
	const void *own;
	size_t own_len;
	uint8_t email_hash[FORM_EMAIL_SIZE];
};

/* Packs. token may be NULL: nobody gets a link, and there is no copy. OK, or
 * INVALID if it is no token. */
enum status person_records_pack(struct request *req,
    const struct person *person, const char *token,
    struct person_records *records);

#endif

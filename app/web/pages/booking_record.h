#ifndef WEB_PAGES_BOOKING_RECORD_H
#define WEB_PAGES_BOOKING_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "crypto/form_key.h"
#include "crypto/seal.h"
#include "domain/lead.h"
#include "domain/person.h"
#include "store/uuid.h"

struct request;

/*
 * What a person wrote, in the forms in which it is stored: head and body for
 * the owner, and their own copy, which the link of the token opens. All in the
 * request's arena.
 */
struct person_records {
	struct sealed_lead lead; /* names uuid: the records stay where they are */
	char uuid[UUID_TEXT_SIZE];
	const void *own;
	size_t own_len;
	uint8_t email_hash[FORM_EMAIL_SIZE];
};

/* Whose records are made. */
struct person_lead {
	const struct person *person;
	const char *uuid;  /* of the lead that is there, or NULL: a new one */
	const char *token; /* NULL: nobody gets a link, and there is no copy */
};

/* What a person wrote, as it is packed; borrowed of person. */
struct lead_own person_texts(const struct person *person);

/* Packs and seals. OK; INVALID if it is no token; FAILED. */
enum status person_records_make(struct request *req,
    const struct person_lead *of, struct person_records *records);

/*
 * Whether the store is to be asked once more: where *st is DENIED, the key
 * that leads are sealed to has changed, and they are sealed anew.
 *
 *	do
 *		st = store_something(..., &records.lead);
 *	while (person_records_again(req, &of, &records, &st));
 *
 * of and records stay where they are between the two.
 */
bool person_records_again(struct request *req, const struct person_lead *of,
    struct person_records *records, enum status *st);

#endif

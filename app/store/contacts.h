#ifndef STORE_CONTACTS_H
#define STORE_CONTACTS_H

#include "store/store.h"

/* All that is stored of a message without a slot; borrowed for the call. */
struct contact_new {
	const uint8_t *form_hash; /* 32 bytes: the form, sent twice, is one */
	const char *zone;         /* the sender's, IANA name */
	const char *result;       /* assessment code or "" */
	const char *consent;      /* version of the consent text */
	enum doubt doubt;
	int64_t wishes[2];        /* 0 for none; they keep no slot */
	const struct sealed_lead *lead; /* lead_head_pack, lead_body_pack */
	const struct outbox_list *outbox; /* what to queue, NULL: nothing */
};

/*
 * Stores a message as a lead. OK; when one of this form hash is there already,
 * nothing is stored and *repeated is true. DENIED as store_booking_add.
 */
enum status store_contact_add(struct store *store,
    const struct contact_new *contact, int64_t now, bool *repeated);

#endif

#include "store/contacts.h"

#include "store/store_private.h"

static enum status
find_repeated(struct store *store, const uint8_t form_hash[32], bool *repeated)
{
	QUERY q = query_use(&store->database, LEAD_BY_FORM);
	enum status st;

	query_blob(q, ":form_hash", form_hash, 32);
	st = query_row(q);
	*repeated = st == OK;
	return st == NOT_FOUND ? OK : st;
}

enum status
store_contact_add(struct store *store, const struct contact_new *contact,
    int64_t now, bool *repeated)
{
	TRANSACTION(tx, &store->database);
	struct lead_new lead = {
		.kind = LEAD_CONTACT,
		.result = contact->result,
		.consent = contact->consent,
		.doubt = contact->doubt,
		.wishes = { contact->wishes[0], contact->wishes[1] },
		.zone = contact->zone,
		.form_hash = contact->form_hash,
		.sealed = contact->lead,
	};
	int64_t id;
	enum status st;

	*repeated = false;
	if ((st = transaction_begin(&tx)) != OK)
		return st;
	st = find_repeated(store, contact->form_hash, repeated);
	if (st != OK || *repeated)
		return st;
	if ((st = lead_insert(store, &lead, now, &id)) == OK &&
	    (st = outbox_put(store, contact->outbox, id, 0,
	    contact->doubt > DOUBT_NONE, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

#include "store/contacts.h"

#include "store/staged.h"

static bool
is_staged(const struct store *store, const uint8_t form_hash[32])
{
	bool found = false;

	for (size_t i = 0; i < store->staged_len && !found; i++) {
		const uint8_t *other = store->staged[i].lead.form_hash;

		found = other != NULL && memcmp(other, form_hash, 32) == 0;
	}
	return found;
}

static enum status
find_repeated(struct store *store, const uint8_t form_hash[32], bool *repeated)
{
	QUERY q = query_use(&store->database, LEAD_BY_FORM);
	enum status st;

	query_blob(q, ":form_hash", form_hash, 32);
	st = query_row(q);
	*repeated = st == OK || is_staged(store, form_hash);
	return st == NOT_FOUND ? OK : st;
}

enum status
store_contact_add(struct store *store, const struct contact_new *contact,
    int64_t now, bool *repeated)
{
	TRANSACTION(tx, &store->database);
	const struct lead_new lead = {
		.kind = LEAD_CONTACT,
		.result = contact->result,
		.consent = contact->consent,
		.doubt = contact->doubt,
		.wishes = { contact->wishes[0], contact->wishes[1] },
		.zone = contact->zone,
		.form_hash = contact->form_hash,
		.sealed = contact->lead,
	};
	enum status st;

	*repeated = false;
	tx.puts_off = true;
	if ((st = transaction_begin(&tx)) != OK)
		return st;
	st = find_repeated(store, contact->form_hash, repeated);
	if (st != OK || *repeated)
		return st;
	if ((st = stage(store, &(struct staged){ lead, contact->outbox,
		.at = now })) == OK)
		st = transaction_commit(&tx);
	return st;
}

#ifndef STORE_AUDIT_CHAIN_H
#define STORE_AUDIT_CHAIN_H

#include "store/audit_head.h"

struct audit_row;
struct buf;

/*
 * Moves an end of the chain on by one event: its hash is that of the hash
 * before and the event's canonical form, a line a value, numbers in decimal, 0
 * for none. No value holds a line break, so two events never look the same.
 * The event's id is the end's plus one, whatever the row says. Private to the
 * store.
 */
enum {
	AUDIT_KIND_MAX = 64, /* bytes of a kind; longer ones are not hashed */
	AUDIT_LINK_MAX = 512,
};

/* bytes is of AUDIT_LINK_MAX; what is in it does not matter. */
void audit_chain_add(struct audit_end *end, const struct audit_row *row,
    office_hash *hash, struct buf *bytes);

#endif

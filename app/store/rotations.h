#ifndef STORE_ROTATIONS_H
#define STORE_ROTATIONS_H

#include "store/office.h"

/*
 * The first and the last step of a rotation (crypto/rotation.h) in office.db.
 */

/* The next site key, what everyone who stays is granted of it, the end of all
 * sessions and the audit events, in one transaction. OK; CONFLICT: that
 * generation is there already. */
enum status office_rotation_begin(struct office *office,
    struct office_site_key *key, const struct office_grant *grants,
    size_t count, int64_t now);

/* Takes out the grants of older generations, and wraps of older programs. What
 * the site's public keys were stays on record. */
enum status office_rotation_end(struct office *office, int64_t generation,
    int64_t now);

#endif

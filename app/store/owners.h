#ifndef STORE_OWNERS_H
#define STORE_OWNERS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"

/*
 * A data folder that three users share, as the Debian package has it: each
 * role runs as its own and finds open what it works on, and nothing else.
 *
 *   DIR                  admin:group  0750  nobody else makes, renames or
 *                                           removes a name in it
 *   intake.db, its log   admin:group  0660
 *   office.db            admin        0600
 *   database             admin:group  0440  names the server instead (place.h)
 *   ROLE.lock, ROLE.pid  the role's   0600
 *   ROLE.meters          role:group   0640  the desk reads the others'
 *   keys                 admin:group  0710
 *   public halves        admin:group  0440
 *   form.key             public       0400
 *   courier.key          courier      0400
 *   audit.key, .head     admin        0600
 *   all the rest         admin        its mode, without the group's bits
 */
struct owners {
	uid_t admin;
	uid_t public;
	uid_t courier;
	gid_t group; /* of all three */
};

/*
 * Whether the folder is such a one: it is the user's named fourways-admin, and
 * the two other users and the group fourways are there.
 */
bool owners_of(const char *dir, struct owners *owners);

/*
 * Gives everything in DIR to whom it belongs, and makes what a role could not
 * make itself: its lock, and the database's log. Symbolic links are left
 * alone. Needs the rights of root, and the roles may run meanwhile. OK, FAILED
 * (logged).
 */
enum status owners_settle(const char *dir, const struct owners *owners);

/* How a file should be in such a folder. */
struct owners_file {
	uid_t user;
	mode_t mode;
};

/* What owners_settle makes of a regular file of DIR, or of DIR/keys, that has
 * this mode. */
struct owners_file owners_file(const struct owners *owners, bool is_key,
    const char *name, mode_t mode);

/* The modes of DIR and of DIR/keys there, which are both the desk's. */
enum { OWNERS_FOLDER = 0750, OWNERS_KEYS = 0710 };

/*
 * After whatever makes files in DIR: owners_settle where root has made them in
 * such a folder, else nothing. OK, FAILED (logged).
 */
enum status owners_restore(const char *dir);

#endif

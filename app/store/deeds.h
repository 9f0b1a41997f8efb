#ifndef STORE_DEEDS_H
#define STORE_DEEDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/audit.h"

struct office;
struct store;

/*
 * Notes of what is done in intake.db, on their way into the audit log.
 *
 * The two databases have no transaction in common. So the note of a deed is
 * stored in intake.db, within the transaction of the deed itself, and the
 * office takes it into the log afterwards: once, whatever crashes in between,
 * and however often the note turns up again.
 *
 * Every role can write to intake.db. A note that names an admin, or a kind
 * that only admins do, therefore bears the office's signature; one that does
 * not fit is not believed, and that is what the log then says.
 */
enum { DEED_REF_SIZE = 16, DEED_CODE_SIZE = 32 };

struct deed {
	struct audit_event event;
	uint8_t ref[DEED_REF_SIZE]; /* random */
	uint8_t code[DEED_CODE_SIZE];
	bool is_signed;
};

/*
 * Makes the signed note of what an admin is about to do (admin_id 0: the
 * command line), for the store's function that does it. Nothing is stored by
 * this. OK, or FAILED (logged) without randomness.
 */
enum status office_deed(struct office *office, const struct audit_event *event,
    struct deed *deed);

/*
 * Takes what the intake holds into the log. What tells of an erased lead goes
 * on the office's own list of those too, and all that the office kept about
 * the lead goes (office_forget_lead). OK with *taken how many were; BUSY or
 * FAILED: what was taken is, the rest is still there.
 */
enum status office_take_deeds(struct office *office, struct store *store,
    int64_t *taken);

#endif

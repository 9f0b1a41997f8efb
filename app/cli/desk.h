#ifndef CLI_DESK_H
#define CLI_DESK_H

#include "store/office.h"
#include "store/store.h"
#include "vault/vault.h"

/*
 * The office, unlocked with an admin's passphrase for the length of a command:
 * what stands in leads is sealed, on the command line as on the web.
 */
struct desk_options {
	const char *data;
	const char *email;           /* NULL: the first admin */
	const char *passphrase_file; /* NULL: asked on the terminal */
};

struct desk {
	struct vault vault;
	int64_t admin_id;
	struct sealer *sealer; /* of leads to come in */
};

/* Opens and unlocks. An exit code of sysexits(3), with one line on standard
 * error unless it is EX_OK; then desk_close ends it. */
int desk_open(struct arena *arena, const struct desk_options *options,
    struct desk *desk);
void desk_close(struct desk *desk);

/* Puts what is about to be shown into the audit log. OK, or the log's
 * trouble, and then nothing may be shown. */
enum status desk_note(struct desk *desk, enum audit_kind kind,
    int64_t subject);

#endif

#ifndef CLI_ADMIN_H
#define CLI_ADMIN_H

#include "cli/desk.h"

/*
 * The accounts of the desk, from the machine it runs on: what the files of
 * "fourways admin" share. --passphrase-file belongs to whom --email names, who
 * is added or changed; --as names another one, whose passphrase unlocks.
 */
struct admin_call {
	struct arena *arena;
	const char *data;
	const char *email;               /* whom it is about */
	const char *passphrase_file;     /* theirs, as it is or is to be */
	const char *new_passphrase_file; /* of passphrase alone */
	const char *code_file;           /* holds the recovery code */
	const char *recovery_file;       /* gets the new one */
	struct desk_options as;          /* who does it */
};

/* admin_recover.c; exit codes of sysexits(3). */
int admin_passphrase(struct admin_call *call);
int admin_recover(struct admin_call *call);

/* Says it on standard error and gives the code back. */
int admin_say(int code, const char *why);

/* There is no admin of this address. */
int admin_no_such(const struct admin_call *call, const char *email);

/* Opens the office without unlocking it: EX_OK, or the code after the line on
 * standard error. The caller closes it. */
int admin_office(const struct admin_call *call, struct office **office);

#endif

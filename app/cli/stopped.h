#ifndef CLI_STOPPED_H
#define CLI_STOPPED_H

/* For commands that put other data in the place of those there are: nobody may
 * be at work in the folder meanwhile. */

enum { STOPPED_ROLES = 4 };

struct stopped {
	int locks[STOPPED_ROLES]; /* -1: not held */
};

/* Holds nothing so far. */
struct stopped stopped_none(void);

/*
 * Takes the locks of all roles and of backups. EX_OK; EX_TEMPFAIL, said on
 * standard error, when one of them is at work; EX_IOERR (logged). To be given
 * back in any case.
 */
int stopped_take(const char *data, struct stopped *stopped);
void stopped_give(struct stopped *stopped);

#endif

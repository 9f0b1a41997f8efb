#ifndef APP_SERVE_H
#define APP_SERVE_H

/* The command that runs the site: reads its options, checks everything that
 * can be checked before a visitor comes, opens the listeners, and starts the
 * roles. Returns an exit code of sysexits(3). */
int serve_command(int argc, char **argv);

#endif

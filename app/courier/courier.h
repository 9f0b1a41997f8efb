#ifndef COURIER_COURIER_H
#define COURIER_COURIER_H

/*
 * The courier role: its own process, and in time the only one that talks to
 * the outside (mail, webhooks, calendars). It starts, waits and stops; what it
 * will deliver comes with its own issue.
 *
 * Writes ready_text to ready_fd (-1 for none), then waits for SIGTERM, SIGINT
 * or SIGQUIT. Returns an exit code.
 */
int courier_run(int ready_fd, const char *ready_text);

#endif

#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include <stdbool.h>

/*
 * Listening sockets, opened before any role starts: a port in use is said at
 * once, and connections wait in the queue while a role is restarted.
 */
struct listen_socket {
	int fd;
	int family;           /* AF_INET, AF_INET6, AF_UNIX */
	bool loopback;        /* only this machine can reach it */
	char url[128];        /* "http://127.0.0.1:8080" or "unix:/run/x" */
};

/*
 * Opens ADDR:PORT ("127.0.0.1:8080", "[::1]:8080"; port 0 lets the kernel
 * choose) or unix:PATH (mode 0660; a stale socket is replaced, a live one is
 * not). https only decides how url begins. Returns an exit code: 0; 64 for a
 * malformed address; 69 when it is in use or not ours; the reason as one line
 * on standard error.
 */
int listen_open(const char *address, bool https, struct listen_socket *out);

#endif

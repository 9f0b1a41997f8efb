#ifndef WEB_KORE_SERVE_H
#define WEB_KORE_SERVE_H

#include <stddef.h>

struct acme;
struct app;

/*
 * The way into Kore. Only app/web/kore_*.c include Kore's headers; this one
 * is what the rest of the program sees of it.
 */
struct kore_serve {
	struct app *app;     /* loaded and prepared; databases not open */
	int listen_fd;       /* bound and listening */
	int family;          /* AF_INET, AF_INET6, AF_UNIX */
	size_t workers;      /* processes, at least 1 */
	const char *tls_cert; /* PEM files, or NULL for plain HTTP */
	const char *tls_key;
	int redirect_fd;     /* the same without TLS, which leads there; or -1 */
	int redirect_family;
	struct acme *acme;   /* what is shown there besides, or NULL */
	int ready_fd;        /* gets ready_text when a worker answers; closed
	                      * then; -1 for none */
	const char *ready_text;
};

/* Of the sources that are compiled in. */
extern const char *kore_version;

/*
 * Runs this role until SIGTERM, SIGINT or SIGQUIT; the calling process becomes
 * Kore's parent and forks the workers. argv is the program's own (Kore writes
 * the process title there). Returns the exit status.
 */
int kore_serve_run(const struct kore_serve *serve, int argc, char **argv);

#endif

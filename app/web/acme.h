#ifndef WEB_ACME_H
#define WEB_ACME_H

#include <stdbool.h>

/*
 * Proofs for who gives out certificates (ACME, RFC 8555, 8.3): files that a
 * program such as certbot (--webroot) puts into
 * FOLDER/.well-known/acme-challenge. A worker may open no file, so the
 * supervisor reads them, whenever that folder changes, into memory that all
 * processes share.
 */
struct acme;

enum {
	ACME_PROOFS_MAX = 16,
	ACME_NAME_MAX = 128, /* bytes; certificate authorities write 43 */
	ACME_TEXT_MAX = 512, /* bytes; 87 */
};

/*
 * Reads the proofs that are there and watches for others. Lives as long as the
 * process. Returns an exit code: 0, or 78 with one line on standard error when
 * the folder is not there or cannot be watched.
 */
int acme_open(const char *folder, struct acme **out);

/* Can be read when acme_read is to be called. */
int acme_watch_fd(const struct acme *acme);

/* Reads all proofs anew. What is no proof is passed over, with a warning. */
void acme_read(struct acme *acme);

/* The text for a path that was asked for, without a query, or false. In any
 * process; acme may be NULL. */
bool acme_find(const struct acme *acme, const char *path,
    char text[ACME_TEXT_MAX + 1]);

#endif

#ifndef WEB_KORE_TLS_H
#define WEB_KORE_TLS_H

#include "base/status.h"

/*
 * Before a role speaks TLS: whether certificate and key can be read, are good
 * now and belong together, and the key is its owner's alone (INVALID with one
 * line on standard error that says how to mend it), and the group Kore wants
 * for Diffie-Hellman (ffdhe2048, RFC 7919), written to DATA/dhparam.pem
 * (FAILED, logged). A certificate that ends within a fortnight is logged.
 */
enum status kore_tls_prepare(const char *data, const char *cert,
    const char *key);

#endif

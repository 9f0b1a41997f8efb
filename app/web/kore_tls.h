#ifndef WEB_KORE_TLS_H
#define WEB_KORE_TLS_H

#include "base/status.h"

/*
 * Before a role speaks TLS: whether certificate and key can be read and
 * belong together (INVALID with one line on standard error), and the group
 * Kore wants for Diffie-Hellman (ffdhe2048, RFC 7919), written to
 * DATA/dhparam.pem (FAILED, logged).
 */
enum status kore_tls_prepare(const char *data, const char *cert,
    const char *key);

#endif

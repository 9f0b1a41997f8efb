#ifndef WEB_KORE_START_H
#define WEB_KORE_START_H

#include <openssl/evp.h>
#include <sys/types.h>

struct kore_serve;

/* Hands what the workers need to kore_module.c; before Kore starts. */
void kore_start_module(const struct kore_serve *serve, EVP_PKEY *tls_key);

/* What Kore calls to fork a worker: the build puts it in place of fork. */
pid_t rim_fork(void);

/* The hooks Kore finds by name; exported from the binary. */
void kore_parent_configure(int argc, char **argv);
void kore_worker_configure(void);
void kore_worker_teardown(void);
void kore_seccomp_hook(void);

#endif

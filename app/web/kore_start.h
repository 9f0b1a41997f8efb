#ifndef WEB_KORE_START_H
#define WEB_KORE_START_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <sys/types.h>

struct kore_pool;
struct kore_serve;

/* Hands what the workers need to kore_module.c; before Kore starts. */
void kore_start_module(const struct kore_serve *serve, EVP_PKEY *tls_key);

/* kore_tls.c */

/* The private key of a PEM file, or NULL. For the process that forks the
 * workers: these may open no file. The caller frees it. */
EVP_PKEY *kore_tls_read_key(const char *path);

/*
 * Gives a worker's context, which has its certificate, the key and our bounds:
 * TLS 1.2 and 1.3, ciphers that authenticate and forget, neither tickets nor
 * renegotiation. false: key and certificate do not fit.
 */
bool kore_tls_harden(SSL_CTX *context, EVP_PKEY *key);

/* What Kore calls to fork a worker: the build puts it in place of fork. */
pid_t rim_fork(void);

/*
 * What Kore calls to make a pool: the linker puts it in place of
 * kore_pool_init, which it calls with fewer elements. Pools grow by a quarter
 * of their first size whenever they are empty.
 */
void __wrap_kore_pool_init(struct kore_pool *pool, const char *name,
    size_t len, size_t elements);

/* The hooks Kore finds by name; exported from the binary. */
void kore_parent_configure(int argc, char **argv);
void kore_parent_teardown(void);
void kore_worker_configure(void);
void kore_worker_teardown(void);
void kore_seccomp_hook(void);

#endif

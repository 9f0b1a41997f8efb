#ifndef WEB_KORE_START_H
#define WEB_KORE_START_H

#include <openssl/evp.h>
#include <sys/types.h>

struct kore_pool;
struct kore_serve;

/* Hands what the workers need to kore_module.c; before Kore starts. */
void kore_start_module(const struct kore_serve *serve, EVP_PKEY *tls_key);

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

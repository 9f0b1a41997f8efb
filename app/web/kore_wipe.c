/*
 * What Kore gives back is wiped first: requests lie in its pools, and what a
 * visitor typed must not be found there when somebody gets hold of the
 * process. The linker puts these in front of Kore's own.
 */
#include "web/kore_rim.h"

/* Kore's header in front of each of its allocations (mem.c of 4.1.0). */
struct kore_size {
	size_t len;
	size_t magic;
} __attribute__((packed));

enum {
	KORE_MAGIC = 0xd0d0,
	KORE_POOLED_MAX = 8192, /* longer ones come from malloc */
};

void __real_kore_pool_put(struct kore_pool *pool, void *ptr);
void __wrap_kore_pool_put(struct kore_pool *pool, void *ptr);
void __real_kore_free(void *ptr);
void __wrap_kore_free(void *ptr);
void *__wrap_kore_realloc(void *ptr, size_t len);

void
__wrap_kore_pool_put(struct kore_pool *pool, void *ptr)
{
	explicit_bzero(ptr, pool->elen);
	__real_kore_pool_put(pool, ptr);
}

static size_t
size_of(const void *ptr)
{
	struct kore_size size;

	memcpy(&size, (const uint8_t *)ptr - sizeof(size), sizeof(size));
	if (size.magic != KORE_MAGIC)
		fatal("an allocation that is none of Kore's");
	return size.len;
}

void
__wrap_kore_free(void *ptr)
{
	if (ptr != NULL && size_of(ptr) > KORE_POOLED_MAX)
		explicit_bzero(ptr, size_of(ptr));
	__real_kore_free(ptr);
}

void *
__wrap_kore_realloc(void *ptr, size_t len)
{
	void *wider;

	if (ptr == NULL)
		return kore_malloc(len);
	if (size_of(ptr) == len)
		return ptr;
	wider = kore_malloc(len);
	memcpy(wider, ptr, size_of(ptr) < len ? size_of(ptr) : len);
	__wrap_kore_free(ptr);
	return wider;
}

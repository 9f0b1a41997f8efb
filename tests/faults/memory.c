#include "memory.h"

#include <errno.h>
#include <stdatomic.h>

/* glibc's own, by the names it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static atomic_llong requests;
static atomic_llong pieces;
static int64_t fails_at; /* 0: nothing does */
static bool fails_on;
static atomic_bool failed;

void
memory_fail(int64_t nth, bool lasting)
{
	requests = 0;
	failed = false;
	fails_on = lasting;
	fails_at = nth;
}

bool
memory_heal(void)
{
	fails_at = 0;
	return failed;
}

int64_t
memory_requests(void)
{
	return requests;
}

int64_t
memory_pieces(void)
{
	return pieces;
}

static bool
fails(void)
{
	const int64_t number = ++requests;

	if (fails_at == 0 || number < fails_at ||
	    (number > fails_at && !fails_on))
		return false;
	failed = true;
	errno = ENOMEM;
	return true;
}

static void *
counted(void *memory)
{
	if (memory != NULL)
		pieces++;
	return memory;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : counted(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
	return fails() ? NULL : counted(__libc_calloc(count, size));
}

void *
realloc(void *memory, size_t size)
{
	void *moved = fails() ? NULL : __libc_realloc(memory, size);

	return memory == NULL ? counted(moved) : moved;
}

void
free(void *memory)
{
	if (memory != NULL)
		pieces--;
	__libc_free(memory);
}

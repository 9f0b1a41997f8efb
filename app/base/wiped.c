#include "base/wiped.h"

#include <stdint.h>

/* In front of each block; keeps what follows aligned for anything. */
union head {
	size_t len;
	max_align_t align;
};

void *
wiped_alloc(size_t len)
{
	union head *head;

	if (len > SIZE_MAX - sizeof(*head))
		return NULL;
	if ((head = malloc(sizeof(*head) + len)) == NULL)
		return NULL;
	head->len = len;
	return head + 1;
}

void
wiped_free(void *bytes)
{
	union head *head = bytes;

	if (bytes == NULL)
		return;
	head--;
	explicit_bzero(bytes, head->len);
	free(head);
}

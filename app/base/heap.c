#include "base/heap.h"

#include <malloc.h>

void
heap_give_back(void)
{
	const struct mallinfo2 heap = mallinfo2();

	if (heap.fordblks > HEAP_SPARE_BYTES)
		(void)malloc_trim(0);
}

#ifndef BASE_HEAP_H
#define BASE_HEAP_H

/*
 * Gives the pages of free memory back to the kernel where more than
 * HEAP_SPARE_BYTES of it lie about, so that what one night's work or one busy
 * minute needed does not stay with a process for good. A hundred microseconds
 * when there is something to give; otherwise it only counts. From any thread.
 */
void heap_give_back(void);

enum { HEAP_SPARE_BYTES = 1024 * 1024 };

#endif

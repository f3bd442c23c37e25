/*
 * pages.c: MADV_POPULATE_WRITE, which Linux has from 5.14 on.
 */
#include "engine/base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Below this the call costs more than the pages. */
#define WORTHWHILE (256UL << 10)

void
pages_expect(void *memory, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    if (size < WORTHWHILE)
        return;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = ((uintptr_t)memory + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)memory + size) / page * page;
    if (end > first)
        (void)madvise((void *)first, end - first, MADV_POPULATE_WRITE); /* only faster with it */
#else
    (void)memory;
    (void)size;
#endif
}

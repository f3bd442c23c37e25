/*
 * pages.c: MADV_POPULATE_WRITE, which Linux has from 5.14 on, and MADV_HUGEPAGE.
 */
#include "engine/base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

#define CACHE_LINE 64

void *
pages_for_random_use(size_t size)
{
    size_t alignment = size < PAGES_HUGE / 2 ? CACHE_LINE : PAGES_HUGE;
    if (size > SIZE_MAX - alignment)
        return NULL;
    void *memory = aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
#ifdef MADV_HUGEPAGE
    if (memory != NULL && alignment == PAGES_HUGE)
        (void)madvise(memory, size, MADV_HUGEPAGE);
#endif
    return memory;
}

void *
pages_moved_for_random_use(void *memory, size_t size)
{
    void *moved = size < PAGES_HUGE / 2 ? NULL : pages_for_random_use(size);
    if (moved == NULL)
        return memory;
    memcpy(moved, memory, size);
    free(memory);
    return moved;
}

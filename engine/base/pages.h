/*
 * pages.h: memory that is about to be filled.
 *
 * The system hands a large block out page by page, at the first touch of each, and every touch
 * costs as much as reading several lines of a configuration. Saying beforehand that all of it will
 * be written gets the pages in one go.
 */
#ifndef REFIRE_ENGINE_BASE_PAGES_H
#define REFIRE_ENGINE_BASE_PAGES_H

#include <stddef.h>

/*
 * SIZE bytes from MEMORY on will all be written soon. What they hold does not change. Small blocks
 * are left alone, and so are all where the system has no such call.
 */
void pages_expect(void *memory, size_t size);

/*
 * SIZE bytes, to be freed with free(), that will be reached into at random: on huge pages where the
 * system has them and the block is worth one, so that finding a page costs nothing. On a virtual
 * machine that was half of each cache miss. Their content is undefined. NULL: no memory.
 */
void *pages_for_random_use(size_t size);

/* A huge page. Blocks of at least half of one get huge pages, the rest of the last one is lost. */
#define PAGES_HUGE ((size_t)2 << 20)

/*
 * MEMORY from malloc, which holds SIZE bytes, moved to where pages_for_random_use has room for it;
 * the same MEMORY when it is too small for that, or there is no memory.
 */
void *pages_moved_for_random_use(void *memory, size_t size);

#endif

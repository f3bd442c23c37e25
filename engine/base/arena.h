/*
 * arena.h: memory that is freed all at once.
 *
 * A configuration and a parse each live in one. Nothing is given back before the arena goes, so
 * that an earlier revision of a configuration can come back. Running out of memory is a NULL that
 * the caller must look at.
 */
#ifndef REFIRE_ENGINE_BASE_ARENA_H
#define REFIRE_ENGINE_BASE_ARENA_H

#include <stddef.h>

#include "engine/base/compiler.h"

struct arena;

/* A new, empty arena; NULL when there is no memory. The caller frees it with arena_free. */
NODISCARD struct arena *arena_new(void);

/* Frees the arena and everything that came from it. NULL is allowed. */
void arena_free(struct arena *arena);

/*
 * SIZE zeroed bytes, aligned for any type; NULL only when memory has run out.
 * The arena owns them.
 */
NODISCARD void *arena_zalloc(struct arena *arena, size_t size);

/* Copies of a string, of LENGTH bytes of one (a NUL is added), and of any bytes. */
NODISCARD char *arena_strdup(struct arena *arena, const char *text);
NODISCARD char *arena_strndup(struct arena *arena, const char *text, size_t length);
NODISCARD void *arena_memdup(struct arena *arena, const void *bytes, size_t size);

/*
 * A growing array in an arena. LIST is the address of the pointer to its first element (of any
 * type: it is copied, not cast). Returns room for one more ELEMENT_SIZE element, zeroed and
 * counted in *COUNT, moving the array when *CAPACITY is used up. NULL when memory has run out;
 * then nothing has changed.
 */
NODISCARD void *arena_append(struct arena *arena, void *list, size_t *count, size_t *capacity,
                             size_t element_size);

/* Bytes taken from the system so far. */
size_t arena_bytes(const struct arena *arena);

#endif

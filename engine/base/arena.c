/*
 * arena.c: blocks that double in size, each handed out from the front.
 */
#include "engine/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/pages.h"

#define FIRST_BLOCK 4096
#define LARGEST_BLOCK (1U << 20)
/* No request of ours comes near it: what does was counted wrong, and gets no memory. */
#define LARGEST_PIECE (SIZE_MAX >> 24)

struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks; /* the newest, which is the one being filled, first */
    size_t bytes;
};

struct arena *
arena_new(void)
{
    return calloc(1, sizeof(struct arena));
}

void
arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    struct block *next;
    for (struct block *block = arena->blocks; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

static struct block *
add_block(struct arena *arena, size_t needed)
{
    size_t size = FIRST_BLOCK;
    if (arena->blocks != NULL && arena->blocks->size < LARGEST_BLOCK)
        size = arena->blocks->size * 2;
    else if (arena->blocks != NULL)
        size = LARGEST_BLOCK;
    if (size < needed)
        size = needed;
    struct block *block = malloc(sizeof(struct block) + size);
    if (block == NULL)
        return NULL;
    if (size >= LARGEST_BLOCK)
        pages_expect(block, size);
    block->next = arena->blocks;
    block->size = size;
    block->used = 0;
    arena->blocks = block;
    arena->bytes += sizeof(struct block) + size;
    return block;
}

void *
arena_zalloc(struct arena *arena, size_t size)
{
    const size_t step = alignof(max_align_t);
    if (size > LARGEST_PIECE)
        return NULL;
    size_t rounded = (size + step - 1) / step * step;
    if (rounded == 0)
        rounded = step;
    struct block *block = arena->blocks;
    if (block == NULL || block->size - block->used < rounded) {
        block = add_block(arena, rounded);
        if (block == NULL)
            return NULL;
    }
    void *memory = block->bytes + block->used;
    block->used += rounded;
    memset(memory, 0, rounded);
    return memory;
}

void *
arena_memdup(struct arena *arena, const void *bytes, size_t size)
{
    void *copy = arena_zalloc(arena, size);
    if (copy != NULL && size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

char *
arena_strndup(struct arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX)
        return NULL;
    char *copy = arena_zalloc(arena, length + 1);
    if (copy != NULL && length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

void *
arena_append(struct arena *arena, void *list, size_t *count, size_t *capacity, size_t element_size)
{
    unsigned char *items;
    memcpy(&items, list, sizeof(items));
    if (*count == *capacity) {
        size_t larger = *capacity == 0 ? 8 : *capacity * 2;
        if (larger > SIZE_MAX / element_size)
            return NULL;
        unsigned char *moved = arena_zalloc(arena, larger * element_size);
        if (moved == NULL)
            return NULL;
        if (*count > 0)
            memcpy(moved, items, *count * element_size);
        items = moved;
        memcpy(list, &items, sizeof(items));
        *capacity = larger;
    }
    void *element = items + *count * element_size;
    memset(element, 0, element_size);
    *count += 1;
    return element;
}

size_t
arena_bytes(const struct arena *arena)
{
    return arena->bytes;
}

/*
 * seen.c: open addressing, half full at most.
 */
#include "parser/seen.h"

#include <stdlib.h>

/* True when HASH was there; otherwise it is now. There is always a free slot. */
static bool
find_or_add(uint64_t *slots, size_t capacity, uint64_t hash)
{
    for (size_t i = (size_t)hash & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
        if (slots[i] == hash)
            return true;
        if (slots[i] == 0) {
            slots[i] = hash;
            return false;
        }
    }
}

static bool
grow(struct seen *seen)
{
    size_t capacity = seen->capacity == 0 ? 256 : seen->capacity * 2;
    uint64_t *slots = calloc(capacity, sizeof(*slots));
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < seen->capacity; i++) {
        if (seen->slots[i] != 0)
            (void)find_or_add(slots, capacity, seen->slots[i]);
    }
    free(seen->slots);
    seen->slots = slots;
    seen->capacity = capacity;
    return true;
}

bool
seen_before(struct seen *seen, uint64_t hash)
{
    if (hash == 0)
        hash = 1;
    if (seen->count * 2 >= seen->capacity && !grow(seen))
        return true;
    if (find_or_add(seen->slots, seen->capacity, hash))
        return true;
    seen->count++;
    return false;
}

void
seen_fini(struct seen *seen)
{
    free(seen->slots);
    *seen = (struct seen){ 0 };
}

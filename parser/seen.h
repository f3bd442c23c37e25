/*
 * seen.h: a set of hashes that answers "certainly not there yet" at once.
 *
 * Duplicates of access-list and kept lines must be found without comparing each line with all
 * before it. A hash that is new proves the line new; one that is there is only a reason to look.
 */
#ifndef REFIRE_PARSER_SEEN_H
#define REFIRE_PARSER_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen {
    uint64_t *slots; /* 0: free */
    size_t count;
    size_t capacity; /* a power of two, or 0 */
};

/* Adds a hash; true when it was there already, or when memory has run out. */
bool seen_before(struct seen *seen, uint64_t hash);
void seen_fini(struct seen *seen);

#endif

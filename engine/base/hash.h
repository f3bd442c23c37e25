/*
 * hash.h: hashes of keys that come from packets. Seeded, so that no sender can choose keys that
 * fall together without knowing the seed; the same seed gives the same hashes. XXH3, inlined: a
 * key of a size known to the compiler costs a few nanoseconds.
 */
#ifndef REFIRE_ENGINE_BASE_HASH_H
#define REFIRE_ENGINE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#ifndef XXH_INLINE_ALL
#define XXH_INLINE_ALL
#endif
#include <xxhash.h>

/* Keys must have no padding, or have it zeroed. */
static inline uint64_t
hash_bytes(const void *bytes, size_t size, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes, size, seed);
}

#endif

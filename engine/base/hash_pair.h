/*
 * hash_pair.h: the hash of two numbers. Seeded like those of hash.h, but free of their code, so
 * that what is looked at with each packet can hash in line.
 */
#ifndef REFIRE_ENGINE_BASE_HASH_PAIR_H
#define REFIRE_ENGINE_BASE_HASH_PAIR_H

#include <stdint.h>

/*
 * Two numbers, for keys that are hashed with each packet: the heart of what XXH3 does with sixteen
 * bytes, a quarter of its instructions. The seed goes into both factors, so that nobody who does
 * not know it can make one of them zero.
 */
static inline uint64_t
hash_pair(uint64_t a, uint64_t b, uint64_t seed)
{
    const uint64_t first = UINT64_C(0x9e3779b97f4a7c15), second = UINT64_C(0xd6e8feb86659fd93);
    __uint128_t product = (__uint128_t)(a ^ (seed + first)) * (b ^ (seed * second + first));
    uint64_t folded = (uint64_t)product ^ (uint64_t)(product >> 64);
    folded *= second;
    return folded ^ folded >> 32;
}

#endif

/*
 * dice.h: numbers from a seed, so that the same seed makes the same exercise.
 */
#ifndef REFIRE_CLI_FAULT_DICE_H
#define REFIRE_CLI_FAULT_DICE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/hash.h"

struct dice {
    uint64_t seed, thrown;
};

/* From 0 up to, not including, COUNT, which is not 0. */
static inline size_t
dice_throw(struct dice *dice, size_t count)
{
    uint64_t number = dice->thrown++;
    return (size_t)(hash_bytes(&number, sizeof number, dice->seed) % count);
}

/* Puts the COUNT numbers from 0 on into ORDER, mixed. */
static inline void
dice_mix(struct dice *dice, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = dice_throw(dice, i + 1);
        order[i] = order[at];
        order[at] = i;
    }
}

#endif

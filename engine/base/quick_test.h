/*
 * quick_test.h: how long a test may take.
 */
#ifndef REFIRE_ENGINE_BASE_QUICK_TEST_H
#define REFIRE_ENGINE_BASE_QUICK_TEST_H

#include <stdbool.h>
#include <stdlib.h>

/* REFIRE_QUICK: a slow build (sanitizers, memcheck) that need not try each case again. */
static inline bool
tests_are_quick(void)
{
    return getenv("REFIRE_QUICK") != NULL;
}

/* REFIRE_THOROUGH: the target `soak-tests`, which has the time for what a suite of minutes leaves
 * out. */
static inline bool
tests_are_thorough(void)
{
    return getenv("REFIRE_THOROUGH") != NULL;
}

#endif

/*
 * timing.h: processor time, which a busy machine takes less of than of the clock on the wall, and
 * medians.
 */
#ifndef REFIRE_BENCH_TIMING_H
#define REFIRE_BENCH_TIMING_H

#include <stdlib.h>
#include <time.h>

static inline double
processor_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static inline int
compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* ... and sorts them. */
static inline double
median_of(double *values, size_t count)
{
    qsort(values, count, sizeof(values[0]), compare_doubles);
    return values[count / 2];
}

#endif

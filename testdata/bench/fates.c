/*
 * fates.c: what explain and diff cost: fates REFIRE CONFIG CAPTURE
 *
 * Processor time of each as a ratio to one plain replay of the same capture, in turns; medians,
 * with the least and the most. Figures are printed, never judged.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testdata/bench/timing.h"

#define REPEATS 5
#define VERBS 3

static double
seconds_of(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

/* Of one run, whose status may be 1: flows are denied. */
static double
run(char *const *words)
{
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
            _exit(127);
        execv(words[0], words);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) > 1) {
        fprintf(stderr, "%s %s failed\n", words[0], words[1]);
        exit(1);
    }
    return seconds_of(&usage);
}

int
main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: %s REFIRE CONFIG CAPTURE\n", argv[0]);
        return 2;
    }
    char source[4096];
    snprintf(source, sizeof source, "inside=%s", argv[3]);
    char *const replay[] = { argv[1], "replay", "-q", "-c", argv[2], source, NULL };
    char *const explain[] = { argv[1], "explain", "-c", argv[2], source, NULL };
    char *const diff[] = { argv[1], "diff", argv[2], argv[2], source, NULL };
    char *const *const verbs[VERBS] = { replay, explain, diff };
    double taken[VERBS][REPEATS];
    for (int i = 0; i < REPEATS; i++)
        for (int verb = 0; verb < VERBS; verb++)
            taken[verb][i] = run(verbs[verb]);
    for (int verb = 0; verb < VERBS; verb++)
        (void)median_of(taken[verb], REPEATS);
    double unit = taken[0][REPEATS / 2];
    printf("%-24s %9s %9s %9s %9s\n", "verb", "least s", "median s", "most s", "ratio");
    for (int verb = 0; verb < VERBS; verb++)
        printf("%-24s %9.3f %9.3f %9.3f %9.2f\n", verbs[verb][1], taken[verb][0],
               taken[verb][REPEATS / 2], taken[verb][REPEATS - 1], taken[verb][REPEATS / 2] / unit);
    return 0;
}

/*
 * measure.c: measure REFIRE CONFIGURATION CAPTURE SMALL_CAPTURE
 *
 * What `refire replay` costs a packet, as a ratio to a bare libpcap loop over the same file, and
 * what a connection costs in memory. Each kind of run is a process of its own and they take turns,
 * so that what else the machine does meets all alike; the figures are medians of processor time.
 * Figures are printed, never judged.
 *
 * Memory is what the process had at its most, less that of a run over a capture with few flows.
 */
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/compiler.h"

#define REPEATS 5

struct cost {
    double nanoseconds; /* user and system */
    long kilobytes;     /* the most resident */
};

struct files {
    const char *refire, *config, *capture, *small;
};

struct count {
    uint64_t packets, flows;
};

static pcap_t *
open_capture(const char *path)
{
    char error[PCAP_ERRBUF_SIZE];
    pcap_t *pcap = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, error);

    if (!pcap) {
        fprintf(stderr, "%s\n", error);
        exit(EXIT_FAILURE);
    }
    return pcap;
}

/* The peer: reads every record and touches its headers, nothing else. */
static void
bare_loop(const struct files *files)
{
    pcap_t *pcap = open_capture(files->capture);
    struct pcap_pkthdr *header;
    const u_char *bytes;
    volatile uint32_t touched = 0;

    while (pcap_next_ex(pcap, &header, &bytes) == 1)
        touched += bytes[header->caplen > 34 ? 34 : 0];
    pcap_close(pcap);
}

static void
exec_replay(const struct files *files, const char *capture, const char *option)
{
    char operand[4096];
    int null = open("/dev/null", O_WRONLY);

    snprintf(operand, sizeof(operand), "inside=%s", capture);
    dup2(null, STDOUT_FILENO);
    execl(files->refire, "refire", "replay", "-c", files->config, "--quiet", operand, option,
          (char *)NULL);
    perror(files->refire);
    _exit(127);
}

static void
replay_with_log(const struct files *files)
{
    exec_replay(files, files->capture, NULL);
}

/* Only severity 0, which no connection has: the log is decided about, not written. */
static void
replay_without_log(const struct files *files)
{
    exec_replay(files, files->capture, "--log-level=0");
}

static void
replay_small(const struct files *files)
{
    exec_replay(files, files->small, "--log-level=0");
}

static const struct {
    const char *name;
    void (*run)(const struct files *files);
} kinds[] = {
    { "libpcap pcap_next_ex, headers touched", bare_loop },
    { "refire replay, no log line", replay_without_log },
    { "refire replay, log to /dev/null", replay_with_log },
};

enum { KIND_BARE, KIND_NO_LOG, KIND_LOG, KIND_COUNT };

static struct cost
run_in_child(void (*run)(const struct files *files), const struct files *files)
{
    struct rusage usage;
    int status;
    pid_t child = fork();

    if (child == 0) {
        run(files);
        _exit(EXIT_SUCCESS);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0) {
        fputs("measure: a run has failed\n", stderr);
        exit(EXIT_FAILURE);
    }
    return (struct cost){
        .nanoseconds = 1e9 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       1e3 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
        .kilobytes = usage.ru_maxrss,
    };
}

static int
compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return (a > b) - (a < b);
}

static double
median(double values[static REPEATS])
{
    qsort(values, REPEATS, sizeof(values[0]), compare);
    return values[REPEATS / 2];
}

/* Packets, and flows: each starts with a packet from an address of its own. */
static struct count
count_capture(const char *path)
{
    enum { SOURCE_OFFSET = 14 + 12, CLIENT_BYTE = 10, HOSTS = 1 << 24 };
    uint8_t *seen = calloc(HOSTS, 1);
    pcap_t *pcap = open_capture(path);
    struct pcap_pkthdr *header;
    const u_char *bytes;
    struct count count = { 0 };

    while (seen && pcap_next_ex(pcap, &header, &bytes) == 1) {
        count.packets++;
        if (header->caplen < SOURCE_OFFSET + 4 || bytes[SOURCE_OFFSET] != CLIENT_BYTE)
            continue;
        const u_char *host = bytes + SOURCE_OFFSET + 1;
        size_t index = (size_t)host[0] << 16 | (size_t)host[1] << 8 | host[2];
        count.flows += !seen[index];
        seen[index] = 1;
    }
    pcap_close(pcap);
    free(seen);
    return count;
}

static void
print_times(double costs[KIND_COUNT][REPEATS], uint64_t packets)
{
    double ratios[KIND_COUNT][REPEATS];

    for (int kind = 0; kind < KIND_COUNT; kind++)
        for (int i = 0; i < REPEATS; i++)
            ratios[kind][i] = costs[kind][i] / costs[KIND_BARE][i];
    printf("%-40s %12s %8s\n", "", "ns a packet", "ratio");
    for (int kind = 0; kind < KIND_COUNT; kind++)
        printf("%-40s %12.1f %8.2f\n", kinds[kind].name, median(costs[kind]) / (double)packets,
               median(ratios[kind]));
}

int
main(int argc, char **argv)
{
    double costs[KIND_COUNT][REPEATS];
    double kilobytes[REPEATS];

    if (argc != 5) {
        fputs("usage: measure REFIRE CONFIGURATION CAPTURE SMALL_CAPTURE\n", stderr);
        return EXIT_FAILURE;
    }
    struct files files = { argv[1], argv[2], argv[3], argv[4] };
    struct count many = count_capture(files.capture);
    struct count few = count_capture(files.small);
    printf("%llu packets of %llu flows, %d runs of each kind, medians of processor time\n\n",
           (unsigned long long)many.packets, (unsigned long long)many.flows, REPEATS);
    fflush(stdout);
    for (int i = 0; i < REPEATS; i++) {
        long small = run_in_child(replay_small, &files).kilobytes;

        for (int kind = 0; kind < KIND_COUNT; kind++) {
            struct cost cost = run_in_child(kinds[kind].run, &files);

            costs[kind][i] = cost.nanoseconds;
            if (kind == KIND_NO_LOG)
                kilobytes[i] = (double)(cost.kilobytes - small);
        }
    }
    print_times(costs, many.packets);
    printf("\n%-40s %12.0f\n", "bytes of memory a connection, xlate too",
           median(kilobytes) * 1024 / (double)(many.flows - few.flows));
    return EXIT_SUCCESS;
}

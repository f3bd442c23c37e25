/*
 * measure.c: measure REFIRE CONFIGURATION CAPTURE SMALL_CAPTURE [PLACE]
 *
 * What `refire replay` costs a packet, as a ratio to a bare libpcap loop over the same file, and
 * what a connection costs in memory. With PLACE, a folder for what they write, also what softflowd
 * and nfpcapd cost, which follow flows too, where they are installed. Each kind of run is a process
 * of its own and they take turns, so that what else the machine does meets all alike; the figures
 * are medians of processor time. Figures are printed, never judged.
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
#define NOT_INSTALLED 127

struct cost {
    double nanoseconds; /* user and system */
    long kilobytes;     /* the most resident */
};

struct files {
    const char *refire, *config, *capture, *small;
    const char *place; /* NULL: no peers */
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
    (void)touched;
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

static void
exec_quietly(char *const arguments[])
{
    int null = open("/dev/null", O_WRONLY);

    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    execvp(arguments[0], arguments);
    _exit(NOT_INSTALLED);
}

/* With room for all flows. */
static void
softflowd(const struct files *files)
{
    exec_quietly((char *[]){ "softflowd", "-r", (char *)files->capture, "-m", "16777216", "-d",
                             "-c", "none", "-p", "none", NULL });
}

static void
nfpcapd(const struct files *files)
{
    exec_quietly(
        (char *[]){ "nfpcapd", "-r", (char *)files->capture, "-w", (char *)files->place, NULL });
}

static const struct {
    const char *name, *package;
    void (*run)(const struct files *files);
} peers[] = {
    { "softflowd", "softflowd", softflowd },
    { "nfpcapd", "nfdump", nfpcapd },
};

static const struct {
    const char *name;
    void (*run)(const struct files *files);
} kinds[] = {
    { "libpcap pcap_next_ex, headers touched", bare_loop },
    { "refire replay, no log line", replay_without_log },
    { "refire replay, log to /dev/null", replay_with_log },
};

enum { KIND_BARE, KIND_NO_LOG, KIND_LOG, KIND_COUNT };

/* The exit status. */
static int
try_in_child(void (*run)(const struct files *files), const struct files *files, struct cost *cost)
{
    struct rusage usage;
    int status;
    pid_t child = fork();

    if (child == 0) {
        run(files);
        _exit(EXIT_SUCCESS);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status))
        return EXIT_FAILURE;
    *cost = (struct cost){
        .nanoseconds = 1e9 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       1e3 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
        .kilobytes = usage.ru_maxrss,
    };
    return WEXITSTATUS(status);
}

static struct cost
run_in_child(void (*run)(const struct files *files), const struct files *files)
{
    struct cost cost;

    if (try_in_child(run, files, &cost) != EXIT_SUCCESS) {
        fputs("measure: a run has failed\n", stderr);
        exit(EXIT_FAILURE);
    }
    return cost;
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

/* Each in turn with ours. */
static void
measure_peer(size_t peer, const struct files *files, uint64_t packets)
{
    double theirs[REPEATS], ratios[REPEATS];

    for (int i = 0; i < REPEATS; i++) {
        struct cost cost;
        int status = try_in_child(peers[peer].run, files, &cost);

        if (status != EXIT_SUCCESS) {
            printf("%-40s SKIPPED: %s (package %s)\n", peers[peer].name,
                   status == NOT_INSTALLED ? "not installed" : "it fails", peers[peer].package);
            return;
        }
        theirs[i] = cost.nanoseconds;
        ratios[i] = theirs[i] / run_in_child(replay_without_log, files).nanoseconds;
    }
    printf("%-40s %12.1f %8.2f times ours\n", peers[peer].name, median(theirs) / (double)packets,
           median(ratios));
}

int
main(int argc, char **argv)
{
    double costs[KIND_COUNT][REPEATS];
    double kilobytes[REPEATS];

    if (argc != 5 && argc != 6) {
        fputs("usage: measure REFIRE CONFIGURATION CAPTURE SMALL_CAPTURE [PLACE]\n", stderr);
        return EXIT_FAILURE;
    }
    struct files files = { argv[1], argv[2], argv[3], argv[4], argc == 6 ? argv[5] : NULL };
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
    for (size_t i = 0; files.place != NULL && i < ARRAY_LENGTH(peers); i++)
        measure_peer(i, &files, many.packets);
    printf("\n%-40s %12.0f\n", "bytes of memory a connection, xlate too",
           median(kilobytes) * 1024 / (double)(many.flows - few.flows));
    return EXIT_SUCCESS;
}

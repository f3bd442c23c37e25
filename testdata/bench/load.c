/*
 * load.c: load DIRECTORY
 *
 * What reading a configuration costs: extended ACEs by the ten thousand, hundred thousand and
 * million, with a tenth as many object-group members. The peer is a loop of fgets and strtok that
 * puts the same lines into an array of 32 bytes an entry. Each run is a process of its own and they
 * take turns, so that what else the machine does meets both alike; the figures are medians of
 * processor time. Figures are printed, never judged.
 *
 * Memory is what the configuration and the report of its loading hold when all is read, and what
 * the process had of its own at its most.
 */
#include <arpa/inet.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/compiler.h"
#include "parser/parser.h"

#define REPEATS 7
#define WORDS_AT " \n"

/* ---- the file ---- */

/* xorshift64*: the same lines each time. */
static uint64_t
next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static void
write_ace(FILE *file, uint64_t *state)
{
    uint64_t a = next_random(state);
    uint64_t b = next_random(state);
    fprintf(file,
            "access-list outside_in extended %s tcp host %u.%u.%u.%u host 10.%u.%u.%u eq %u\n",
            a >> 60 != 0 ? "permit" : "deny", 1 + (unsigned)(a & 127), (unsigned)(a >> 8 & 255),
            (unsigned)(a >> 16 & 255), (unsigned)(a >> 24 & 255), (unsigned)(b & 255),
            (unsigned)(b >> 8 & 255), (unsigned)(b >> 16 & 255), (unsigned)((b >> 32) % 65535));
}

static bool
write_file(const char *path, size_t aces, size_t members)
{
    uint64_t state = 17;
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    fputs("ASA Version 8.0(4)\n", file);
    for (size_t i = 0; i < members; i++) {
        if (i % 10000 == 0)
            fprintf(file, "object-group network servers-%zu\n", i / 10000);
        fprintf(file, " network-object host 10.%zu.%zu.%zu\n", i >> 16 & 255, i >> 8 & 255,
                i & 255);
    }
    for (size_t i = 0; i < aces; i++)
        write_ace(file, &state);
    return fclose(file) == 0;
}

/* ---- the peer ---- */

struct entry {
    uint32_t source, source_mask, destination, destination_mask;
    uint16_t low, high;
    uint8_t protocol, permit;
    uint16_t list;
    uint64_t hits;
};

struct entries {
    struct entry *items;
    size_t count, capacity;
};

static struct entry *
add_entry(struct entries *entries)
{
    if (entries->count == entries->capacity) {
        entries->capacity = entries->capacity == 0 ? 4096 : entries->capacity * 2;
        entries->items = realloc(entries->items, entries->capacity * sizeof(struct entry));
        if (entries->items == NULL)
            exit(EXIT_FAILURE);
    }
    struct entry *added = &entries->items[entries->count++];
    memset(added, 0, sizeof(*added));
    return added;
}

static uint32_t
word_to_address(const char *word)
{
    struct in_addr address;
    return word != NULL && inet_aton(word, &address) != 0 ? ntohl(address.s_addr) : 0;
}

static void
read_endpoint(uint32_t *address, uint32_t *mask)
{
    const char *word = strtok(NULL, WORDS_AT);
    if (word == NULL || strcmp(word, "any") == 0) {
        *address = *mask = 0;
    } else if (strcmp(word, "host") == 0) {
        *address = word_to_address(strtok(NULL, WORDS_AT));
        *mask = UINT32_MAX;
    } else {
        *address = word_to_address(word);
        *mask = word_to_address(strtok(NULL, WORDS_AT));
    }
}

static void
read_ace(struct entries *entries)
{
    (void)strtok(NULL, WORDS_AT);
    const char *word = strtok(NULL, WORDS_AT);
    if (word == NULL || strcmp(word, "extended") != 0)
        return;
    struct entry *entry = add_entry(entries);
    word = strtok(NULL, WORDS_AT);
    entry->permit = word != NULL && strcmp(word, "permit") == 0;
    word = strtok(NULL, WORDS_AT);
    if (word != NULL)
        entry->protocol = strcmp(word, "tcp") == 0    ? 6
                          : strcmp(word, "udp") == 0  ? 17
                          : strcmp(word, "icmp") == 0 ? 1
                                                      : 0;
    read_endpoint(&entry->source, &entry->source_mask);
    read_endpoint(&entry->destination, &entry->destination_mask);
    entry->high = UINT16_MAX;
    word = strtok(NULL, WORDS_AT);
    if (word != NULL && strcmp(word, "eq") == 0) {
        word = strtok(NULL, WORDS_AT);
        entry->low = entry->high = (uint16_t)(word != NULL ? atoi(word) : 0);
    }
}

static void
peer(const char *path)
{
    char line[512];
    struct entries entries = { 0 };
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        const char *word = strtok(line, WORDS_AT);
        if (word != NULL && strcmp(word, "access-list") == 0) {
            read_ace(&entries);
        } else if (word != NULL && strcmp(word, "network-object") == 0) {
            struct entry *entry = add_entry(&entries);
            read_endpoint(&entry->source, &entry->source_mask);
        }
    }
    if (file == NULL || entries.count == 0)
        exit(EXIT_FAILURE);
    fclose(file);
    free(entries.items);
}

/* ---- runs ---- */

struct cost {
    double nanoseconds;
    double held; /* bytes when all is read */
    double most; /* bytes of its own that the process had */
};

static double
process_nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

/* What the allocator has given out. */
static double
bytes_held(void)
{
    struct mallinfo2 info = mallinfo2();
    return (double)info.uordblks + (double)info.hblkhd;
}

static double
bytes_most(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return 1024 * (double)usage.ru_maxrss;
}

static struct cost
run_peer(const char *path)
{
    double start = process_nanoseconds();
    peer(path);
    return (struct cost){ .nanoseconds = process_nanoseconds() - start };
}

static struct cost
run_load(const char *path)
{
    struct load_options options = { .model_only = true };
    struct load_result result;
    const char *error;
    double held = bytes_held();
    double most = bytes_most();
    double start = process_nanoseconds();
    if (!config_load_file(path, &options, &result, &error)) {
        fprintf(stderr, "%s: %s\n", path, error);
        exit(EXIT_FAILURE);
    }
    struct cost cost = { .nanoseconds = process_nanoseconds() - start };
    cost.held = bytes_held() - held;
    cost.most = bytes_most() - most;
    if (result.refused > 0)
        fprintf(stderr, "%s: %zu lines were refused\n", path, result.refused);
    load_result_free(&result);
    return cost;
}

static struct cost
in_child(struct cost (*run)(const char *path), const char *path)
{
    int ends[2];
    int status;
    struct cost cost = { 0 };
    fflush(NULL);
    if (pipe(ends) != 0)
        exit(EXIT_FAILURE);
    pid_t child = fork();
    if (child == 0) {
        cost = run(path);
        _exit(write(ends[1], &cost, sizeof(cost)) == sizeof(cost) ? 0 : 1);
    }
    close(ends[1]);
    bool good = child > 0 && read(ends[0], &cost, sizeof(cost)) == sizeof(cost);
    close(ends[0]);
    if (!good || waitpid(child, &status, 0) != child || status != 0) {
        fputs("load: a run has failed\n", stderr);
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

static void
measure(const char *path, const char *what, size_t lines)
{
    double peers[REPEATS];
    double loads[REPEATS];
    double ratios[REPEATS];
    struct cost cost = { 0 };
    for (int i = 0; i < REPEATS; i++) {
        peers[i] = in_child(run_peer, path).nanoseconds;
        cost = in_child(run_load, path);
        loads[i] = cost.nanoseconds;
        ratios[i] = loads[i] / peers[i];
    }
    double count = (double)lines;
    printf("%-28s %9.1f %9.1f %7.2f %9.1f %9.1f\n", what, median(peers) / count,
           median(loads) / count, median(ratios), cost.held / count, cost.most / count);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *what;
        size_t aces, members;
    } sizes[] = {
        { "10,000 ACEs", 10000, 0 },
        { "100,000 ACEs", 100000, 0 },
        { "1,000,000 ACEs", 1000000, 0 },
        { "100,000 members", 1, 100000 },
        { "1,000,000 and 100,000", 1000000, 100000 },
    };
    if (argc != 2) {
        fputs("usage: load DIRECTORY\n", stderr);
        return EXIT_FAILURE;
    }
    printf("%d runs of each kind, medians of processor time\n\n", REPEATS);
    printf("%-28s %9s %9s %7s %9s %9s\n", "", "strtok", "load", "", "bytes", "bytes at");
    printf("%-28s %9s %9s %7s %9s %9s\n", "", "ns a line", "ns a line", "ratio", "a line",
           "the most");
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/load.cfg", argv[1]);
        if (!write_file(path, sizes[i].aces, sizes[i].members)) {
            perror(path);
            return EXIT_FAILURE;
        }
        measure(path, sizes[i].what, sizes[i].aces + sizes[i].members);
        remove(path);
    }
    return EXIT_SUCCESS;
}

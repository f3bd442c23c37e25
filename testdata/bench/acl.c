/*
 * acl.c: acl DIRECTORY [MOST]
 *
 * What a look-up in an access list costs. DIRECTORY has ClassBench filter sets: acl1, fw1 and ipc1
 * of 1,000 and of 10,000 rules, NAME_COUNT.rules.gz and .trace.gz. Sets of 100,000 are there as
 * well, or are made: ten copies of the 10,000, moved to other addresses (and, where a rule names
 * none, to other ports), rule by rule in turn.
 *
 * The peers are a scan in order and, where it was there to be linked, DPDK's rte_acl, one header at
 * a time; of sets of more than MOST rules it is not asked, since making those takes it minutes and
 * gigabytes. All take turns in one process; figures are medians, with the least and the most behind
 * them, and are printed, never judged. Answers are compared with the scan's.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "engine/acl/acl_index.h"
#include "engine/base/hash.h"
#include "testdata/bench/acl_peer.h"
#include "testdata/bench/timing.h"

#define REPEATS 7
#define COPIES 10
#define HEADERS 60000
#define CHECKED 2000 /* headers whose answer is compared with the scan's */

struct rules {
    struct peer_rule *items;
    size_t count, capacity;
};

struct set {
    char name[32];
    struct rules rules;
    struct flow *flows;
    size_t flow_count;
};

/* ---- reading ---- */

static uint32_t
address_of(const unsigned bytes[static 4])
{
    return bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

static uint32_t
mask_of(unsigned bits)
{
    return bits == 0 ? 0 : UINT32_MAX << (32 - bits);
}

static void
add_rule(struct rules *rules, struct peer_rule rule)
{
    if (rules->count == rules->capacity) {
        rules->capacity = rules->capacity == 0 ? 1024 : rules->capacity * 2;
        rules->items = realloc(rules->items, rules->capacity * sizeof(*rules->items));
        if (rules->items == NULL)
            exit(EXIT_FAILURE);
    }
    rules->items[rules->count++] = rule;
}

static bool
read_rule(const char *line, struct peer_rule *rule)
{
    unsigned s[4], d[4], sbits, dbits, ports[4], protocol, protocol_mask;
    if (sscanf(line, "@%u.%u.%u.%u/%u %u.%u.%u.%u/%u %u : %u %u : %u %x/%x", &s[0], &s[1], &s[2],
               &s[3], &sbits, &d[0], &d[1], &d[2], &d[3], &dbits, &ports[0], &ports[1], &ports[2],
               &ports[3], &protocol, &protocol_mask) != 16)
        return false;
    *rule = (struct peer_rule){ .source = address_of(s) & mask_of(sbits),
                                .source_bits = (uint8_t)sbits,
                                .destination = address_of(d) & mask_of(dbits),
                                .destination_bits = (uint8_t)dbits,
                                .ports = { (uint16_t)ports[0], (uint16_t)ports[1],
                                           (uint16_t)ports[2], (uint16_t)ports[3] },
                                .protocol = (uint8_t)(protocol_mask == 0 ? 0 : protocol) };
    return true;
}

static gzFile
open_part(const char *directory, const char *name, const char *part)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s.%s.gz", directory, name, part);
    return gzopen(path, "rb");
}

static bool
read_set(struct set *set, const char *directory, const char *name)
{
    char line[512];
    struct peer_rule rule;
    gzFile rules = open_part(directory, name, "rules");
    gzFile trace = open_part(directory, name, "trace");
    if (rules == NULL || trace == NULL) {
        gzclose(rules);
        gzclose(trace);
        return false;
    }
    *set = (struct set){ .flows = malloc(HEADERS * sizeof(struct flow)) };
    snprintf(set->name, sizeof(set->name), "%s", name);
    while (gzgets(rules, line, sizeof(line)) != NULL) {
        if (read_rule(line, &rule))
            add_rule(&set->rules, rule);
    }
    while (set->flows != NULL && set->flow_count < HEADERS &&
           gzgets(trace, line, sizeof(line)) != NULL) {
        unsigned f[5];
        if (sscanf(line, "%u %u %u %u %u", &f[0], &f[1], &f[2], &f[3], &f[4]) == 5)
            set->flows[set->flow_count++] = (struct flow){ .protocol = (uint8_t)f[4],
                                                           .source = f[0],
                                                           .destination = f[1],
                                                           .source_port = (uint16_t)f[2],
                                                           .destination_port = (uint16_t)f[3] };
    }
    gzclose(rules);
    gzclose(trace);
    return set->rules.count > 0 && set->flow_count > 0;
}

static void
free_set(struct set *set)
{
    free(set->rules.items);
    free(set->flows);
}

/* ---- ten times as many ---- */

static uint32_t
move_of(uint32_t copy, uint32_t end)
{
    uint32_t key[2] = { copy, end };
    return copy == 0 ? 0 : (uint32_t)hash_bytes(key, sizeof(key), 0) & 0x00ffffff;
}

static struct peer_rule
moved_rule(struct peer_rule rule, uint32_t copy)
{
    rule.source ^= move_of(copy, 0) & mask_of(rule.source_bits);
    rule.destination ^= move_of(copy, 1) & mask_of(rule.destination_bits);
    for (int i = 0; i < 4 && rule.source_bits <= 8 && rule.destination_bits <= 8; i += 2) {
        if (rule.ports[i] == rule.ports[i + 1])
            rule.ports[i] = rule.ports[i + 1] = (uint16_t)(rule.ports[i] + 1031 * copy);
    }
    return rule;
}

static void
multiply(struct set *set)
{
    struct rules all = { 0 };
    for (size_t i = 0; i < set->rules.count; i++) {
        for (uint32_t copy = 0; copy < COPIES; copy++)
            add_rule(&all, moved_rule(set->rules.items[i], copy));
    }
    free(set->rules.items);
    set->rules = all;
    for (size_t i = 0; i < set->flow_count; i++) {
        uint32_t copy = (uint32_t)(i * 7919 % COPIES);
        set->flows[i].source ^= move_of(copy, 0);
        set->flows[i].destination ^= move_of(copy, 1);
    }
}

/* ---- as an access list ---- */

static struct address_match
match_of(uint32_t address, unsigned bits)
{
    struct address_match match = { .kind = bits == 0 ? ADDRESS_ANY : ADDRESS_NETWORK };
    match.network = (struct network){ address, mask_of(bits) };
    return match;
}

static struct port_match
port_match_of(uint16_t first, uint16_t last)
{
    if (first == 0 && last == UINT16_MAX)
        return (struct port_match){ .op = PORT_OP_NONE };
    if (first == last)
        return (struct port_match){ .op = PORT_OP_EQ, .low = first };
    return (struct port_match){ .op = PORT_OP_RANGE, .low = first, .high = last };
}

/* A list has no line twice: copies of a rule that did not move are left out, also of the set. */
static struct acl *
make_acl(struct config *config, struct set *set)
{
    struct acl *acl = config_acl_make(config, "bench");
    size_t kept = 0;
    if (acl == NULL)
        exit(EXIT_FAILURE);
    acl->exists = true;
    for (size_t i = 0; i < set->rules.count; i++) {
        const struct peer_rule *rule = &set->rules.items[i];
        struct ace ace = {
            .permit = true,
            .protocol = rule->protocol,
            .source = match_of(rule->source, rule->source_bits),
            .destination = match_of(rule->destination, rule->destination_bits),
            .source_port = port_match_of(rule->ports[0], rule->ports[1]),
            .destination_port = port_match_of(rule->ports[2], rule->ports[3]),
            .icmp_type = ICMP_TYPE_ANY,
        };
        uint32_t hash = ace_hash(&ace);
        if (acl_duplicate(acl, &ace, hash) != NULL)
            continue;
        if (acl_insert(config, acl, &ace, hash, acl->count) == NULL)
            exit(EXIT_FAILURE);
        set->rules.items[kept++] = *rule;
    }
    set->rules.count = kept;
    return acl;
}

/* ---- runs ---- */

enum column { SCAN, PEER, OWN, OWN_TOGETHER, COLUMNS };

struct run {
    const struct config *config;
    const struct acl *acl;
    struct acl_index *index;
    struct peer *peer;
    const struct set *set;
    struct classify_result *results;
    double ns[COLUMNS][REPEATS];
    double build_ns[REPEATS], peer_build_ns;
};

static size_t
scanned_headers(const struct run *run)
{
    size_t fair = 20000000 / run->acl->count;
    return fair < run->set->flow_count ? fair : run->set->flow_count;
}

static void
time_scan(struct run *run, int repeat)
{
    size_t count = scanned_headers(run);
    double start = processor_ns();
    for (size_t i = 0; i < count; i++)
        run->results[i] = classify(run->config, run->acl, &run->set->flows[i]);
    run->ns[SCAN][repeat] = (processor_ns() - start) / (double)count;
}

static void
time_own(struct run *run, int repeat)
{
    size_t count = run->set->flow_count;
    double start = processor_ns();
    for (size_t i = 0; i < count; i++)
        run->results[i] = acl_index_find(run->index, run->config, run->acl, &run->set->flows[i]);
    run->ns[OWN][repeat] = (processor_ns() - start) / (double)count;
    start = processor_ns();
    acl_index_find_all(run->index, run->config, run->acl, run->set->flows, count, run->results);
    run->ns[OWN_TOGETHER][repeat] = (processor_ns() - start) / (double)count;
}

static void
build_own(struct run *run, int repeat)
{
    acl_index_free(run->index);
    double start = processor_ns();
    run->index = acl_index_new(run->config, run->acl, true, 1);
    run->build_ns[repeat] = processor_ns() - start;
    if (run->index == NULL)
        exit(EXIT_FAILURE);
}

/* How many answers differ from the scan's, of the first headers. */
static size_t
wrong_answers(const struct run *run)
{
    size_t wrong = 0;
    for (size_t i = 0; i < CHECKED && i < run->set->flow_count; i++) {
        const struct flow *flow = &run->set->flows[i];
        struct classify_result scan = classify(run->config, run->acl, flow);
        struct classify_result own = acl_index_find(run->index, run->config, run->acl, flow);
        wrong += scan.ace != own.ace || run->results[i].ace != own.ace;
    }
    return wrong;
}

struct figures {
    double own, peer_ratio;
};

static struct figures
print_run(struct run *run)
{
    double ratios[REPEATS];
    for (int i = 0; i < REPEATS; i++)
        ratios[i] = run->ns[PEER][i] > 0 ? run->ns[OWN][i] / run->ns[PEER][i] : 0;
    double count = (double)run->acl->count;
    struct figures figures = { median_of(run->ns[OWN], REPEATS), median_of(ratios, REPEATS) };
    printf("%-11s %6.0f %8.0f %7.0f %7.1f %7.1f  %5.2f (%.2f-%.2f) %7.1f %9.1f %6.1f %5.1f\n",
           run->set->name, count, median_of(run->ns[SCAN], REPEATS),
           median_of(run->ns[PEER], REPEATS), figures.own,
           median_of(run->ns[OWN_TOGETHER], REPEATS), figures.peer_ratio, ratios[0],
           ratios[REPEATS - 1], median_of(run->build_ns, REPEATS) / 1e6, run->peer_build_ns / 1e6,
           (double)acl_index_bytes(run->index) / count, (double)wrong_answers(run));
    fflush(stdout);
    return figures;
}

static struct figures
measure(struct set *set, size_t peer_most)
{
    struct config *config = config_new((struct os_release){ .version = OS_8_0 });
    if (config == NULL)
        exit(EXIT_FAILURE);
    struct run run = { .config = config, .acl = make_acl(config, set), .set = set };
    run.results = calloc(set->flow_count, sizeof(*run.results));
    double start = processor_ns();
    if (set->rules.count <= peer_most)
        run.peer = peer_new(set->rules.items, set->rules.count, set->flows, set->flow_count);
    run.peer_build_ns = run.peer == NULL ? 0 : processor_ns() - start;
    for (int i = 0; i < REPEATS && run.results != NULL; i++) {
        build_own(&run, i);
        run.ns[PEER][i] = run.peer == NULL ? 0 : peer_time(run.peer);
        time_own(&run, i);
        time_scan(&run, i);
        time_own(&run, i); /* the scan has taken the caches */
    }
    struct figures figures = print_run(&run);
    acl_index_free(run.index);
    peer_free(run.peer);
    free(run.results);
    config_free(config);
    return figures;
}

static bool
load(struct set *set, const char *directory, const char *family, const char *size)
{
    char name[32];
    snprintf(name, sizeof(name), "%s_%s", family, size);
    if (read_set(set, directory, name))
        return true;
    snprintf(name, sizeof(name), "%s_10000", family);
    if (strcmp(size, "100000") != 0 || !read_set(set, directory, name))
        return false;
    multiply(set);
    snprintf(set->name, sizeof(set->name), "%s_10000x10", family);
    return true;
}

static double
cube_root(double product)
{
    double root = product > 1 ? product : 1;
    for (int i = 0; i < 200; i++)
        root -= (root * root * root - product) / (3 * root * root);
    return root;
}

int
main(int argc, char **argv)
{
    static const char *const families[] = { "acl1", "fw1", "ipc1" };
    static const char *const sizes[] = { "1000", "10000", "100000" };
    double own[ARRAY_LENGTH(sizes)];
    size_t peer_most = argc == 3 ? strtoul(argv[2], NULL, 10) : 20000;
    if (argc < 2 || argc > 3) {
        fputs("usage: acl DIRECTORY [MOST]\n", stderr);
        return EXIT_FAILURE;
    }
    printf("%d runs in turn, medians; ns a look-up, one header at a time but `x8'; %s\n\n", REPEATS,
           peer_name());
    printf("%-11s %6s %8s %7s %7s %7s  %-17s %7s %9s %6s %5s\n", "set", "ACEs", "scan", "peer",
           "own", "own x8", "own/peer", "make ms", "peer ms", "B/ACE", "wrong");
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        double product = 1, ratios = 1;
        for (size_t k = 0; k < ARRAY_LENGTH(families); k++) {
            struct set set;
            if (!load(&set, argv[1], families[k], sizes[i])) {
                printf("%s_%s is not there: skipped\n", families[k], sizes[i]);
                continue;
            }
            struct figures figures = measure(&set, peer_most);
            product *= figures.own;
            ratios *= figures.peer_ratio;
            free_set(&set);
        }
        own[i] = cube_root(product);
        printf("  geometric mean: %.1f ns, %.2f of the peer; %.2f of 1,000 ACEs\n", own[i],
               ratios > 0 ? cube_root(ratios) : 0, own[i] / own[0]);
    }
    return EXIT_SUCCESS;
}

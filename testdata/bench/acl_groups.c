/*
 * acl_groups.c: what object groups cost. RULES lines name a group of sources, one of destinations
 * and a port; the other list is the same written out, line by line. Both are made and asked for the
 * same headers, in turn; figures are medians, printed and never judged.
 */
#include <stdio.h>
#include <string.h>

#include "engine/acl/acl_index.h"
#include "testdata/bench/timing.h"

#define REPEATS 7
#define GROUPS 60
#define HEADERS 50000
#define SERVICES 4 /* ports that rules name, in turn; headers have one more */

static uint64_t
next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717) >> 16;
}

/* A host, or every sixteenth a network; half of them in what other groups take from too. */
static struct network
random_network(uint64_t *state, unsigned group)
{
    uint32_t near = (uint32_t)next_random(state) & 1 ? group << 8 : 0;
    uint32_t address = 0x0a000000 + near + (uint32_t)(next_random(state) & 0xff);
    uint32_t mask = (next_random(state) & 15) == 0 ? 0xfffffff0 : IP_HOST_MASK;
    return (struct network){ address & mask, mask };
}

static struct object_group *
make_group(struct config *config, uint64_t *state, unsigned number, unsigned members)
{
    char name[16];
    snprintf(name, sizeof(name), "g%u", number);
    struct object_group *group = config_object_group_make(config, name);
    if (group == NULL || !object_group_define(config, group, GROUP_NETWORK, 0))
        exit(EXIT_FAILURE);
    while (group->count < members) {
        struct group_member member = { .kind = ITEM_NETWORK,
                                       .network = random_network(state, number) };
        if (object_group_find(group, &member) == group->count &&
            !object_group_add(config, group, &member))
            exit(EXIT_FAILURE);
    }
    return group;
}

struct lists {
    struct config *config;
    struct acl *grouped, *written;
};

static struct acl *
make_acl(struct config *config, const char *name)
{
    struct acl *acl = config_acl_make(config, name);
    if (acl == NULL)
        exit(EXIT_FAILURE);
    acl->exists = true;
    return acl;
}

static void
append(struct config *config, struct acl *acl, const struct ace *ace)
{
    uint32_t hash = ace_hash(ace);
    if (acl_duplicate(acl, ace, hash) == NULL &&
        acl_insert(config, acl, ace, hash, acl->count) == NULL)
        exit(EXIT_FAILURE);
}

static void
append_product(const struct lists *lists, struct ace ace, const struct object_group *sources,
               const struct object_group *destinations)
{
    ace.source.kind = ace.destination.kind = ADDRESS_NETWORK;
    for (size_t s = 0; s < sources->count; s++)
        for (size_t d = 0; d < destinations->count; d++) {
            ace.source.network = sources->members[s].network;
            ace.destination.network = destinations->members[d].network;
            append(lists->config, lists->written, &ace);
        }
}

static struct lists
make_lists(unsigned rules, unsigned members)
{
    struct lists lists = { .config = config_new((struct os_release){ .version = OS_8_0 }) };
    struct object_group *groups[GROUPS];
    uint64_t state = 11;
    if (lists.config == NULL)
        exit(EXIT_FAILURE);
    for (unsigned i = 0; i < GROUPS; i++)
        groups[i] = make_group(lists.config, &state, i, members);
    lists.grouped = make_acl(lists.config, "grouped");
    lists.written = make_acl(lists.config, "written");
    for (unsigned i = 0; i < rules; i++) {
        struct object_group *source = groups[next_random(&state) % GROUPS];
        struct object_group *destination = groups[next_random(&state) % GROUPS];
        struct ace ace = { .permit = true,
                           .protocol = IP_TCP,
                           .source = { .kind = ADDRESS_GROUP, .group = source->id },
                           .destination = { .kind = ADDRESS_GROUP, .group = destination->id },
                           .destination_port = { PORT_OP_EQ, (uint16_t)(20 + i % SERVICES), 0 },
                           .icmp_type = ICMP_TYPE_ANY };
        append(lists.config, lists.grouped, &ace);
        append_product(&lists, ace, source, destination);
    }
    return lists;
}

struct cost {
    double make_ns[REPEATS], find_ns[REPEATS];
    size_t bytes;
};

/* How many of the headers are let in: for both lists the same. */
static size_t
run(const struct lists *lists, const struct acl *acl, struct cost *cost, int repeat)
{
    uint64_t state = 5;
    size_t permitted = 0;
    static struct flow flows[HEADERS];
    for (size_t i = 0; i < HEADERS; i++)
        flows[i] = (struct flow){
            .protocol = IP_TCP,
            .source = random_network(&state, (unsigned)(next_random(&state) % GROUPS)).address,
            .destination = random_network(&state, (unsigned)(next_random(&state) % GROUPS)).address,
            .destination_port = (uint16_t)(20 + next_random(&state) % (SERVICES + 1)),
        };
    double start = processor_ns();
    struct acl_index *index = acl_index_new(lists->config, acl, true, 1);
    cost->make_ns[repeat] = processor_ns() - start;
    if (index == NULL)
        exit(EXIT_FAILURE);
    start = processor_ns();
    for (size_t i = 0; i < HEADERS; i++)
        permitted += acl_index_find(index, lists->config, acl, &flows[i]).permit;
    cost->find_ns[repeat] = (processor_ns() - start) / HEADERS;
    cost->bytes = acl_index_bytes(index);
    acl_index_free(index);
    return permitted;
}

static void
measure(unsigned rules, unsigned members)
{
    struct lists lists = make_lists(rules, members);
    struct cost grouped, written;
    double ratios[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        if (run(&lists, lists.grouped, &grouped, i) != run(&lists, lists.written, &written, i))
            puts("  the two lists do not say the same");
        ratios[i] = grouped.find_ns[i] / written.find_ns[i];
    }
    double ratio = median_of(ratios, REPEATS);
    printf("%5u rules of %3u x %3u  %8zu lines  %7.1f %7.1f ns  %5.2f (%.2f-%.2f)  %8.2f %8.2f ms "
           "%8zu %8zu kB\n",
           rules, members, members, lists.written->count, median_of(grouped.find_ns, REPEATS),
           median_of(written.find_ns, REPEATS), ratio, ratios[0], ratios[REPEATS - 1],
           median_of(grouped.make_ns, REPEATS) / 1e6, median_of(written.make_ns, REPEATS) / 1e6,
           grouped.bytes >> 10, written.bytes >> 10);
    config_free(lists.config);
}

int
main(void)
{
    printf("%d runs in turn, medians; first with groups, then written out\n\n", REPEATS);
    printf("%46s %18s  %17s %21s %20s\n", "written out", "look-up", "ratio", "make", "index");
    measure(50, 10);
    measure(200, 10);
    measure(200, 20);
    measure(1000, 8);
    return EXIT_SUCCESS;
}

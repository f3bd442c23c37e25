/*
 * groups.c: one pass over the stops, into a table by a hash of what the flows of a group share.
 */
#include "cli/explain/groups.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/ip.h"

#define PLACES (2 * GROUPS_MAX) /* a power of two */
#define LOW_PORTS 1024

enum group_by
group_by(enum drop_reason drop)
{
    switch (drop) {
    case DROP_ACL:
    case DROP_OUTBOUND:
    case DROP_IMPLICIT:
    case DROP_NO_ROUTE:
    case DROP_NO_XLATE:
    case DROP_BOX_REFUSED:
    case DROP_TO_THE_BOX:
    case DROP_INSPECTION:
    case DROP_CONN_LIMIT:
        return GROUP_BY_TARGET;
    case DROP_TRANSLATION_FAILED:
        return GROUP_BY_PROTOCOL;
    case DROP_NO_TRANSLATION:
    case DROP_NAT_REVERSE_PATH:
        return GROUP_BY_ROUTE;
    case DROP_NO_CONN:
        return GROUP_BY_HOSTS;
    default:
        return GROUP_BY_REASON;
    }
}

static bool
has_ports(uint8_t protocol)
{
    return protocol == IP_TCP || protocol == IP_UDP;
}

/* A server's answer, or the data connection that an FTP server opens: the low port is its own. */
static bool
is_from_service(const struct stop *stop)
{
    return has_ports(stop->protocol) && stop->source_port != 0 && stop->source_port < LOW_PORTS &&
           stop->destination_port >= LOW_PORTS;
}

/* KEY without the destination, when MERGED: of groups that become one when there are many. */
static uint64_t
key_of(const struct stop *stop, bool merged)
{
    uint64_t key[9] = { (uint64_t)stop->verdict << 32 | (uint64_t)stop->drop, stop->row.kind,
                        (uintptr_t)stop->row.pointer, stop->row.index, stop->ingress };
    enum group_by by = group_by(stop->drop);
    if (by != GROUP_BY_REASON)
        key[5] = stop->route;
    if (by == GROUP_BY_PROTOCOL || by == GROUP_BY_TARGET)
        key[6] = stop->protocol;
    if (by == GROUP_BY_HOSTS && !merged)
        key[7] = (uint64_t)stop->source << 32 | stop->destination;
    if (by == GROUP_BY_TARGET) {
        key[7] = merged ? 0 : stop->destination;
        key[8] = is_from_service(stop)       ? (uint64_t)1 << 32 | stop->source_port
                 : has_ports(stop->protocol) ? stop->destination_port
                                             : (uint64_t)stop->icmp_type << 40;
    }
    return hash_bytes(key, sizeof key, 0) | 1;
}

/* One more address among those that are known one by one, and in the network with all. */
static void
add_address(uint32_t addresses[static GROUP_SOURCES], size_t *count, bool *more,
            struct network *covering, uint32_t address)
{
    while (((covering->address ^ address) & covering->netmask) != 0)
        covering->netmask <<= 1;
    covering->address &= covering->netmask;
    for (size_t i = 0; i < *count; i++)
        if (addresses[i] == address)
            return;
    if (*count == GROUP_SOURCES)
        *more = true;
    else
        addresses[(*count)++] = address;
}

static struct stop_group
begin(const struct stop *stop, uint32_t at)
{
    return (struct stop_group){ .first = *stop,
                                .covering = { stop->source, IP_HOST_MASK },
                                .reached = { stop->destination, IP_HOST_MASK },
                                .service_is_source = is_from_service(stop),
                                .head = at,
                                .tail = at };
}

static void
add_flow(struct groups *groups, struct stop_group *group, const struct passage *passage,
         uint32_t at)
{
    const struct fate *fate = fates_at(passage->fates, at);
    const struct stop *stop = passage_stop(passage, at);
    if (group->tail != at)
        groups->next[group->tail] = at;
    group->tail = at;
    groups->next[at] = GROUP_END;
    if (stop->number < group->first.number)
        group->first = *stop;
    group->flows++;
    group->packets += fate->verdicts[VERDICT_DENIED] + fate->verdicts[VERDICT_UNDECIDED];
    add_address(group->sources, &group->source_count, &group->more_sources, &group->covering,
                stop->source);
    add_address(group->targets, &group->target_count, &group->more_targets, &group->reached,
                stop->destination);
    groups->flows++;
}

static int
by_size(const void *a, const void *b)
{
    const struct stop_group *left = a, *right = b;
    if (left->flows != right->flows)
        return left->flows > right->flows ? -1 : 1;
    if (left->packets != right->packets)
        return left->packets > right->packets ? -1 : 1;
    return left->first.number < right->first.number ? -1 : left->first.number > right->first.number;
}

struct group_place {
    uint64_t key; /* 0: free */
    size_t group; /* or how many targets there are, where they are counted */
};

static struct group_place *
find_place(struct group_place *places, uint64_t key)
{
    size_t at = key & (PLACES - 1);
    while (places[at].key != 0 && places[at].key != key)
        at = (at + 1) & (PLACES - 1);
    return &places[at];
}

static size_t
most_targets(enum drop_reason drop)
{
    return drop == DROP_ACL || drop == DROP_OUTBOUND || drop == DROP_NO_CONN ? GROUP_TARGETS
                                                                             : GROUP_TARGETS_APART;
}

/* How many groups there are of each kind that could be one. A full table counts no further kinds:
 * theirs stay apart. */
static void
count_targets(const struct passage *passage, struct group_place *seen, struct group_place *counts)
{
    size_t seen_count = 0, kinds = 0;
    for (size_t i = 0; i < fates_count(passage->fates); i++) {
        const struct stop *stop = passage_stop(passage, i);
        if (stop == NULL)
            continue;
        struct group_place *count = find_place(counts, key_of(stop, true));
        if (count->key == 0 && kinds == GROUPS_MAX)
            continue;
        kinds += count->key == 0;
        count->key = key_of(stop, true);
        if (count->group > GROUP_TARGETS_APART || seen_count == GROUPS_MAX)
            continue;
        uint64_t key = key_of(stop, false);
        struct group_place *place = find_place(seen, key);
        if (place->key != 0)
            continue;
        place->key = key;
        seen_count++;
        count->group++;
    }
}

static void
gather(const struct passage *passage, struct groups *groups, struct group_place *places,
       struct group_place *counts)
{
    for (size_t i = 0; i < fates_count(passage->fates); i++) {
        const struct stop *stop = passage_stop(passage, i);
        if (stop == NULL)
            continue;
        bool merged = find_place(counts, key_of(stop, true))->group > most_targets(stop->drop);
        uint64_t key = key_of(stop, merged);
        struct group_place *place = find_place(places, key);
        if (place->key == 0) {
            if (groups->count == GROUPS_MAX) {
                groups->left_out++;
                continue;
            }
            *place = (struct group_place){ key, groups->count };
            groups->items[groups->count++] = begin(stop, (uint32_t)i);
        }
        add_flow(groups, &groups->items[place->group], passage, (uint32_t)i);
    }
}

bool
groups_find(const struct passage *passage, struct groups *groups)
{
    *groups = (struct groups){ 0 };
    size_t flows = fates_count(passage->fates);
    struct group_place *places = calloc(3 * PLACES, sizeof *places);
    groups->items = calloc(GROUPS_MAX, sizeof *groups->items);
    groups->next = calloc(flows + 1, sizeof *groups->next);
    bool found = places != NULL && groups->items != NULL && groups->next != NULL;
    if (found) {
        count_targets(passage, places, places + PLACES);
        gather(passage, groups, places + 2 * PLACES, places + PLACES);
        qsort(groups->items, groups->count, sizeof *groups->items, by_size);
    } else {
        groups_free(groups);
    }
    free(places);
    return found;
}

void
groups_free(struct groups *groups)
{
    free(groups->items);
    free(groups->next);
    *groups = (struct groups){ 0 };
}

uint32_t
groups_next(const struct groups *groups, uint32_t at)
{
    return groups->next[at];
}

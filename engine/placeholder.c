/*
 * placeholder.c: placeholders by mapped and by real address.
 */
#include "engine/placeholder.h"

#include <stdlib.h>

#include "engine/base/hash.h"

bool
placeholders_init(struct placeholders *placeholders, uint64_t seed)
{
    *placeholders = (struct placeholders){ .seed = seed };
    bool mapped_ok = index_init(&placeholders->by_mapped);
    bool real_ok = index_init(&placeholders->by_real);
    return mapped_ok && real_ok;
}

void
placeholders_fini(struct placeholders *placeholders)
{
    index_fini(&placeholders->by_mapped);
    index_fini(&placeholders->by_real);
    free(placeholders->list);
    free(placeholders->ranges);
}

static uint32_t
hash_host(const struct placeholders *placeholders, ifc_id ifc, uint32_t address)
{
    uint64_t key = (uint64_t)ifc << 32 | address;
    return (uint32_t)hash_bytes(&key, sizeof(key), placeholders->seed);
}

static const struct placeholder *
find_mapped(const struct placeholders *placeholders, ifc_id ifc, uint32_t mapped)
{
    uint32_t hash = hash_host(placeholders, ifc, mapped);
    size_t at;
    for (uint32_t i = index_first(&placeholders->by_mapped, hash, &at); i != INDEX_EMPTY;
         i = index_next(&placeholders->by_mapped, hash, &at)) {
        const struct placeholder *each = &placeholders->list[i];
        if (each->mapped == mapped && each->mapped_ifc == ifc)
            return each;
    }
    return NULL;
}

static bool
is_real_taken(const struct placeholders *placeholders, ifc_id ifc, uint32_t real)
{
    uint32_t hash = hash_host(placeholders, ifc, real);
    size_t at;
    for (uint32_t i = index_first(&placeholders->by_real, hash, &at); i != INDEX_EMPTY;
         i = index_next(&placeholders->by_real, hash, &at)) {
        const struct placeholder *each = &placeholders->list[i];
        if (each->real == real && each->ifc == ifc)
            return true;
    }
    return false;
}

/* Room for one more in a list; false when there is no memory. */
static bool
make_room(void **list, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t larger = *capacity == 0 ? 8 : *capacity * 2;
    void *moved = realloc(*list, larger * size);
    if (moved == NULL)
        return false;
    *list = moved;
    *capacity = larger;
    return true;
}

static struct placeholder_range *
range_of(struct placeholders *placeholders, ifc_id ifc, struct network network)
{
    for (size_t i = 0; i < placeholders->range_count; i++) {
        struct placeholder_range *range = &placeholders->ranges[i];
        if (range->ifc == ifc && range->network.netmask == network.netmask &&
            range->network.address == network.address)
            return range;
    }
    void *ranges = placeholders->ranges;
    if (!make_room(&ranges, placeholders->range_count, &placeholders->range_capacity,
                   sizeof(*placeholders->ranges)))
        return NULL;
    placeholders->ranges = ranges;
    struct placeholder_range *range = &placeholders->ranges[placeholders->range_count++];
    *range = (struct placeholder_range){ .network = network, .ifc = ifc, .next = network.address };
    return range;
}

/* A nat for everybody says nothing about where its hosts are: the interface's network does. */
static struct network
network_of_nat(const struct config *config, const struct nat *nat)
{
    const struct interface *interface = config->interfaces[nat->ifc];
    struct network network = nat->real;
    if (network.netmask == 0)
        network = (struct network){ interface->address, interface->netmask };
    network.address &= network.netmask;
    return network;
}

/* Neither the network's ends, which are no hosts, nor the firewall itself. */
static bool
is_host(const struct interface *interface, struct network network, uint32_t address)
{
    uint32_t host_bits = ~network.netmask;
    if (host_bits > 1 && ((address & host_bits) == 0 || (address & host_bits) == host_bits))
        return false;
    return address != interface->address &&
           (interface->address == 0 || address != (interface->address | ~interface->netmask));
}

static bool
lowest_unused(struct placeholders *placeholders, const struct config *config, const struct nat *nat,
              uint32_t *real)
{
    struct network network = network_of_nat(config, nat);
    struct placeholder_range *range = range_of(placeholders, nat->ifc, network);
    if (range == NULL)
        return false;
    uint64_t last = network.address | ~network.netmask;
    for (; range->next <= last; range->next++) {
        uint32_t host = (uint32_t)range->next;
        if (is_host(config->interfaces[nat->ifc], network, host) &&
            !is_real_taken(placeholders, nat->ifc, host)) {
            *real = host;
            return true;
        }
    }
    return false;
}

static bool
remember(struct placeholders *placeholders, struct placeholder placeholder)
{
    void *list = placeholders->list;
    if (placeholders->count >= INDEX_EMPTY ||
        !make_room(&list, placeholders->count, &placeholders->capacity,
                   sizeof(*placeholders->list)))
        return false;
    placeholders->list = list;
    uint32_t number = (uint32_t)placeholders->count;
    uint32_t real_hash = hash_host(placeholders, placeholder.ifc, placeholder.real);
    placeholders->list[number] = placeholder;
    if (!index_add(&placeholders->by_real, real_hash, number))
        return false;
    if (!index_add(&placeholders->by_mapped,
                   hash_host(placeholders, placeholder.mapped_ifc, placeholder.mapped), number)) {
        index_remove(&placeholders->by_real, real_hash, number);
        return false;
    }
    placeholders->count++;
    return true;
}

bool
placeholder_of(struct placeholders *placeholders, const struct config *config,
               const struct nat *nat, ifc_id mapped_ifc, uint32_t mapped, uint32_t *real,
               bool *made)
{
    const struct placeholder *known = find_mapped(placeholders, mapped_ifc, mapped);
    *made = known == NULL;
    if (known != NULL) {
        *real = known->real;
        return true;
    }
    return lowest_unused(placeholders, config, nat, real) &&
           remember(placeholders, (struct placeholder){ .real = *real,
                                                        .mapped = mapped,
                                                        .ifc = nat->ifc,
                                                        .mapped_ifc = mapped_ifc });
}

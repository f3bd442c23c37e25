/*
 * xlate.c: the table of translation slots.
 */
#include "engine/xlate.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* What a look-up compares; hashed as it lies in memory, so every byte is set. */
struct socket_key {
    uint32_t address;
    uint16_t port;
    ifc_id ifc;
    uint16_t other_ifc; /* real sockets: towards which interface; 0 for mapped ones */
    uint16_t protocol;
};

static uint32_t
hash_key(const struct xlate_table *table, struct socket_key key)
{
    return (uint32_t)XXH3_64bits_withSeed(&key, sizeof(key), table->seed);
}

static struct socket_key
real_key(const struct xlate *xlate)
{
    return (struct socket_key){ xlate->real, xlate->real_port, xlate->real_ifc, xlate->mapped_ifc,
                                xlate->protocol };
}

static struct socket_key
mapped_key(const struct xlate *xlate)
{
    return (struct socket_key){ xlate->mapped, xlate->mapped_port, xlate->mapped_ifc, 0,
                                xlate->protocol };
}

static bool
keys_equal(struct socket_key a, struct socket_key b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

bool
xlate_table_init(struct xlate_table *table, uint32_t largest, uint64_t seed)
{
    *table = (struct xlate_table){ .seed = seed };
    pool_init(&table->pool, sizeof(struct xlate), largest);
    return index_init(&table->by_real) && index_init(&table->by_mapped);
}

void
xlate_table_fini(struct xlate_table *table)
{
    pool_fini(&table->pool);
    index_fini(&table->by_real);
    index_fini(&table->by_mapped);
    free(table->ports);
    free(table->addresses);
}

static uint32_t
find(const struct xlate_table *table, const struct index *index, struct socket_key key,
     struct socket_key (*key_of)(const struct xlate *xlate))
{
    uint32_t hash = hash_key(table, key);
    size_t at;
    for (uint32_t number = index_first(index, hash, &at); number != INDEX_EMPTY;
         number = index_next(index, hash, &at)) {
        if (keys_equal(key_of(xlate_at(table, number)), key))
            return number;
    }
    return XLATE_NONE;
}

uint32_t
xlate_find_real(const struct xlate_table *table, ifc_id real_ifc, ifc_id mapped_ifc,
                uint8_t protocol, uint32_t real, uint16_t real_port)
{
    struct socket_key key = { real, real_port, real_ifc, mapped_ifc, protocol };
    uint32_t number = find(table, &table->by_real, key, real_key);
    if (number != XLATE_NONE)
        return number;
    key.port = 0;
    key.protocol = 0;
    return find(table, &table->by_real, key, real_key);
}

uint32_t
xlate_find_port(const struct xlate_table *table, ifc_id mapped_ifc, uint8_t protocol,
                uint32_t mapped, uint16_t mapped_port)
{
    struct socket_key key = { mapped, mapped_port, mapped_ifc, 0, protocol };
    return find(table, &table->by_mapped, key, mapped_key);
}

uint32_t
xlate_find_mapped(const struct xlate_table *table, ifc_id mapped_ifc, uint8_t protocol,
                  uint32_t mapped, uint16_t mapped_port)
{
    uint32_t number = xlate_find_port(table, mapped_ifc, protocol, mapped, mapped_port);
    if (number != XLATE_NONE)
        return number;
    return xlate_find_port(table, mapped_ifc, 0, mapped, 0);
}

uint32_t
xlate_add(struct xlate_table *table, const struct xlate *xlate)
{
    uint32_t number = pool_take(&table->pool);
    if (number == POOL_NONE)
        return XLATE_NONE;
    *xlate_at(table, number) = *xlate;
    uint32_t real_hash = hash_key(table, real_key(xlate));
    uint32_t mapped_hash = hash_key(table, mapped_key(xlate));
    if (!index_add(&table->by_real, real_hash, number)) {
        pool_give(&table->pool, number);
        return XLATE_NONE;
    }
    if (!index_add(&table->by_mapped, mapped_hash, number)) {
        index_remove(&table->by_real, real_hash, number);
        pool_give(&table->pool, number);
        return XLATE_NONE;
    }
    table->built++;
    if (table->pool.in_use > table->most_used)
        table->most_used = table->pool.in_use;
    return number;
}

#define PORT_CLASSES 3

static unsigned
port_class(uint16_t source_port, uint8_t protocol, struct port_rules rules)
{
    if (protocol == IP_ICMP || protocol == IP_GRE)
        return 2;
    if (source_port < 512)
        return 0;
    if (source_port < 1024 && rules.middle_class)
        return 1;
    return 2;
}

/* The ports of a class: FIRST..LAST. ICMP identifiers and call ids have one class, from 0 or as
 * TCP (engine.md 3.4: the ICMP counter starts at 0; 4.5: the GRE counter at 1024). */
static void
class_bounds(unsigned class, uint8_t protocol, struct port_rules rules, uint32_t *first,
             uint32_t *last)
{
    static const uint16_t firsts[PORT_CLASSES] = { 1, 512, 0 };
    static const uint16_t lasts[PORT_CLASSES] = { 511, 1023, 65535 };
    *first = class == 2 ? rules.first_high : firsts[class];
    *last = lasts[class];
    if (protocol == IP_ICMP)
        *first = 0;
}

static struct port_counter *
find_counter(const struct xlate_table *table, ifc_id ifc, uint8_t protocol, uint32_t address)
{
    for (size_t i = 0; i < table->port_count; i++) {
        struct port_counter *counter = &table->ports[i];
        if (counter->address == address && counter->protocol == protocol && counter->ifc == ifc)
            return counter;
    }
    return NULL;
}

static struct port_counter *
make_counter(struct xlate_table *table, ifc_id ifc, uint8_t protocol, uint32_t address,
             struct port_rules rules)
{
    struct port_counter *counter = find_counter(table, ifc, protocol, address);
    if (counter != NULL)
        return counter;
    if (table->port_count == table->port_capacity) {
        size_t larger = table->port_capacity == 0 ? 8 : table->port_capacity * 2;
        struct port_counter *ports = realloc(table->ports, larger * sizeof(*ports));
        if (ports == NULL)
            return NULL;
        table->ports = ports;
        table->port_capacity = larger;
    }
    counter = &table->ports[table->port_count++];
    *counter = (struct port_counter){ .ifc = ifc, .protocol = protocol, .address = address };
    for (unsigned class = 0; class < PORT_CLASSES; class ++) {
        uint32_t first, last;
        class_bounds(class, protocol, rules, &first, &last);
        counter->next[class] = (uint16_t)first;
    }
    return counter;
}

bool
xlate_next_port(struct xlate_table *table, ifc_id ifc, uint8_t protocol, uint32_t address,
                uint16_t source_port, struct port_rules rules,
                bool (*taken_elsewhere)(const void *context, uint16_t port), const void *context,
                bool take, uint16_t *port)
{
    struct port_counter *counter = make_counter(table, ifc, protocol, address, rules);
    if (counter == NULL)
        return false;
    unsigned class = port_class(source_port, protocol, rules);
    uint32_t first, last;
    class_bounds(class, protocol, rules, &first, &last);
    uint32_t size = last - first + 1;
    if (counter->used[class] >= size)
        return false;
    uint32_t candidate = counter->next[class];
    for (uint32_t tried = 0; tried < size; tried++) {
        uint32_t following = candidate == last ? first : candidate + 1;
        if (xlate_find_port(table, ifc, protocol, address, (uint16_t)candidate) == XLATE_NONE &&
            !taken_elsewhere(context, (uint16_t)candidate)) {
            if (take) {
                counter->next[class] = (uint16_t)following;
                counter->used[class]++;
            }
            *port = (uint16_t)candidate;
            return true;
        }
        candidate = following;
    }
    return false;
}

/* A port goes back to the class it lies in; installed ones were never counted. */
static void
give_port_back(struct xlate_table *table, const struct xlate *xlate)
{
    struct port_counter *counter =
        find_counter(table, xlate->mapped_ifc, xlate->protocol, xlate->mapped);
    bool port_zero = xlate->protocol == IP_GRE && !xlate->is_hidden;
    if (counter == NULL || xlate->kind == XLATE_STATIC || port_zero)
        return;
    unsigned class = 2;
    if (xlate->protocol != IP_ICMP && xlate->protocol != IP_GRE && xlate->mapped_port < 1024)
        class = xlate->mapped_port < 512 ? 0 : 1;
    if (counter->used[class] > 0)
        counter->used[class]--;
}

static struct address_counter *
find_range(struct xlate_table *table, ifc_id ifc, uint32_t first, uint32_t last)
{
    for (size_t i = 0; i < table->address_count; i++) {
        struct address_counter *range = &table->addresses[i];
        if (range->ifc == ifc && range->first == first && range->last == last)
            return range;
    }
    if (table->address_count == table->address_capacity) {
        size_t larger = table->address_capacity == 0 ? 8 : table->address_capacity * 2;
        struct address_counter *ranges = realloc(table->addresses, larger * sizeof(*ranges));
        if (ranges == NULL)
            return NULL;
        table->addresses = ranges;
        table->address_capacity = larger;
    }
    struct address_counter *range = &table->addresses[table->address_count++];
    *range = (struct address_counter){ ifc, first, last, first };
    return range;
}

bool
xlate_lowest_free(struct xlate_table *table, ifc_id ifc, uint32_t first, uint32_t last,
                  bool (*unusable)(const void *context, uint32_t address), const void *context,
                  uint32_t *address)
{
    struct address_counter *range = find_range(table, ifc, first, last);
    if (range == NULL)
        return false;
    bool below_is_taken = true;
    for (uint64_t candidate = range->lowest; candidate <= last; candidate++) {
        if (xlate_find_port(table, ifc, 0, (uint32_t)candidate, 0) != XLATE_NONE) {
            if (below_is_taken)
                range->lowest = (uint32_t)candidate + (candidate < last);
            continue;
        }
        if (unusable(context, (uint32_t)candidate)) {
            below_is_taken = false; /* the configuration may change: look at it again */
            continue;
        }
        *address = (uint32_t)candidate;
        return true;
    }
    return false;
}

void
xlate_remove(struct xlate_table *table, uint32_t number)
{
    struct xlate *xlate = xlate_at(table, number);
    index_remove(&table->by_real, hash_key(table, real_key(xlate)), number);
    index_remove(&table->by_mapped, hash_key(table, mapped_key(xlate)), number);
    if (xlate->is_portmap)
        give_port_back(table, xlate);
    for (size_t i = 0; !xlate->is_portmap && i < table->address_count; i++) {
        struct address_counter *range = &table->addresses[i];
        if (range->ifc == xlate->mapped_ifc && xlate->mapped >= range->first &&
            xlate->mapped < range->lowest)
            range->lowest = xlate->mapped;
    }
    pool_give(&table->pool, number);
}

size_t
xlate_table_bytes(const struct xlate_table *table)
{
    return pool_bytes(&table->pool) + index_bytes(&table->by_real) +
           index_bytes(&table->by_mapped) + table->port_capacity * sizeof(*table->ports) +
           table->address_capacity * sizeof(*table->addresses);
}

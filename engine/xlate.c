/*
 * xlate.c: the table of translation slots.
 */
#include "engine/xlate.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash_pair.h"

/* What a look-up compares. */
struct socket_key {
    uint32_t address;
    uint16_t port;
    ifc_id ifc;
    uint16_t other_ifc; /* real sockets: towards which interface; 0 for mapped ones */
    uint8_t protocol;
    uint8_t kind;
};

_Static_assert(sizeof(struct socket_key) == 12, "a socket_key has no padding");

static uint32_t
hash_key(const struct xlate_table *table, struct socket_key key)
{
    uint64_t socket = (uint64_t)key.address << 32 | (uint32_t)key.port << 16 | key.ifc;
    uint64_t what = (uint64_t)key.other_ifc << 16 | (uint32_t)key.protocol << 8 | key.kind;
    return (uint32_t)hash_pair(socket, what, table->seed);
}

static struct socket_key
real_key(const struct xlate *xlate)
{
    return (struct socket_key){ xlate->real,       xlate->real_port, xlate->real_ifc,
                                xlate->mapped_ifc, xlate->protocol,  (uint8_t)xlate->kind };
}

static struct socket_key
mapped_key(const struct xlate *xlate)
{
    return (struct socket_key){ xlate->mapped,   xlate->mapped_port,  xlate->mapped_ifc, 0,
                                xlate->protocol, (uint8_t)xlate->kind };
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
    for (size_t i = 0; i < table->port_count; i++)
        free(table->ports[i].in_use);
    free(table->ports);
    free(table->addresses);
}

/* Slots of policy statics are for some peers only: whoever does not know the peer passes them. */
static uint32_t
find(const struct xlate_table *table, const struct index *index, struct socket_key key,
     struct socket_key (*key_of)(const struct xlate *xlate), bool of_policy)
{
    uint32_t hash = hash_key(table, key);
    size_t at;
    for (uint32_t number = index_first(index, hash, &at); number != INDEX_EMPTY;
         number = index_next(index, hash, &at)) {
        const struct xlate *xlate = xlate_at(table, number);
        if (keys_equal(key_of(xlate), key) && xlate->is_policy <= of_policy)
            return number;
    }
    return XLATE_NONE;
}

uint32_t
xlate_find_real(const struct xlate_table *table, enum xlate_kind kind, ifc_id real_ifc,
                ifc_id mapped_ifc, uint8_t protocol, uint32_t real, uint16_t real_port)
{
    struct socket_key key = { real, real_port, real_ifc, mapped_ifc, protocol, (uint8_t)kind };
    if (table->slots[kind][true] > 0) {
        uint32_t number = find(table, &table->by_real, key, real_key, false);
        if (number != XLATE_NONE)
            return number;
    }
    if (table->slots[kind][false] == 0)
        return XLATE_NONE;
    key.port = 0;
    key.protocol = 0;
    return find(table, &table->by_real, key, real_key, false);
}

uint32_t
xlate_find_port(const struct xlate_table *table, enum xlate_kind kind, ifc_id mapped_ifc,
                uint8_t protocol, uint32_t mapped, uint16_t mapped_port)
{
    struct socket_key key = { mapped, mapped_port, mapped_ifc, 0, protocol, (uint8_t)kind };
    bool is_port = protocol != 0;
    if (table->slots[kind][is_port] == 0)
        return XLATE_NONE;
    return find(table, &table->by_mapped, key, mapped_key, false);
}

uint32_t
xlate_find_mapped(const struct xlate_table *table, enum xlate_kind kind, ifc_id mapped_ifc,
                  uint8_t protocol, uint32_t mapped, uint16_t mapped_port)
{
    uint32_t number = xlate_find_port(table, kind, mapped_ifc, protocol, mapped, mapped_port);
    if (number != XLATE_NONE)
        return number;
    return xlate_find_port(table, kind, mapped_ifc, 0, mapped, 0);
}

uint32_t
xlate_find_static(const struct xlate_table *table, const struct xlate *wish)
{
    uint32_t hash = hash_key(table, mapped_key(wish));
    size_t at;
    for (uint32_t number = index_first(&table->by_mapped, hash, &at); number != INDEX_EMPTY;
         number = index_next(&table->by_mapped, hash, &at)) {
        const struct xlate *xlate = xlate_at(table, number);
        if (keys_equal(mapped_key(xlate), mapped_key(wish)) &&
            keys_equal(real_key(xlate), real_key(wish)))
            return number;
    }
    return XLATE_NONE;
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

/* NULL when there is no memory. */
static struct port_counter *
make_counter(struct xlate_table *table, ifc_id ifc, uint8_t protocol, uint32_t address)
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
    uint64_t *in_use = calloc(PORT_WORDS, sizeof(*in_use));
    if (in_use == NULL)
        return NULL;
    counter = &table->ports[table->port_count++];
    *counter = (struct port_counter){
        .ifc = ifc, .protocol = protocol, .address = address, .in_use = in_use
    };
    return counter;
}

static void
mark_port(struct port_counter *counter, uint16_t port, bool in_use)
{
    uint64_t bit = UINT64_C(1) << port % 64, *word = &counter->in_use[port / 64];
    if (((*word & bit) != 0) == in_use)
        return;
    *word ^= bit;
    counter->used += in_use ? 1 : UINT32_MAX;
}

/* A slot's place in both indices; false when there is no memory. */
static bool
place(struct xlate_table *table, uint32_t number)
{
    const struct xlate *xlate = xlate_at(table, number);
    uint32_t real_hash = hash_key(table, real_key(xlate));
    if (!index_add(&table->by_real, real_hash, number))
        return false;
    if (index_add(&table->by_mapped, hash_key(table, mapped_key(xlate)), number))
        return true;
    index_remove(&table->by_real, real_hash, number);
    return false;
}

uint32_t
xlate_add(struct xlate_table *table, const struct xlate *xlate)
{
    struct port_counter *counter = NULL;
    if (xlate->is_portmap) {
        counter = make_counter(table, xlate->mapped_ifc, xlate->protocol, xlate->mapped);
        if (counter == NULL)
            return XLATE_NONE;
    }
    uint32_t number = pool_take(&table->pool);
    if (number == POOL_NONE)
        return XLATE_NONE;
    *xlate_at(table, number) = *xlate;
    if (!place(table, number)) {
        pool_give(&table->pool, number);
        return XLATE_NONE;
    }
    if (counter != NULL)
        mark_port(counter, xlate->mapped_port, true);
    table->slots[xlate->kind][xlate->is_portmap]++;
    table->built++;
    if (table->pool.in_use > table->most_used)
        table->most_used = table->pool.in_use;
    return number;
}

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

/* The first port from FROM to LAST that no slot has; UINT32_MAX when there is none. */
static uint32_t
next_unused(const struct port_counter *counter, uint32_t from, uint32_t last)
{
    while (from <= last) {
        uint64_t unused = ~counter->in_use[from / 64] >> from % 64;
        if (unused != 0) {
            from += (uint32_t)__builtin_ctzll(unused);
            return from <= last ? from : UINT32_MAX;
        }
        from = (from / 64 + 1) * 64;
    }
    return UINT32_MAX;
}

static bool
is_first_of_pair(const struct port_counter *counter, uint32_t port, uint32_t last,
                 const struct port_request *request)
{
    return ((port ^ request->source_port) & 1) == 0 && port < last &&
           next_unused(counter, port + 1, port + 1) == port + 1 &&
           !request->taken_elsewhere(request->context, (uint16_t)(port + 1));
}

static bool
may_be_given(const struct port_counter *counter, uint32_t port, uint32_t last,
             const struct port_request *request)
{
    return !request->taken_elsewhere(request->context, (uint16_t)port) &&
           (!request->in_pairs || is_first_of_pair(counter, port, last, request));
}

/* The same for ports that are not taken elsewhere either, and are wanted. */
static uint32_t
next_free(const struct port_counter *counter, uint32_t from, uint32_t last,
          const struct port_request *request)
{
    uint32_t port = next_unused(counter, from, last);
    while (port != UINT32_MAX && !may_be_given(counter, port, last, request))
        port = next_unused(counter, port + 1, last);
    return port;
}

bool
xlate_next_port(struct xlate_table *table, const struct port_request *request, bool take,
                uint16_t *port)
{
    struct port_counter *counter =
        make_counter(table, request->ifc, request->protocol, request->address);
    if (counter == NULL)
        return false;
    unsigned class = port_class(request->source_port, request->protocol, request->rules);
    uint32_t first, last;
    class_bounds(class, request->protocol, request->rules, &first, &last);
    uint32_t next = counter->next[class] < first ? first : counter->next[class];
    uint32_t found = next_free(counter, next, last, request);
    if (found == UINT32_MAX && next > first)
        found = next_free(counter, first, next - 1, request);
    if (found == UINT32_MAX)
        return false;
    if (take)
        counter->next[class] = found == last ? first : found + 1;
    *port = (uint16_t)found;
    return true;
}

bool
xlate_port_is_free(const struct xlate_table *table, const struct port_request *request,
                   uint16_t port)
{
    uint32_t first, last;
    class_bounds(port_class(request->source_port, request->protocol, request->rules),
                 request->protocol, request->rules, &first, &last);
    if (port < first || port > last || request->taken_elsewhere(request->context, port))
        return false;
    const struct port_counter *counter =
        find_counter(table, request->ifc, request->protocol, request->address);
    return counter == NULL || next_unused(counter, port, port) == port;
}

void
xlate_skip_to_port(struct xlate_table *table, const struct port_request *request, uint16_t port)
{
    struct port_counter *counter =
        make_counter(table, request->ifc, request->protocol, request->address);
    if (counter == NULL)
        return;
    unsigned class = port_class(request->source_port, request->protocol, request->rules);
    uint32_t first, last;
    class_bounds(class, request->protocol, request->rules, &first, &last);
    counter->next[class] = port == last ? first : (uint32_t)port + 1;
}

bool
xlate_address_is_free(const struct xlate_table *table, ifc_id ifc, uint32_t address)
{
    /* Ports of what was a PAT address until the configuration changed. */
    for (size_t i = 0; i < table->port_count; i++) {
        const struct port_counter *counter = &table->ports[i];
        if (counter->address == address && counter->used > 0 && counter->ifc == ifc)
            return false;
    }
    /* A static's slot may be left over from a rule that has gone. */
    for (enum xlate_kind kind = XLATE_STATIC; kind <= XLATE_DYNAMIC; kind++) {
        struct socket_key key = { .address = address, .ifc = ifc, .kind = (uint8_t)kind };
        if (find(table, &table->by_mapped, key, mapped_key, true) != XLATE_NONE)
            return false;
    }
    return true;
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
    *range = (struct address_counter){ .ifc = ifc, .first = first, .last = last, .lowest = first };
    return range;
}

bool
xlate_lowest_free(struct xlate_table *table, ifc_id ifc, uint32_t first, uint32_t last,
                  uint32_t revision, bool (*unusable)(const void *context, uint32_t address),
                  const void *context, uint32_t *address)
{
    struct address_counter *range = find_range(table, ifc, first, last);
    if (range == NULL)
        return false;
    if (range->revision != revision) {
        range->revision = revision;
        range->lowest = first;
    }
    for (uint64_t candidate = range->lowest; candidate <= last; candidate++) {
        uint32_t each = (uint32_t)candidate;
        range->lowest = each;
        if (xlate_address_is_free(table, ifc, each) && !unusable(context, each)) {
            *address = each;
            return true;
        }
    }
    return false;
}

void
xlate_remove(struct xlate_table *table, uint32_t number)
{
    struct xlate *xlate = xlate_at(table, number);
    index_remove(&table->by_real, hash_key(table, real_key(xlate)), number);
    index_remove(&table->by_mapped, hash_key(table, mapped_key(xlate)), number);
    table->slots[xlate->kind][xlate->is_portmap]--;
    if (xlate->is_portmap)
        mark_port(find_counter(table, xlate->mapped_ifc, xlate->protocol, xlate->mapped),
                  xlate->mapped_port, false);
    for (size_t i = 0; i < table->address_count; i++) {
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
           table->port_count * PORT_WORDS * sizeof(uint64_t) +
           table->address_capacity * sizeof(*table->addresses);
}

/*
 * established.c: counted pairs of hosts. A conn counts once for each line that it fits, so that a
 * question looks up one key a line, however many conns two hosts have.
 */
#include "engine/established.h"

#include <string.h>

#include "engine/base/hash.h"
#include "engine/state.h"

/* As many pairs as conns may be; a full table forgets the newest, which then may not come back. */
#define MOST_PAIRS (1U << 22)

/* Hashed and compared as it lies in memory: no padding. */
struct pair_key {
    uint32_t opener, peer; /* real addresses */
    ifc_id opener_ifc, peer_ifc;
    uint32_t line;
};

_Static_assert(sizeof(struct pair_key) == 16, "a pair_key has no padding");

struct pair {
    struct pair_key key;
    uint32_t conns;
};

bool
established_init(struct established_table *table, uint64_t seed)
{
    *table = (struct established_table){ .seed = seed };
    pool_init(&table->pool, sizeof(struct pair), MOST_PAIRS);
    return index_init(&table->index);
}

void
established_fini(struct established_table *table)
{
    pool_fini(&table->pool);
    index_fini(&table->index);
}

size_t
established_bytes(const struct established_table *table)
{
    return pool_bytes(&table->pool) + index_bytes(&table->index);
}

static uint32_t
hash_key(const struct established_table *table, const struct pair_key *key)
{
    return (uint32_t)hash_bytes(key, sizeof(*key), table->seed);
}

static uint32_t
find_pair(const struct established_table *table, uint32_t hash, const struct pair_key *key)
{
    size_t at;
    for (uint32_t number = index_first(&table->index, hash, &at); number != INDEX_EMPTY;
         number = index_next(&table->index, hash, &at)) {
        const struct pair *pair = pool_at(&table->pool, number);
        if (memcmp(&pair->key, key, sizeof(*key)) == 0)
            return number;
    }
    return POOL_NONE;
}

static void
count_up(struct established_table *table, const struct pair_key *key)
{
    uint32_t hash = hash_key(table, key);
    uint32_t number = find_pair(table, hash, key);
    if (number == POOL_NONE) {
        number = pool_take(&table->pool);
        if (number == POOL_NONE)
            return;
        if (!index_add(&table->index, hash, number)) {
            pool_give(&table->pool, number);
            return;
        }
        *(struct pair *)pool_at(&table->pool, number) = (struct pair){ .key = *key };
    }
    ((struct pair *)pool_at(&table->pool, number))->conns++;
}

static void
count_down(struct established_table *table, const struct pair_key *key)
{
    uint32_t hash = hash_key(table, key);
    uint32_t number = find_pair(table, hash, key);
    if (number == POOL_NONE || --((struct pair *)pool_at(&table->pool, number))->conns > 0)
        return;
    index_remove(&table->index, hash, number);
    pool_give(&table->pool, number);
}

/* Is the line about such a conn? Its ports are those that the opener knows. */
static bool
is_about(const struct established *line, const struct conn *conn)
{
    const struct flow_key *key = &conn->key[CONN_INITIATOR];
    return !conn->is_half && line->protocol == key->protocol &&
           (line->port == 0 || line->port == key->destination_port) &&
           (!line->has_source || line->source == 0 || line->source == key->source_port);
}

static void
count_conn(struct engine *engine, const struct conn *conn,
           void (*count)(struct established_table *table, const struct pair_key *key))
{
    const struct flow_key *opener = &conn->key[CONN_INITIATOR], *peer = &conn->key[CONN_RESPONDER];
    for (size_t i = 0; i < engine->config->established_count; i++) {
        struct pair_key key = { opener->source, peer->source, opener->ifc, peer->ifc, (uint32_t)i };
        if (is_about(&engine->config->establisheds[i], conn))
            count(&engine->established, &key);
    }
}

/* Lines came or went since: what is counted is no longer true. */
static bool
is_current(const struct engine *engine)
{
    const struct established_table *table = &engine->established;
    return table->counts && table->revision == engine->config->revision;
}

void
established_opened(struct engine *engine, const struct conn *conn)
{
    if (is_current(engine))
        count_conn(engine, conn, count_up);
    else
        engine->established.counts = false;
}

void
established_closed(struct engine *engine, const struct conn *conn)
{
    if (is_current(engine))
        count_conn(engine, conn, count_down);
    else
        engine->established.counts = false;
}

static bool
count_anew(struct engine *engine)
{
    struct established_table *table = &engine->established;
    uint64_t seed = table->seed;
    established_fini(table);
    if (!established_init(table, seed))
        return false;
    for (uint32_t i = 0; i < engine->conns.pool.used_up; i++) {
        const struct conn *conn = conn_at(&engine->conns, i);
        if (conn->serial != 0)
            count_conn(engine, conn, count_up);
    }
    table->revision = engine->config->revision;
    table->counts = true;
    return true;
}

static bool
peer_may(const struct established_peer *peer, const struct flow *flow, uint16_t port)
{
    if (!peer->given)
        return true;
    return peer->protocol == flow->protocol &&
           ((peer->low == 0 && peer->high == 0) || (port >= peer->low && port <= peer->high));
}

/* It does not work with PAT [A]: behind such an address there is no one host to come back to. */
static bool
is_shared_by_ports(const struct engine *engine, const struct destination *destination)
{
    if (destination->kind == DESTINATION_XLATE)
        return destination->xlate != XLATE_NONE &&
               xlate_at(&engine->xlates, destination->xlate)->is_portmap;
    return destination->kind == DESTINATION_STATIC && destination->row.kind == ROW_STATIC &&
           ((const struct static_nat *)destination->row.pointer)->protocol != IP_ANY;
}

const struct established *
established_permits(struct engine *engine, ifc_id ingress, const struct flow *flow,
                    const struct destination *destination)
{
    const struct config *config = engine->config;
    if (config->established_count == 0 || is_shared_by_ports(engine, destination) ||
        (!is_current(engine) && !count_anew(engine)))
        return NULL;
    for (size_t i = 0; i < config->established_count; i++) {
        const struct established *line = &config->establisheds[i];
        struct pair_key key = { destination->real, flow->source, destination->egress, ingress,
                                (uint32_t)i };
        if (peer_may(&line->to, flow, flow->destination_port) &&
            peer_may(&line->from, flow, flow->source_port) &&
            find_pair(&engine->established, hash_key(&engine->established, &key), &key) !=
                POOL_NONE)
            return line;
    }
    return NULL;
}

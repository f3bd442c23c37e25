/*
 * blind.c: pairs of ends as a packet between them enters, in an index.
 */
#include "engine/blind.h"

#include "engine/acl/classify.h"
#include "engine/base/clock.h"
#include "engine/base/hash_pair.h"

#define BLINDS_MOST                                                                                \
    (1U << 16) /* more are not noted: a capture of nothing but cut conversations                   \
                */
#define BLIND_LIFE (3600 * NS_PER_SECOND)
#define FIRST_FREE_PORT 1024 /* media have no well-known ports */

/* A packet from SOURCE to DESTINATION that enters at IFC; 0: any. */
struct blind {
    uint32_t source, destination; /* the pool's link lies here while free */
    ifc_id ifc;
    const struct inspection_engine *inspection;
    int64_t last;
};

bool
blinds_init(struct blind_table *table, uint64_t seed)
{
    *table = (struct blind_table){ .seed = seed };
    pool_init(&table->pool, sizeof(struct blind), BLINDS_MOST);
    return index_init(&table->index);
}

void
blinds_fini(struct blind_table *table)
{
    pool_fini(&table->pool);
    index_fini(&table->index);
}

static uint32_t
hash_of(const struct blind_table *table, ifc_id ifc, uint32_t source, uint32_t destination)
{
    return (uint32_t)hash_pair((uint64_t)source << 32 | destination, ifc, table->seed);
}

static struct blind *
find(struct blind_table *table, ifc_id ifc, uint32_t source, uint32_t destination, int64_t time)
{
    uint32_t hash = hash_of(table, ifc, source, destination);
    size_t at;
    for (uint32_t number = index_first(&table->index, hash, &at); number != INDEX_EMPTY;
         number = index_next(&table->index, hash, &at)) {
        struct blind *blind = pool_at(&table->pool, number);
        if (blind->source != source || blind->destination != destination || blind->ifc != ifc)
            continue;
        if (time - blind->last <= BLIND_LIFE)
            return blind;
        index_remove(&table->index, hash, number);
        pool_give(&table->pool, number);
        return NULL;
    }
    return NULL;
}

static void
note(struct blind_table *table, const struct inspection_engine *inspection,
     const struct flow_key *key, bool from_any, bool to_any, int64_t time)
{
    uint32_t source = from_any ? 0 : key->source, destination = to_any ? 0 : key->destination;
    struct blind *known = find(table, key->ifc, source, destination, time);
    if (known != NULL) {
        known->last = time;
        return;
    }
    uint32_t number = pool_take(&table->pool);
    if (number == POOL_NONE)
        return;
    if (!index_add(&table->index, hash_of(table, key->ifc, source, destination), number)) {
        pool_give(&table->pool, number);
        return;
    }
    *(struct blind *)pool_at(&table->pool, number) = (struct blind){
        .source = source,
        .destination = destination,
        .ifc = key->ifc,
        .inspection = inspection,
        .last = time,
    };
}

void
blind_note(struct blind_table *table, const struct inspection_engine *inspection,
           const struct flow_key keys[static 2], int64_t time)
{
    if (inspection->announces == ANNOUNCES_NOTHING)
        return;
    for (unsigned side = 0; side < 2; side++) {
        note(table, inspection, &keys[side], false, false, time);
        if (inspection->announces == ANNOUNCES_MEDIA) {
            note(table, inspection, &keys[side], true, false, time);
            note(table, inspection, &keys[side], false, true, time);
        }
    }
}

/* Media come from anywhere and go anywhere, for a call has two ends and only one talks here. */
static struct blind *
find_media(struct blind_table *table, ifc_id ifc, const struct flow *flow, int64_t time)
{
    if (flow->protocol != IP_UDP || flow->source_port < FIRST_FREE_PORT ||
        flow->destination_port < FIRST_FREE_PORT)
        return NULL;
    struct blind *blind = find(table, ifc, 0, flow->destination, time);
    return blind != NULL ? blind : find(table, ifc, flow->source, 0, time);
}

const struct inspection_engine *
blind_find(struct blind_table *table, ifc_id ifc, const struct flow *flow, int64_t time)
{
    if (table->pool.in_use == 0)
        return NULL;
    struct blind *blind = find(table, ifc, flow->source, flow->destination, time);
    if (blind == NULL)
        blind = find_media(table, ifc, flow, time);
    if (blind == NULL)
        return NULL;
    blind->last = time;
    return blind->inspection;
}

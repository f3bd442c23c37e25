/*
 * pinhole.c: announced conns, in an index by their listener and a list of their parent.
 */
#include "engine/pinhole.h"

#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/inspect_session.h"
#include "engine/lifecycle.h"

_Static_assert(sizeof(struct pinhole_key) == 12, "a pinhole_key has no padding");

bool
pinholes_init(struct pinhole_table *table, uint64_t seed)
{
    *table = (struct pinhole_table){ .seed = seed };
    pool_init(&table->pool, sizeof(struct pinhole), PINHOLES_MOST);
    return index_init(&table->index);
}

void
pinholes_fini(struct pinhole_table *table)
{
    pool_fini(&table->pool);
    index_fini(&table->index);
}

size_t
pinholes_bytes(const struct pinhole_table *table)
{
    return pool_bytes(&table->pool) + index_bytes(&table->index);
}

static uint32_t
hash_key(const struct pinhole_table *table, const struct pinhole_key *key)
{
    return (uint32_t)hash_bytes(key, sizeof(*key), table->seed);
}

static bool
lets_in(const struct pinhole *pinhole, ifc_id ingress, uint32_t opener, uint16_t port)
{
    return pinhole->opener_ifc == ingress && (pinhole->opener == 0 || pinhole->opener == opener) &&
           (pinhole->opener_port == 0 || pinhole->opener_port == port);
}

uint32_t
pinhole_find(const struct pinhole_table *table, const struct pinhole_key *key, ifc_id ingress,
             uint32_t opener, uint16_t opener_port)
{
    uint32_t hash = hash_key(table, key);
    size_t at;
    for (uint32_t number = index_first(&table->index, hash, &at); number != INDEX_EMPTY;
         number = index_next(&table->index, hash, &at)) {
        const struct pinhole *pinhole = pinhole_at(table, number);
        if (memcmp(&pinhole->key, key, sizeof(*key)) == 0 &&
            lets_in(pinhole, ingress, opener, opener_port))
            return number;
    }
    return PINHOLE_NONE;
}

/* The same pinhole, of the same conn. */
static uint32_t
find_same(const struct pinhole_table *table, const struct pinhole *wish)
{
    uint32_t hash = hash_key(table, &wish->key);
    size_t at;
    for (uint32_t number = index_first(&table->index, hash, &at); number != INDEX_EMPTY;
         number = index_next(&table->index, hash, &at)) {
        const struct pinhole *pinhole = pinhole_at(table, number);
        if (memcmp(&pinhole->key, &wish->key, sizeof(wish->key)) == 0 &&
            pinhole->parent == wish->parent && pinhole->opener_ifc == wish->opener_ifc &&
            pinhole->opener == wish->opener && pinhole->opener_port == wish->opener_port)
            return number;
    }
    return PINHOLE_NONE;
}

static void
arm(struct engine *engine, uint32_t number)
{
    struct pinhole *pinhole = pinhole_at(&engine->pinholes, number);
    engine_arm(engine, OWNER_PINHOLE, number, pinhole->serial, pinhole->until, &pinhole->timer_due);
}

static void
hold_xlate(struct engine *engine, uint32_t xlate)
{
    if (xlate != XLATE_NONE)
        xlate_at(&engine->xlates, xlate)->conns++;
}

uint32_t
pinhole_open(struct engine *engine, const struct pinhole *wish)
{
    struct pinhole_table *table = &engine->pinholes;
    uint32_t number = find_same(table, wish);
    if (number != PINHOLE_NONE) {
        struct pinhole *same = pinhole_at(table, number);
        if (wish->until > same->until)
            same->until = wish->until;
        same->since = engine->now;
        same->stays |= wish->stays;
        same->outlives |= wish->outlives;
        arm(engine, number);
        return number;
    }
    number = pool_take(&table->pool);
    if (number == PINHOLE_NONE)
        return PINHOLE_NONE;
    struct pinhole *pinhole = pinhole_at(table, number);
    *pinhole = *wish;
    pinhole->serial = engine_next_serial(engine);
    pinhole->since = engine->now;
    pinhole->timer_due = TIME_NEVER;
    pinhole->next = pinhole->before = PINHOLE_NONE;
    if (!index_add(&table->index, hash_key(table, &wish->key), number)) {
        pinhole->serial = 0;
        pool_give(&table->pool, number);
        return PINHOLE_NONE;
    }
    hold_xlate(engine, wish->xlate);
    arm(engine, number);
    return number;
}

void
pinhole_close(struct engine *engine, uint32_t number, int64_t time)
{
    struct pinhole_table *table = &engine->pinholes;
    struct pinhole *pinhole = pinhole_at(table, number);
    if (pinhole->parent != POOL_NONE)
        inspect_session_forget_pinhole(engine, number);
    xlate_release(engine, pinhole->xlate, time);
    index_remove(&table->index, hash_key(table, &pinhole->key), number);
    pinhole->serial = 0;
    pool_give(&table->pool, number);
}

void
pinhole_fire(struct engine *engine, uint32_t number, int64_t due)
{
    struct pinhole *pinhole = pinhole_at(&engine->pinholes, number);
    pinhole->timer_due = TIME_NEVER;
    if (pinhole->until <= due)
        pinhole_close(engine, number, due);
    else
        arm(engine, number);
}

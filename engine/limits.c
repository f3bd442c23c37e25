/*
 * limits.c: the counting. What is done when a limit is reached is path_limits.c's.
 */
#include "engine/limits.h"

#include <stdlib.h>

#include "engine/state.h"

/* Numbers of counters stand where interfaces do in the table of clients. */
#define MOST_COUNTERS 4096

bool
limits_init(struct limits *limits, uint32_t largest, uint64_t seed)
{
    *limits = (struct limits){ .client_line_from = INT64_MIN };
    return local_host_init(&limits->clients, largest, seed);
}

void
limits_fini(struct limits *limits)
{
    free(limits->counters);
    local_host_fini(&limits->clients);
}

size_t
limits_bytes(const struct limits *limits)
{
    return limits->capacity * sizeof(*limits->counters) + local_host_bytes(&limits->clients);
}

/* --- what the configuration says ------------------------------------------------------------- */

static bool
rules_limit(const struct config *config)
{
    for (size_t i = 0; i < config->nat_count; i++) {
        if (conn_limits_are_set(&config->nats[i].limits))
            return true;
    }
    for (size_t i = 0; i < config->static_count; i++) {
        if (conn_limits_are_set(&config->statics[i].limits))
            return true;
    }
    return false;
}

static void
look_at_classes(struct limits *limits, const struct config *config)
{
    limits->by_classes = limits->state_bypass = false;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        const struct policy_map *policy = config->service_policies[i].policy_map;
        for (size_t k = 0; policy->exists && k < policy->count; k++) {
            const struct policy_class *class = &policy->classes[k];
            for (size_t feature = 0; feature < POLICY_FEATURE_COUNT; feature++) {
                if (policy_class_has(class, (enum policy_feature)feature))
                    limits->by_classes = true;
            }
            if (policy_class_has(class, POLICY_FEATURE_BYPASS))
                limits->state_bypass = true;
        }
    }
}

static void
count_embryonic(struct engine *engine, const struct conn *conn, bool more)
{
    for (unsigned side = 0; side < 2; side++) {
        struct local_host *host =
            local_host_find(&engine->hosts, conn->key[side].ifc, conn->key[side].source);
        if (host == NULL)
            continue; /* the table was full when its conn came */
        if (more)
            host->embryonic[side]++;
        else if (host->embryonic[side] > 0)
            host->embryonic[side]--;
    }
}

/* The first limit comes when conns are there: they are counted now. */
static void
count_living(struct engine *engine)
{
    for (uint32_t i = 0; i < engine->conns.pool.used_up; i++) {
        struct conn *conn = conn_at(&engine->conns, i);
        if (conn->serial == 0 || conn->is_half)
            continue;
        enum conn_count count = conn_count_of(conn->key[0].protocol);
        for (unsigned side = 0; side < 2 && !conn->holds_hosts; side++)
            (void)local_host_hold(&engine->hosts, conn->key[side].ifc, conn->key[side].source,
                                  count, conn->built);
        conn->holds_hosts = true;
        if (tcp_is_embryonic(&conn->tcp) && !conn->is_intercepted && !conn->host_embryonic) {
            conn->host_embryonic = true;
            count_embryonic(engine, conn, true);
        }
    }
}

void
limits_refresh(struct engine *engine)
{
    struct limits *limits = &engine->limits;
    const struct config *config = engine->config;
    if (limits->revision == config->revision)
        return;
    limits->revision = config->revision;
    look_at_classes(limits, config);
    bool before = limits->of_rules;
    limits->of_rules = rules_limit(config);
    if (limits->of_rules && !before)
        count_living(engine);
}

uint16_t
limits_counter(struct limits *limits, const struct policy_map *policy,
               const struct class_map *class_map)
{
    for (size_t i = 0; i < limits->count; i++) {
        if (limits->counters[i].policy == policy && limits->counters[i].class_map == class_map)
            return (uint16_t)(i + 1);
    }
    if (limits->count == limits->capacity) {
        size_t larger = limits->capacity == 0 ? 8 : limits->capacity * 2;
        struct class_counter *moved =
            larger > MOST_COUNTERS ? NULL : realloc(limits->counters, larger * sizeof(*moved));
        if (moved == NULL)
            return 0;
        limits->counters = moved;
        limits->capacity = larger;
    }
    limits->counters[limits->count++] =
        (struct class_counter){ .policy = policy, .class_map = class_map };
    return (uint16_t)limits->count;
}

/* --- conns ----------------------------------------------------------------------------------- */

static uint16_t
counter_of(const struct engine *engine, const struct conn *conn)
{
    return conn_rules_at(&engine->rules, conn->rules)->counter;
}

/* The client is who asked, as it is on its own side. */
static struct local_host *
client_of(const struct engine *engine, const struct conn *conn, uint16_t counter)
{
    return local_host_find(&engine->limits.clients, counter, conn->key[CONN_INITIATOR].source);
}

void
limits_count(struct engine *engine, uint32_t number)
{
    struct conn *conn = conn_at(&engine->conns, number);
    bool embryonic =
        conn->key[0].protocol == IP_TCP && tcp_is_embryonic(&conn->tcp) && !conn->is_intercepted;
    uint16_t counter = counter_of(engine, conn);
    if (engine->limits.of_rules && embryonic) {
        conn->host_embryonic = true;
        count_embryonic(engine, conn, true);
    }
    if (counter == 0)
        return;
    struct class_counter *class = &engine->limits.counters[counter - 1];
    uint32_t address = conn->key[CONN_INITIATOR].source;
    class->conns++;
    (void)local_host_hold(&engine->limits.clients, counter, address,
                          conn_count_of(conn->key[0].protocol), conn->built);
    if (!embryonic)
        return;
    conn->class_embryonic = true;
    class->embryonic++;
    struct local_host *client = client_of(engine, conn, counter);
    if (client != NULL)
        client->embryonic[CONN_INITIATOR]++;
}

void
limits_settle(struct engine *engine, uint32_t number)
{
    struct conn *conn = conn_at(&engine->conns, number);
    if (conn->host_embryonic)
        count_embryonic(engine, conn, false);
    if (conn->class_embryonic) {
        uint16_t counter = counter_of(engine, conn);
        struct local_host *client = client_of(engine, conn, counter);
        engine->limits.counters[counter - 1].embryonic--;
        if (client != NULL && client->embryonic[CONN_INITIATOR] > 0)
            client->embryonic[CONN_INITIATOR]--;
    }
    conn->host_embryonic = conn->class_embryonic = false;
}

void
limits_uncount(struct engine *engine, uint32_t number)
{
    limits_settle(engine, number);
    const struct conn *conn = conn_at(&engine->conns, number);
    uint16_t counter = counter_of(engine, conn);
    int64_t built;
    if (counter == 0)
        return;
    engine->limits.counters[counter - 1].conns--;
    (void)local_host_release(&engine->limits.clients, counter, conn->key[CONN_INITIATOR].source,
                             conn_count_of(conn->key[0].protocol), &built);
}

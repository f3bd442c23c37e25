/*
 * acl_log.c: the flow cache behind 106100.
 */
#include "engine/acl/acl_log.h"

#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/state.h"

/* `access-list deny-flow-max` and `alert-interval` as they are by default (commands.md 5.2). */
#define DENY_FLOW_MAX 4096
#define ALERT_SECONDS 300
/* Permitted flows are as many as conns may be; a full cache tells every hit as a first one [C]. */
#define MOST_FLOWS (1U << 20)

/* Hashed and compared as it lies in memory: no padding. */
struct watch_key {
    uint32_t source, destination;
    uint16_t source_port, destination_port;
    uint32_t ace_id;
    ifc_id ifc;
    uint8_t protocol;
    uint8_t icmp_type;
};

_Static_assert(sizeof(struct watch_key) == 20, "a watch_key has no padding");

struct watch {
    struct watch_key key; /* first: the pool's link lies here while free */
    uint32_t serial;      /* 0: free */
    uint32_t hits;        /* since the last line */
    struct event event;   /* of its first hit */
};

bool
acl_log_init(struct acl_log *log, uint64_t seed)
{
    *log = (struct acl_log){ .seed = seed, .limit_told = INT64_MIN };
    pool_init(&log->pool, sizeof(struct watch), MOST_FLOWS);
    return index_init(&log->index);
}

void
acl_log_fini(struct acl_log *log)
{
    pool_fini(&log->pool);
    index_fini(&log->index);
}

size_t
acl_log_bytes(const struct acl_log *log)
{
    return pool_bytes(&log->pool) + index_bytes(&log->index);
}

static uint32_t
hash_key(const struct acl_log *log, const struct watch_key *key)
{
    return (uint32_t)hash_bytes(key, sizeof(*key), log->seed);
}

static uint32_t
find(const struct acl_log *log, uint32_t hash, const struct watch_key *key)
{
    size_t at;
    for (uint32_t number = index_first(&log->index, hash, &at); number != INDEX_EMPTY;
         number = index_next(&log->index, hash, &at)) {
        const struct watch *watch = pool_at(&log->pool, number);
        if (memcmp(&watch->key, key, sizeof(*key)) == 0)
            return number;
    }
    return POOL_NONE;
}

static void
arm(struct engine *engine, uint32_t number)
{
    const struct watch *watch = pool_at(&engine->acl_log.pool, number);
    int64_t never = TIME_NEVER;
    int64_t due = engine->now + seconds_to_ns(ace_log_seconds(watch->event.ace));
    engine_arm(engine, OWNER_ACL_FLOW, number, watch->serial, due, &never);
}

static void
tell(struct engine *engine, const struct event *event)
{
    engine->sink.emit(engine->sink.context, event);
}

/* False when a denied flow is one too many; 106101 tells, at most once an alert interval. */
static bool
has_room(struct engine *engine, const struct event *event)
{
    struct acl_log *log = &engine->acl_log;
    const struct acl_settings *settings = &engine->config->acl_settings;
    uint32_t most = settings->deny_flow_max != 0 ? settings->deny_flow_max : DENY_FLOW_MAX;
    uint32_t alert = settings->alert_seconds != 0 ? settings->alert_seconds : ALERT_SECONDS;
    if (event->ace->permit || log->denied < most)
        return true;
    if (log->limit_told == INT64_MIN || engine->now - log->limit_told >= seconds_to_ns(alert)) {
        struct event full = *event;
        full.type = EVENT_ACCESS_LIST_LOG_LIMIT;
        full.limit = most;
        tell(engine, &full);
        log->limit_told = engine->now;
    }
    return false;
}

static void
watch_flow(struct engine *engine, uint32_t hash, const struct watch_key *key,
           const struct event *event)
{
    struct acl_log *log = &engine->acl_log;
    uint32_t number = pool_take(&log->pool);
    if (number == POOL_NONE)
        return;
    if (!index_add(&log->index, hash, number)) {
        pool_give(&log->pool, number);
        return;
    }
    *(struct watch *)pool_at(&log->pool, number) = (struct watch){
        .key = *key,
        .serial = engine_next_serial(engine),
        .event = *event,
    };
    log->denied += !event->ace->permit;
    arm(engine, number);
}

void
acl_log_hit(struct engine *engine, const struct flow *flow, const struct event *event)
{
    struct watch_key key = {
        .source = flow->source,
        .destination = flow->destination,
        .source_port = flow->source_port,
        .destination_port = flow->destination_port,
        .ace_id = event->ace->id,
        .ifc = event->outer.ifc,
        .protocol = flow->protocol,
        .icmp_type = flow->icmp_type,
    };
    struct acl_log *log = &engine->acl_log;
    uint32_t hash = hash_key(log, &key);
    uint32_t number = find(log, hash, &key);
    if (number != POOL_NONE) {
        ((struct watch *)pool_at(&log->pool, number))->hits++;
        return;
    }
    if (!has_room(engine, event))
        return;
    tell(engine, event);
    watch_flow(engine, hash, &key, event);
}

bool
acl_log_watches(const struct acl_log *log, uint32_t number, uint32_t serial)
{
    return ((const struct watch *)pool_at(&log->pool, number))->serial == serial;
}

void
acl_log_fire(struct engine *engine, uint32_t number, int64_t due)
{
    struct acl_log *log = &engine->acl_log;
    struct watch *watch = pool_at(&log->pool, number);
    if (watch->hits == 0) {
        log->denied -= !watch->event.ace->permit;
        index_remove(&log->index, hash_key(log, &watch->key), number);
        pool_give(&log->pool, number);
        return;
    }
    struct event summary = watch->event;
    summary.time = due;
    summary.packet_number = 0;
    summary.count = watch->hits;
    summary.seconds = ace_log_seconds(watch->event.ace);
    watch->hits = 0;
    tell(engine, &summary);
    arm(engine, number);
}

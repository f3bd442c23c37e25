/*
 * path_limits.c: what the service policy says of a new conn, and whether the limits of classes and
 * of nat and static lines leave room for it (engine.md 2.5, 7).
 *
 * A limit on conns refuses. One on embryonic conns brings in TCP intercept, which a replay does not
 * play: the line is printed, the conn is marked, and the capture's own handshake is believed (2.5
 * [C]). That of a nat line protects the hosts outside: it refuses.
 */
#include "engine/base/clock.h"
#include "engine/path/path_first.h"
#include "engine/path/policy.h"

/* A limit that is reached. */
struct excess {
    enum event_type event;
    uint32_t count, limit;
    uint32_t other_limit; /* 201002 prints both of its rule's */
    bool refuses;
    bool local_is_source; /* of rules: which end is the host with the rule */
    enum xlate_kind rule;
    uint16_t counter; /* of classes: the class; 0 */
};

/* The lower of two limits that are both reached tells (2.5); the first of equal ones. */
static void
note_excess(struct excess *worst, const struct excess *found)
{
    bool is_first = worst->limit == 0;
    if (is_first || (found->refuses && !worst->refuses) ||
        (found->refuses == worst->refuses && found->limit < worst->limit))
        *worst = *found;
}

static bool
is_reached(uint32_t count, uint32_t limit)
{
    return limit != 0 && count >= limit;
}

/* --- nat and static -------------------------------------------------------------------------- */

static const struct conn_limits *
limits_of_row(const struct row *row, enum xlate_kind *kind)
{
    if (row->kind == ROW_NAT) {
        *kind = XLATE_DYNAMIC;
        return &((const struct nat *)row->pointer)->limits;
    }
    if (row->kind == ROW_STATIC) {
        *kind = XLATE_STATIC;
        return &((const struct static_nat *)row->pointer)->limits;
    }
    return NULL;
}

/* The host with the rule asks: a static does not limit what its host has not got answers to yet. */
static void
check_host(const struct visit *visit, const struct row *row, ifc_id ifc, uint32_t address,
           enum conn_side side, struct excess *worst)
{
    enum xlate_kind kind;
    const struct conn_limits *limits = limits_of_row(row, &kind);
    const struct local_host *host = local_host_find(&visit->engine->hosts, ifc, address);
    if (limits == NULL || host == NULL)
        return;
    struct excess found = {
        .local_is_source = side == CONN_INITIATOR,
        .rule = kind,
        .refuses = true,
    };
    if (visit->packet->protocol == IP_UDP) {
        found.event = EVENT_UDP_LIMIT;
        found.count = host->conns[COUNT_UDP];
        found.limit = limits->udp_max;
        if (is_reached(found.count, found.limit))
            note_excess(worst, &found);
        return;
    }
    found.event = EVENT_CONN_LIMIT;
    found.count = host->conns[COUNT_TCP];
    found.limit = limits->tcp_max;
    found.other_limit = limits->embryonic_max;
    if (is_reached(found.count, found.limit))
        note_excess(worst, &found);
    bool protects = (kind == XLATE_DYNAMIC) == (side == CONN_INITIATOR);
    found.event = EVENT_EMBRYONIC_LIMIT;
    found.count = host->embryonic[side];
    found.limit = limits->embryonic_max;
    found.refuses = kind == XLATE_DYNAMIC;
    if (protects && is_reached(found.count, found.limit))
        note_excess(worst, &found);
}

/* --- classes --------------------------------------------------------------------------------- */

static void
check_class(const struct visit *visit, const struct conn_settings *settings, uint16_t counter,
            struct excess *worst)
{
    const struct limits *limits = &visit->engine->limits;
    const struct class_counter *class = &limits->counters[counter - 1];
    const struct local_host *client =
        local_host_find(&limits->clients, counter, visit->packet->source);
    uint32_t client_conns = 0, client_embryonic = 0;
    if (client != NULL) {
        client_conns = client->conns[COUNT_TCP] + client->conns[COUNT_UDP];
        client_embryonic = client->embryonic[CONN_INITIATOR];
    }
    const struct {
        enum event_type event;
        enum conn_setting setting;
        uint32_t count;
        bool embryonic;
    } rows[] = {
        { EVENT_CLASS_CONN_LIMIT, CONN_MAX, class->conns, false },
        { EVENT_CLIENT_CONN_LIMIT, CONN_PER_CLIENT_MAX, client_conns, false },
        { EVENT_CLASS_EMBRYONIC_LIMIT, CONN_EMBRYONIC_MAX, class->embryonic, true },
        { EVENT_CLIENT_EMBRYONIC_LIMIT, CONN_PER_CLIENT_EMBRYONIC_MAX, client_embryonic, true },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct excess found = {
            .event = rows[i].event,
            .count = rows[i].count,
            .limit = settings->values[rows[i].setting],
            .refuses = !rows[i].embryonic,
            .counter = counter,
        };
        if (settings->said[rows[i].setting] && is_reached(found.count, found.limit) &&
            (!rows[i].embryonic || visit->packet->protocol == IP_TCP))
            note_excess(worst, &found);
    }
}

/* --- telling --------------------------------------------------------------------------------- */

/* 201012 is printed once in ten seconds (syslog.md 5.6). */
static bool
is_told_already(struct engine *engine, enum event_type event)
{
    if (event != EVENT_CLIENT_EMBRYONIC_LIMIT)
        return false;
    if (engine->now < engine->limits.client_line_from)
        return true;
    engine->limits.client_line_from = engine->now + seconds_to_ns(10);
    return false;
}

static void
report_excess(const struct visit *visit, const struct first *first, const struct source *source,
              const struct excess *excess)
{
    struct engine *engine = visit->engine;
    if (is_told_already(engine, excess->event))
        return;
    struct event event = visit_event(visit, excess->event, first->destination.egress);
    event.direction =
        engine_level(engine, visit->ingress) > engine_level(engine, first->destination.egress)
            ? DIRECTION_OUTBOUND
            : DIRECTION_INBOUND;
    event.outer.mapped = source->mapped;
    event.outer.mapped_port = source->mapped_port;
    event.inner.real = first->destination.real;
    event.inner.real_port = first->destination.real_port;
    event.local_is_source = excess->local_is_source;
    event.xlate = excess->rule;
    event.count = excess->event == EVENT_CONN_LIMIT ? excess->other_limit : excess->count;
    event.limit = excess->limit;
    visit_emit(visit, &event);
}

/* --- the door -------------------------------------------------------------------------------- */

static void
settle_rules(const struct visit *visit, struct first *first, const struct policy_settings *settings)
{
    struct engine *engine = visit->engine;
    struct conn_rules rules = *conn_rules_at(&engine->rules, 0);
    const struct policy_class *class = settings->class[POLICY_FEATURE_CONNECTION];
    if (class != NULL) {
        const struct conn_settings *said = &class->connection;
        static const enum conn_setting timers[CLASS_TIMER_COUNT] = {
            [CLASS_TIMER_EMBRYONIC] = CONN_TIMEOUT_EMBRYONIC,
            [CLASS_TIMER_HALF_CLOSED] = CONN_TIMEOUT_HALF_CLOSED,
            [CLASS_TIMER_IDLE] = CONN_TIMEOUT_IDLE,
        };
        for (size_t i = 0; i < CLASS_TIMER_COUNT; i++) {
            rules.timer_said[i] = said->said[timers[i]];
            rules.seconds[i] = said->values[timers[i]];
        }
        rules.decrements_ttl = said->said[CONN_DECREMENT_TTL];
        rules.keeps_sequence =
            said->said[CONN_RANDOM_SEQUENCE] && said->values[CONN_RANDOM_SEQUENCE] == 0;
        if (policy_class_does(class, POLICY_ACTION_CONNECTION))
            rules.counter = limits_counter(
                &engine->limits, settings->policy[POLICY_FEATURE_CONNECTION], class->class_map);
    }
    class = settings->class[POLICY_FEATURE_NORMALIZATION];
    if (class != NULL && class->connection.tcp_map != NULL) {
        rules.map = config_tcp_map(engine->config, class->connection.tcp_map);
        rules.tcp = tcp_rules_of(engine->config, rules.map);
        rules.header = tcp_header_rules_of(engine->config, rules.map);
    }
    rules.bypasses_state = settings->class[POLICY_FEATURE_BYPASS] != NULL;
    first->rules = conn_rules_number(&engine->rules, &rules);
}

/* What classes look at, on the wire of either side. */
static struct policy_ends
ends_of(const struct visit *visit, const struct first *first, const struct source *source)
{
    struct policy_ends ends = {
        .ingress = visit->ingress,
        .egress = first->destination.egress,
        .entering = first->flow,
        .leaving = first->flow,
        .tos = packet_tos(visit->packet),
    };
    ends.leaving.source = source->mapped;
    ends.leaving.source_port = source->mapped_port;
    ends.leaving.destination = first->destination.real;
    ends.leaving.destination_port = ends.entering.destination_port = first->destination.real_port;
    return ends;
}

/* Asked before the source's rule is known: the classes of the egress see it as it came. */
bool
path_bypasses_state(const struct visit *visit, const struct first *first)
{
    const struct source as_it_is = { .mapped = first->flow.source,
                                     .mapped_port = first->flow.source_port };
    struct policy_ends ends = ends_of(visit, first, &as_it_is);
    struct policy_settings settings;
    policy_settings(visit->engine, &ends, &settings);
    return settings.class[POLICY_FEATURE_BYPASS] != NULL;
}

bool
path_limits_allow(const struct visit *visit, struct first *first, const struct source *source)
{
    struct engine *engine = visit->engine;
    const struct limits *limits = &engine->limits;
    struct excess worst = { 0 };
    if (limits->by_classes) {
        struct policy_ends ends = ends_of(visit, first, source);
        struct policy_settings settings;
        policy_settings(engine, &ends, &settings);
        settle_rules(visit, first, &settings);
        uint16_t counter = conn_rules_at(&engine->rules, first->rules)->counter;
        if (counter != 0)
            check_class(visit, &settings.class[POLICY_FEATURE_CONNECTION] -> connection, counter,
                        &worst);
    }
    if (limits->of_rules) {
        check_host(visit, &source->row, visit->ingress, visit->packet->source, CONN_INITIATOR,
                   &worst);
        check_host(visit, &first->destination.row, first->destination.egress,
                   first->destination.real, CONN_RESPONDER, &worst);
    }
    if (worst.limit == 0)
        return true;
    if (worst.refuses && worst.counter != 0)
        engine->limits.counters[worst.counter - 1].refused++;
    if (worst.refuses)
        visit_deny(visit, DROP_CONN_LIMIT, visit->outcome->decided_by);
    report_excess(visit, first, source, &worst);
    first->is_intercepted = !worst.refuses;
    if (first->is_intercepted)
        engine->counters.intercepted++;
    return !worst.refuses;
}

/*
 * lifecycle.c: conns.
 */
#include "engine/lifecycle.h"

#include "engine/base/clock.h"
#include "engine/inspect_session.h"

struct event_end
conn_end(const struct conn *conn, enum conn_side side)
{
    const struct flow_key *own = &conn->key[side];
    const struct flow_key *other = &conn->key[!side];
    return (struct event_end){
        .ifc = own->ifc,
        .real = own->source,
        .mapped = other->destination,
        .real_port = own->source_port,
        .mapped_port = other->destination_port,
    };
}

static bool
stands_for_another(const struct engine *engine, uint32_t xlate)
{
    return xlate != XLATE_NONE && xlate_at(&engine->xlates, xlate)->is_placeholder;
}

static struct event
conn_event(const struct engine *engine, const struct conn *conn, enum event_type type, int64_t time)
{
    unsigned inner = conn->inner_is_initiator ? CONN_INITIATOR : CONN_RESPONDER;
    return (struct event){
        .type = type,
        .time = time,
        .packet_number = engine->packet_number,
        .protocol = conn->key[0].protocol,
        .direction = conn->direction_outbound ? DIRECTION_OUTBOUND : DIRECTION_INBOUND,
        .conn_id = conn->id,
        .inner = conn_end(conn, (enum conn_side)inner),
        .outer = conn_end(conn, (enum conn_side) !inner),
        .initiator_is_inner = conn->inner_is_initiator,
        .ifc = conn->key[0].ifc,
        .mark_placeholder = stands_for_another(engine, conn->xlate[0]) ||
                            stands_for_another(engine, conn->xlate[1]),
    };
}

/* The event that a conn's protocol prints; false when it prints none. */
static bool
event_type_of(const struct conn *conn, bool built, enum event_type *type)
{
    static const struct {
        uint8_t protocol;
        enum event_type torn_down, built;
    } events[] = {
        { IP_TCP, EVENT_TCP_CONN_TORN_DOWN, EVENT_TCP_CONN_BUILT },
        { IP_UDP, EVENT_UDP_CONN_TORN_DOWN, EVENT_UDP_CONN_BUILT },
        { IP_ICMP, EVENT_ICMP_CONN_TORN_DOWN, EVENT_ICMP_CONN_BUILT },
        { IP_GRE, EVENT_GRE_CONN_TORN_DOWN, EVENT_GRE_CONN_BUILT },
    };
    bool is_plain_gre = conn->key[0].protocol == IP_GRE && conn->key[0].form != KEY_CALL;
    if (conn->adopted || is_plain_gre)
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(events); i++) {
        if (events[i].protocol == conn->key[0].protocol) {
            *type = built ? events[i].built : events[i].torn_down;
            return true;
        }
    }
    return false;
}

static void
emit_host(struct engine *engine, enum event_type type, ifc_id ifc, uint32_t address, int64_t time,
          int64_t built)
{
    struct event event = {
        .type = type,
        .time = time,
        .packet_number = engine->packet_number,
        .inner = { .ifc = ifc, .real = address, .mapped = address },
        .outer = { .ifc = IFC_NONE },
        .ifc = ifc,
        .duration_ns = time - built,
    };
    engine->sink.emit(engine->sink.context, &event);
}

bool
hosts_hold(struct engine *engine, const struct flow_key *initiator, ifc_id responder_ifc,
           uint32_t responder)
{
    bool logged = engine->does->local_host_is_logged;
    if (!logged && !engine->limits.of_rules)
        return false;
    enum conn_count count = conn_count_of(initiator->protocol);
    const ifc_id ifc[2] = { initiator->ifc, responder_ifc };
    const uint32_t address[2] = { initiator->source, responder };
    for (unsigned side = 0; side < 2; side++) {
        if (local_host_hold(&engine->hosts, ifc[side], address[side], count, engine->now) && logged)
            emit_host(engine, EVENT_LOCAL_HOST_BUILT, ifc[side], address[side], engine->now,
                      engine->now);
    }
    return true;
}

void
hosts_release(struct engine *engine, const struct flow_key *initiator, ifc_id responder_ifc,
              uint32_t responder, int64_t time)
{
    bool logged = engine->does->local_host_is_logged;
    enum conn_count count = conn_count_of(initiator->protocol);
    const ifc_id ifc[2] = { initiator->ifc, responder_ifc };
    const uint32_t address[2] = { initiator->source, responder };
    for (unsigned side = 0; side < 2; side++) {
        int64_t built;
        if (local_host_release(&engine->hosts, ifc[side], address[side], count, &built) && logged)
            emit_host(engine, EVENT_LOCAL_HOST_TORN_DOWN, ifc[side], address[side], time, built);
    }
}

/* ICMP conns and half-connections other than calls take no number (engine.md 2.2 [C]). */
static bool
takes_id(const struct conn *conn)
{
    return conn->key[0].protocol != IP_ICMP && (!conn->is_half || conn->key[0].form == KEY_CALL);
}

static void
set_direction(const struct engine *engine, struct conn *conn)
{
    uint8_t initiator = engine_level(engine, conn->key[0].ifc);
    uint8_t responder = engine_level(engine, conn->key[1].ifc);
    conn->inner_is_initiator = initiator > responder;
    conn->direction_outbound = initiator > responder;
}

uint32_t
conn_open(struct engine *engine, const struct conn_wish *wish)
{
    uint32_t number = conn_add(&engine->conns, wish->key);
    if (number == CONN_NONE)
        return CONN_NONE;
    struct conn *conn = conn_at(&engine->conns, number);
    conn->serial = engine_next_serial(engine);
    conn->built = conn->last = engine->now;
    conn->timer_due = TIME_NEVER;
    conn->is_half = wish->is_half;
    conn->adopted = wish->adopted;
    conn->holds_hosts = wish->holds_hosts;
    conn->is_intercepted = wish->is_intercepted;
    conn->rules = wish->rules;
    conn->bypasses_state = conn_rules_at(&engine->rules, wish->rules)->bypasses_state;
    conn->parent = wish->parent;
    conn->next_child = conn->session = POOL_NONE;
    set_direction(engine, conn);
    if (wish->media_of != 0)
        conn->direction_outbound = conn_at(&engine->conns, wish->media_of - 1)->direction_outbound;
    if (takes_id(conn))
        conn->id = engine->conns.next_id++;
    for (unsigned side = 0; side < 2; side++) {
        conn->xlate[side] = wish->xlate[side];
        if (conn->xlate[side] != XLATE_NONE)
            xlate_at(&engine->xlates, conn->xlate[side])->conns++;
    }
    if (engine->config->established_count > 0)
        established_opened(engine, conn);
    enum event_type type;
    if (event_type_of(conn, true, &type)) {
        struct event event = conn_event(engine, conn, type, engine->now);
        event.parent_id = wish->parent != CONN_NONE ? conn_at(&engine->conns, wish->parent)->id
                                                    : wish->announced_by;
        event.row = wish->decided_by;
        event.nat_row = wish->nat_row;
        event.acl = wish->acl;
        event.ace = wish->decided_by.kind == ROW_ACE ? wish->decided_by.pointer : NULL;
        engine->sink.emit(engine->sink.context, &event);
    }
    return number;
}

enum teardown_reason
conn_falls_as(const struct conn *conn)
{
    return conn->key[0].protocol == IP_TCP ? TEARDOWN_UNKNOWN : TEARDOWN_NONE;
}

void
xlate_release(struct engine *engine, uint32_t number, int64_t time)
{
    if (number == XLATE_NONE)
        return;
    struct xlate *xlate = xlate_at(&engine->xlates, number);
    xlate->conns--;
    if (time > xlate->last)
        xlate->last = time;
    if (xlate->conns == 0)
        xlate_touch(engine, number);
}

/* A handshake through the box that was never completed: what SYN attacks leave behind. */
static void
count_incomplete(struct engine *engine, const struct conn *conn, const struct event *torn_down)
{
    if (conn->key[CONN_RESPONDER].ifc == IFC_NONE || !threats_are_counted(engine->config))
        return;
    struct event about = {
        .time = torn_down->time,
        .packet_number = torn_down->packet_number,
        .protocol = torn_down->protocol,
        .outer = torn_down->initiator_is_inner ? torn_down->inner : torn_down->outer,
        .inner = torn_down->initiator_is_inner ? torn_down->outer : torn_down->inner,
        .ifc = torn_down->ifc,
    };
    threats_count(&engine->threats, engine->config,
                  UINT32_C(1) << THREAT_SYN_ATTACK | UINT32_C(1) << THREAT_FIREWALL_DROP, &about,
                  &engine->sink);
}

void
conn_close(struct engine *engine, uint32_t number, enum teardown_reason reason, int64_t time)
{
    struct conn *conn = conn_at(&engine->conns, number);
    if (conn->session != POOL_NONE)
        inspect_session_end(engine, number, time);
    if (conn->parent != CONN_NONE)
        inspect_session_forget(engine, number);
    enum event_type type;
    if (event_type_of(conn, false, &type)) {
        struct event event = conn_event(engine, conn, type, time);
        event.duration_ns = time - conn->built;
        event.bytes = conn->bytes;
        event.reason = reason;
        engine->sink.emit(engine->sink.context, &event);
        if (reason == TEARDOWN_SYN_TIMEOUT)
            count_incomplete(engine, conn, &event);
    }
    limits_uncount(engine, number);
    if (engine->config->established_count > 0)
        established_closed(engine, conn);
    if (conn->holds_hosts)
        hosts_release(engine, &conn->key[0], conn->key[1].ifc, conn->key[1].source, time);
    uint32_t xlate[2] = { conn->xlate[0], conn->xlate[1] };
    if (conn->key[CONN_RESPONDER].ifc == IFC_NONE) {
        const struct flow_key *key = &conn->key[CONN_INITIATOR];
        uint32_t *sessions = engine_box_sessions(engine, key->protocol, key->destination_port);
        if (sessions != NULL)
            --*sessions;
    }
    conn_remove(&engine->conns, number);
    xlate_release(engine, xlate[0], time);
    xlate_release(engine, xlate[1], time);
}

/* SECONDS of idleness after LAST; 0 seconds: never. */
static int64_t
idle_until(int64_t last, uint32_t seconds)
{
    int64_t idle = seconds_to_ns(seconds);
    return seconds == 0 || last >= TIME_NEVER - idle ? TIME_NEVER : last + idle;
}

/* A class's timer stands in for the box's. */
static uint32_t
timer_of(const struct conn_rules *rules, enum class_timer timer, uint32_t usual)
{
    return rules->timer_said[timer] ? rules->seconds[timer] : usual;
}

/* The box's timer for a conn that idles; USUAL, or that of its inspected protocol. */
static uint32_t
idle_timer(const struct engine *engine, const struct conn *conn, enum timer usual)
{
    static const enum timer timers[] = {
        [IDLES_USUALLY] = TIMER_COUNT, [IDLES_AS_SIP] = TIMER_SIP, [IDLES_AS_H225] = TIMER_H225
    };
    enum timer own = timers[conn->idles_as];
    if (conn->secondary > 0 && conn->idles_as == IDLES_USUALLY) {
        const struct inspection_engine *announced_by =
            inspection_engine_announcing((enum inspection_kind)(conn->secondary - 1));
        if (announced_by != NULL && announced_by->timer != 0)
            own = announced_by->timer;
    }
    bool exists = own != TIMER_COUNT && engine->does->timers[own] != 0;
    return engine->config->timers[exists ? own : usual];
}

/* sysopt connection timewait: so long after the last packet of a closed conn (engine.md 2.4). */
#define TIMEWAIT_SECONDS 15

/* engine.md 2.4 and 2.6: which timer runs, and what its end is called. */
static uint32_t
tcp_timeout(const struct engine *engine, const struct conn *conn, enum teardown_reason *reason)
{
    const struct conn_rules *rules = conn_rules_at(&engine->rules, conn->rules);
    const struct tcp_track *track = &conn->tcp;
    const uint32_t *timers = engine->config->timers;
    uint32_t half_closed = timer_of(rules, CLASS_TIMER_HALF_CLOSED, timers[TIMER_HALF_CLOSED]);
    if (track->is_over) {
        *reason = TEARDOWN_FINS;
        return TIMEWAIT_SECONDS;
    }
    if (tcp_is_embryonic(track)) {
        *reason = conn->is_intercepted ? TEARDOWN_INTERCEPTED : TEARDOWN_SYN_TIMEOUT;
        return timer_of(rules, CLASS_TIMER_EMBRYONIC, engine->does->syn_timeout_seconds);
    }
    if (tcp_is_closing(track)) {
        *reason = TEARDOWN_FIN_TIMEOUT;
        uint32_t fixed = engine->does->fin_timeout_seconds;
        return fixed != 0 ? fixed : half_closed;
    }
    if (tcp_is_half_closed(track)) {
        *reason = TEARDOWN_FIN_TIMEOUT;
        return half_closed;
    }
    *reason = TEARDOWN_CONN_TIMEOUT;
    return timer_of(rules, CLASS_TIMER_IDLE, idle_timer(engine, conn, TIMER_CONN));
}

int64_t
conn_due(const struct engine *engine, const struct conn *conn, enum teardown_reason *reason)
{
    uint32_t seconds;
    *reason = TEARDOWN_CONN_TIMEOUT;
    switch (conn->key[0].protocol) {
    case IP_TCP:
        seconds = tcp_timeout(engine, conn, reason);
        break;
    case IP_UDP:
        seconds = idle_timer(engine, conn, TIMER_UDP);
        break;
    case IP_ICMP:
        seconds = engine->config->timers[TIMER_ICMP];
        break;
    case IP_GRE:
        /* A call's halves have the conn timer [C]; others idle as portless protocols do. */
        seconds = conn->key[0].form == KEY_CALL ? engine->config->timers[TIMER_CONN]
                                                : engine->does->portless_idle_seconds;
        break;
    default:
        /* Those that an inspection lets pass have its own time. */
        seconds = timer_of(conn_rules_at(&engine->rules, conn->rules), CLASS_TIMER_IDLE,
                           engine->does->portless_idle_seconds);
        break;
    }
    return idle_until(conn->last, seconds);
}

void
conn_rearm(struct engine *engine, uint32_t number)
{
    struct conn *conn = conn_at(&engine->conns, number);
    enum teardown_reason reason;
    engine_arm(engine, OWNER_CONN, number, conn->serial, conn_due(engine, conn, &reason),
               &conn->timer_due);
}

/* A timer that came up: the conn goes, or its entry moves to where it belongs by now. */
static void
conn_fire(struct engine *engine, uint32_t number, int64_t due)
{
    struct conn *conn = conn_at(&engine->conns, number);
    enum teardown_reason reason;
    int64_t really = conn_due(engine, conn, &reason);
    conn->timer_due = TIME_NEVER;
    if (really <= due)
        conn_close(engine, number, reason, due);
    else
        conn_rearm(engine, number);
}

uint32_t
xlate_idle_seconds(const struct engine *engine, const struct xlate *xlate)
{
    /* A call-id slot goes with its call. */
    if (xlate->kind == XLATE_STATIC || xlate->is_hidden)
        return 0;
    if (xlate->is_portmap && xlate->is_mgcp)
        return engine->config->timers[TIMER_MGCP_PAT];
    /* "Port 0" of a PAT address has no conn to end: the xlate timer (engine.md 4.7 [C]). */
    bool port_zero = xlate->is_portmap && xlate->protocol == IP_GRE;
    return xlate->is_portmap && !port_zero ? engine->does->pat_idle_seconds
                                           : engine->config->timers[TIMER_XLATE];
}

static int64_t
xlate_due(const struct engine *engine, const struct xlate *xlate)
{
    if (xlate->conns > 0)
        return TIME_NEVER;
    return idle_until(xlate->last, xlate_idle_seconds(engine, xlate));
}

void
xlate_touch(struct engine *engine, uint32_t number)
{
    struct xlate *xlate = xlate_at(&engine->xlates, number);
    if (engine->now > xlate->last)
        xlate->last = engine->now;
    engine_arm(engine, OWNER_XLATE, number, xlate->serial, xlate_due(engine, xlate),
               &xlate->timer_due);
}

static void
xlate_fire(struct engine *engine, uint32_t number, int64_t due)
{
    struct xlate *xlate = xlate_at(&engine->xlates, number);
    int64_t really = xlate_due(engine, xlate);
    xlate->timer_due = TIME_NEVER;
    if (really <= due)
        xlate_close(engine, number, due);
    else
        engine_arm(engine, OWNER_XLATE, number, xlate->serial, really, &xlate->timer_due);
}

void
engine_arm(struct engine *engine, enum timer_owner owner, uint32_t number, uint32_t serial,
           int64_t due, int64_t *armed)
{
    if (due == TIME_NEVER || *armed <= due)
        return;
    struct timer_entry entry = {
        .due = due,
        .serial = serial,
        .owner = (unsigned)owner & 3U,
        .number = number & ((1U << 30) - 1),
    };
    if (timers_add(&engine->timers, entry, engine->now))
        *armed = due;
}

/* Its record is gone, or has an earlier entry. */
static bool
is_stale(const struct engine *engine, const struct timer_entry *entry)
{
    switch ((enum timer_owner)entry->owner) {
    case OWNER_CONN: {
        const struct conn *conn = conn_at(&engine->conns, entry->number);
        return conn->serial != entry->serial || conn->timer_due != entry->due;
    }
    case OWNER_XLATE: {
        const struct xlate *xlate = xlate_at(&engine->xlates, entry->number);
        return xlate->serial != entry->serial || xlate->timer_due != entry->due;
    }
    case OWNER_ACL_FLOW:
        return !acl_log_watches(&engine->acl_log, entry->number, entry->serial);
    case OWNER_PINHOLE: {
        const struct pinhole *pinhole = pinhole_at(&engine->pinholes, entry->number);
        return pinhole->serial != entry->serial || pinhole->timer_due != entry->due;
    }
    }
    return true;
}

static void
fire(struct engine *engine, const struct timer_entry *entry)
{
    switch ((enum timer_owner)entry->owner) {
    case OWNER_CONN:
        conn_fire(engine, entry->number, entry->due);
        break;
    case OWNER_XLATE:
        xlate_fire(engine, entry->number, entry->due);
        break;
    case OWNER_ACL_FLOW:
        acl_log_fire(engine, entry->number, entry->due);
        break;
    case OWNER_PINHOLE:
        pinhole_fire(engine, entry->number, entry->due);
        break;
    }
}

enum { CONNS_AHEAD = 4, KEYS_AHEAD = 1 };

/*
 * What the next timers are of is fetched into the cache while this one fires: a conn first, then,
 * by its keys, its places in the index.
 */
static void
expect(const struct engine *engine)
{
    const struct timer_entry *later = timers_peek(&engine->timers, CONNS_AHEAD);
    if (later == NULL)
        later = timers_peek(&engine->timers, 0);
    if (later != NULL && later->owner == OWNER_CONN) {
        const char *conn = (const char *)conn_at(&engine->conns, later->number);
        __builtin_prefetch(conn, 1);
        __builtin_prefetch(conn + 64, 1);
        __builtin_prefetch(conn + sizeof(struct conn) - 1, 1);
    }
    const struct timer_entry *soon = timers_peek(&engine->timers, KEYS_AHEAD);
    if (soon == NULL || soon->owner != OWNER_CONN)
        return;
    const struct conn *conn = conn_at(&engine->conns, soon->number);
    conn_prefetch_index(&engine->conns, conn_hash(&engine->conns, &conn->key[0]));
    conn_prefetch_index(&engine->conns, conn_hash(&engine->conns, &conn->key[1]));
}

void
engine_fire(struct engine *engine, int64_t time)
{
    uint64_t packet_number = engine->packet_number;
    engine->packet_number = 0;
    struct timer_entry entry;
    while (timers_take(&engine->timers, time, &entry)) {
        expect(engine);
        if (is_stale(engine, &entry))
            continue;
        if (entry.due > engine->now)
            engine->now = entry.due;
        fire(engine, &entry);
    }
    engine->packet_number = packet_number;
}

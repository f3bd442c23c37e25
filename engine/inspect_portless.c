/*
 * inspect_portless.c: what inspect.h offers for protocols without ports: half-connections between
 * the two ends of a conn.
 */
#include "engine/inspect_session.h"
#include "engine/lifecycle.h"

/* The half-connection by which the host of FROM sends to the other one. */
struct half {
    struct flow_key key[2];
    uint32_t xlate[2];
};

static struct half
half_of(const struct conn *conn, uint8_t protocol, unsigned from, const uint32_t xlate[2])
{
    const struct flow_key *sender = &conn->key[from], *receiver = &conn->key[!from];
    return (struct half){
        .key = {
            { .source = sender->source,
              .destination = sender->destination,
              .ifc = sender->ifc,
              .protocol = protocol,
              .form = KEY_PLAIN },
            { .source = receiver->source,
              .destination = receiver->destination,
              .ifc = receiver->ifc,
              .protocol = protocol,
              .form = KEY_HALF_OUT },
        },
        .xlate = { xlate[from], xlate[!from] },
    };
}

/*
 * What translates the host of SIDE without ports, to the address that its conn has. A slot of a
 * port does not: PAT may have another for the protocol, or none at all (engine.md 2.9, 5).
 */
static bool
find_slot(struct engine *engine, const struct conn *conn, unsigned side, uint8_t protocol,
          uint32_t *xlate)
{
    const struct flow_key *own = &conn->key[side], *other = &conn->key[!side];
    *xlate = conn->xlate[side];
    if (*xlate == XLATE_NONE || !xlate_at(&engine->xlates, *xlate)->is_portmap)
        return true;
    const struct flow flow = { .protocol = protocol,
                               .source = own->source,
                               .destination = own->destination,
                               .time = engine->now };
    struct nat_choice choice = nat_choose_source(engine, own->ifc, other->ifc, &flow, true);
    struct source source = source_preview(engine, own->ifc, other->ifc, &flow, &choice);
    if (source.result != SOURCE_TRANSLATED || source.mapped != other->destination)
        return false;
    source = source_make(engine, own->ifc, other->ifc, &flow, &choice);
    *xlate = source.xlate;
    return source.result == SOURCE_TRANSLATED;
}

/* Tunnels of the host that opened the conn: each has a half-connection either way. */
static uint32_t
tunnels_of_client(const struct engine *engine, const struct conn *conn, uint8_t protocol)
{
    const struct flow_key *client = &conn->key[CONN_INITIATOR];
    const struct local_host *host = local_host_find(&engine->hosts, client->ifc, client->source);
    return host == NULL ? 0 : (host->conns[conn_count_of(protocol)] + 1) / 2;
}

/* The number of rules that say nothing but how long such a conn idles. */
static uint16_t
rules_of(struct engine *engine, uint32_t seconds)
{
    struct conn_rules rules = *conn_rules_at(&engine->rules, 0);
    rules.timer_said[CLASS_TIMER_IDLE] = true;
    rules.seconds[CLASS_TIMER_IDLE] = seconds;
    return conn_rules_number(&engine->rules, &rules);
}

/* It may outlive the conn that it comes of: all it needs is its own. */
static void
make_secondary(struct engine *engine, uint32_t number, enum inspection_kind kind, uint32_t seconds)
{
    struct conn *conn = conn_at(&engine->conns, number);
    conn->secondary = (uint8_t)(kind + 1);
    conn->rules = rules_of(engine, seconds);
    conn_rearm(engine, number);
}

/* One that policy had let in before is the inspection's from now on. */
static bool
open_half(struct engine *engine, const struct half *half, enum inspection_kind kind,
          uint32_t seconds)
{
    enum conn_side side;
    uint32_t number = conn_find(&engine->conns, &half->key[0], &side);
    if (number == CONN_NONE) {
        struct conn_wish wish = {
            .key = { half->key[0], half->key[1] },
            .xlate = { half->xlate[0], half->xlate[1] },
            .parent = CONN_NONE,
            .is_half = true,
            .holds_hosts = hosts_hold(engine, &half->key[0], half->key[1].ifc, half->key[1].source),
        };
        number = conn_open(engine, &wish);
        if (number == CONN_NONE) {
            if (wish.holds_hosts)
                hosts_release(engine, &half->key[0], half->key[1].ifc, half->key[1].source,
                              engine->now);
            return false;
        }
    } else if (conn_at(&engine->conns, number)->secondary != 0) {
        return true;
    }
    make_secondary(engine, number, kind, seconds);
    return true;
}

static bool
is_there(const struct engine *engine, const struct half *half)
{
    enum conn_side side;
    uint32_t number = conn_find(&engine->conns, &half->key[0], &side);
    return number != CONN_NONE && conn_at(&engine->conns, number)->secondary != 0;
}

bool
inspect_let_pass(struct inspect_call *call, const struct inspect_portless *wish)
{
    struct engine *engine = call->engine;
    const struct conn conn = *conn_at(&engine->conns, call->conn);
    enum inspection_kind kind = inspect_session_of(engine, call->conn)->inspection->kind;
    uint32_t xlate[2];
    if (conn_is_with_box(&conn) ||
        !find_slot(engine, &conn, CONN_INITIATOR, wish->protocol, &xlate[CONN_INITIATOR]) ||
        !find_slot(engine, &conn, CONN_RESPONDER, wish->protocol, &xlate[CONN_RESPONDER]))
        return false;
    const struct half halves[2] = { half_of(&conn, wish->protocol, CONN_INITIATOR, xlate),
                                    half_of(&conn, wish->protocol, CONN_RESPONDER, xlate) };
    bool there = is_there(engine, &halves[0]) || is_there(engine, &halves[1]);
    if (!there && wish->most != 0 &&
        tunnels_of_client(engine, &conn, wish->protocol) >= wish->most) {
        engine->counters.pinholes_refused++;
        return false;
    }
    return open_half(engine, &halves[0], kind, wish->seconds) &&
           open_half(engine, &halves[1], kind, wish->seconds);
}

/*
 * inspect_calls.c: what inspect.h offers to the inspection of PPTP: call ids and GRE halves.
 */
#include "engine/inspect_session.h"
#include "engine/lifecycle.h"

/* The port slot that SIDE is behind; NULL when its address is its own or translated alone. */
static const struct xlate *
pat_of(const struct inspect_call *call, enum inspect_side side)
{
    const struct conn *conn = conn_at(&call->engine->conns, call->conn);
    if (conn->xlate[side] == XLATE_NONE)
        return NULL;
    const struct xlate *xlate = xlate_at(&call->engine->xlates, conn->xlate[side]);
    return xlate->is_portmap ? xlate : NULL;
}

/* What stands at OFFSET of the message where a capture of the other side shows it too. */
static bool
observed_call_id(const struct inspect_call *call, const struct xlate *pat, size_t offset,
                 uint16_t *id)
{
    const struct packet *observed = call->engine->observed;
    const struct inspect_session *session = inspect_session_of(call->engine, call->conn);
    size_t place;
    if (observed == NULL || observed->source != pat->mapped ||
        observed->source_port != pat->mapped_port ||
        observed->payload_length != call->packet->payload_length ||
        !stream_locate(session->streams[call->side], offset, sizeof *id, &place))
        return false;
    struct cursor payload =
        cursor_of(observed->bytes + observed->payload_offset, observed->payload_captured);
    return cursor_skip(&payload, place) && cursor_u16(&payload, id);
}

bool
inspect_map_call_id(struct inspect_call *call, size_t offset, uint16_t real, uint16_t *mapped)
{
    *mapped = real;
    const struct xlate *pat = pat_of(call, (enum inspect_side)call->side);
    if (pat == NULL)
        return true;
    struct engine *engine = call->engine;
    const struct call_wish wish = {
        .real_ifc = pat->real_ifc,
        .mapped_ifc = pat->mapped_ifc,
        .real = pat->real,
        .mapped = pat->mapped,
        .real_call = real,
    };
    uint16_t observed;
    uint32_t number;
    if (inspect_is_as_left(call))
        number = xlate_open_call_as(engine, &wish, real);
    else if (observed_call_id(call, pat, offset, &observed))
        number = xlate_open_call_like(engine, &wish, observed);
    else
        number = xlate_open_call(engine, &wish);
    if (number == XLATE_NONE)
        return false;
    struct xlate *slot = xlate_at(&engine->xlates, number);
    slot->conns = 1; /* the call's own hold, until inspect_release_call_id */
    *mapped = slot->mapped_port;
    return true;
}

void
inspect_release_call_id(struct inspect_call *call, enum inspect_side side, uint16_t mapped)
{
    const struct xlate *pat = pat_of(call, side);
    if (pat == NULL)
        return;
    uint32_t number = xlate_find_port(&call->engine->xlates, XLATE_DYNAMIC, pat->mapped_ifc, IP_GRE,
                                      pat->mapped, mapped);
    if (number != XLATE_NONE && xlate_at(&call->engine->xlates, number)->is_hidden)
        xlate_close(call->engine, number, call->time);
}

uint32_t
inspect_open_gre(struct inspect_call *call, enum inspect_side towards, uint16_t real,
                 uint16_t mapped)
{
    struct engine *engine = call->engine;
    const struct conn *control = conn_at(&engine->conns, call->conn);
    const struct flow_key *sender = &control->key[towards == SIDE_INITIATOR];
    const struct flow_key *receiver = &control->key[towards == SIDE_RESPONDER];
    struct conn_wish wish = {
        .key = {
            { .source = sender->source,
              .destination = sender->destination,
              .destination_port = mapped,
              .ifc = sender->ifc,
              .protocol = IP_GRE,
              .form = KEY_CALL },
            { .source = receiver->source,
              .destination = receiver->destination,
              .source_port = real,
              .ifc = receiver->ifc,
              .protocol = IP_GRE,
              .form = KEY_CALL_OUT },
        },
        .xlate = { XLATE_NONE, XLATE_NONE },
        .parent = CONN_NONE,
        .announced_by = conn_at(&engine->conns, call->conn)->id,
        .is_half = true,
    };
    uint32_t number = conn_open(engine, &wish);
    if (number == CONN_NONE)
        return 0;
    inspect_session_adopt(engine, call->conn, number);
    conn_rearm(engine, number);
    return conn_at(&engine->conns, number)->serial;
}

void
inspect_close_gre(struct inspect_call *call, uint32_t handle)
{
    uint32_t child = inspect_session_of(call->engine, call->conn)->first_child;
    while (child != CONN_NONE) {
        const struct conn *conn = conn_at(&call->engine->conns, child);
        if (conn->serial == handle) {
            conn_close(call->engine, child, TEARDOWN_NONE, call->time);
            return;
        }
        child = conn->next_child;
    }
}

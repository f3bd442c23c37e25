/*
 * inspect_session.c: the engine's side of inspect.h.
 */
#include "engine/inspect_session.h"

#include <stdlib.h>

#include "engine/lifecycle.h"
#include "engine/path/policy.h"

struct inspect_call {
    struct engine *engine;
    uint32_t conn;
    enum conn_side side;         /* who sent the message at hand */
    const struct packet *packet; /* NULL when the conn goes */
    int64_t time;
};

static struct inspect_session *
session_of(const struct engine *engine, uint32_t conn)
{
    return pool_at(&engine->sessions, conn_at(&engine->conns, conn)->session);
}

static void
free_session(struct engine *engine, uint32_t number)
{
    struct inspect_session *session = pool_at(&engine->sessions, number);
    stream_free(session->streams[0]);
    stream_free(session->streams[1]);
    free(session->state);
    pool_give(&engine->sessions, number);
}

static bool
fill_session(struct inspect_session *session, const struct inspection_engine *inspection)
{
    session->inspection = inspection;
    session->first_child = CONN_NONE;
    session->state = calloc(1, inspection->session_size);
    session->streams[0] = stream_new(inspection->largest_message);
    session->streams[1] = stream_new(inspection->largest_message);
    return session->state != NULL && session->streams[0] != NULL && session->streams[1] != NULL;
}

/* Both streams see the SYNs, so that they know where the first message starts. */
static void
feed(struct inspect_session *session, enum conn_side side, const struct packet *packet,
     enum stream_status *status)
{
    struct stream_segment segment = {
        .seq = packet->tcp_seq,
        .syn = (packet->tcp_flags & TCP_SYN) != 0,
        .bytes = packet->bytes + packet->payload_offset,
        .length = packet->payload_length,
        .captured = packet->payload_captured,
    };
    *status = stream_segment(session->streams[side], &segment);
}

/* Control connections of protocols that have a timer of their own, inspected or not yet. */
static enum conn_idle
idle_of(enum inspection_kind kind)
{
    if (kind == INSPECT_SIP || kind == INSPECT_SIP_UDP)
        return IDLES_AS_SIP;
    return kind == INSPECT_H323_H225 ? IDLES_AS_H225 : IDLES_USUALLY;
}

void
inspect_session_begin(struct engine *engine, uint32_t number, const struct packet *first)
{
    struct conn *conn = conn_at(&engine->conns, number);
    enum inspection_kind kind;
    if (!policy_inspection(engine, conn, first, &kind))
        return;
    conn->idles_as = idle_of(kind) & 3U;
    const struct inspection_engine *inspection = inspection_engine_of(kind);
    if (inspection == NULL || inspection->protocol != conn->key[0].protocol) {
        engine->counters.not_inspected[kind]++;
        return;
    }
    uint32_t session = pool_take(&engine->sessions);
    if (session == POOL_NONE)
        return;
    if (!fill_session(pool_at(&engine->sessions, session), inspection)) {
        free_session(engine, session);
        return;
    }
    conn->session = session;
    enum stream_status status;
    feed(pool_at(&engine->sessions, session), CONN_INITIATOR, first, &status);
}

static void
stop(struct engine *engine, struct inspect_session *session, enum stream_status status,
     enum inspect_result result)
{
    session->stopped = true;
    if (status == STREAM_TRUNCATED)
        engine->counters.truncated_payloads++;
    else if (status == STREAM_LOST || result == INSPECT_DESYNC)
        engine->counters.pptp_desyncs++;
}

bool
inspect_session_segment(struct engine *engine, uint32_t number, enum conn_side side,
                        const struct packet *packet, struct outcome *outcome)
{
    struct inspect_session *session = session_of(engine, number);
    if (session->stopped)
        return false;
    enum stream_status status;
    feed(session, side, packet, &status);
    enum inspect_result result = INSPECT_CONTINUE;
    struct stream *stream = session->streams[side];
    if (status == STREAM_FOLLOWED) {
        struct inspect_call call = {
            .engine = engine,
            .conn = number,
            .side = side,
            .packet = packet,
            .time = engine->now,
        };
        result = stream_inspect(stream, session->inspection, &call, session->state,
                                (enum inspect_side)side);
    }
    /* The payload of a packet that has left already is as it is after translation. */
    if (!packet->as_left) {
        outcome->translation.edit_count = stream_edits(stream, outcome->translation.edits);
        engine->counters.rewrites_late += stream_late(stream);
    }
    if (status != STREAM_FOLLOWED || result != INSPECT_CONTINUE)
        stop(engine, session, status, result);
    return true;
}

void
inspect_session_end(struct engine *engine, uint32_t number, int64_t time)
{
    struct inspect_session *session = session_of(engine, number);
    struct inspect_call call = { .engine = engine, .conn = number, .time = time };
    if (session->inspection->closed != NULL)
        session->inspection->closed(&call, session->state);
    while (session->first_child != CONN_NONE)
        conn_close(engine, session->first_child, TEARDOWN_NONE, time);
    struct conn *conn = conn_at(&engine->conns, number);
    free_session(engine, conn->session);
    conn->session = POOL_NONE;
}

void
inspect_session_forget(struct engine *engine, uint32_t child)
{
    const struct conn *conn = conn_at(&engine->conns, child);
    struct inspect_session *session = session_of(engine, conn->parent);
    uint32_t *link = &session->first_child;
    while (*link != CONN_NONE && *link != child)
        link = &conn_at(&engine->conns, *link)->next_child;
    if (*link == child)
        *link = conn->next_child;
}

void
inspect_sessions_fini(struct engine *engine)
{
    for (uint32_t i = 0; i < engine->conns.pool.used_up; i++) {
        const struct conn *conn = conn_at(&engine->conns, i);
        if (conn->serial == 0 || conn->session == POOL_NONE)
            continue;
        struct inspect_session *session = session_of(engine, i);
        struct inspect_call call = { .engine = engine, .conn = i, .time = engine->now };
        if (session->inspection->closed != NULL)
            session->inspection->closed(&call, session->state);
        free_session(engine, conn->session);
    }
    pool_fini(&engine->sessions);
}

size_t
inspect_sessions_bytes(const struct engine *engine)
{
    return pool_bytes(&engine->sessions);
}

/* --- services -------------------------------------------------------------------------------- */

void
inspect_rewrite(struct inspect_call *call, size_t offset, const uint8_t *bytes, uint16_t length)
{
    if (call->packet == NULL || call->packet->as_left)
        return;
    struct inspect_session *session = session_of(call->engine, call->conn);
    (void)stream_rewrite(session->streams[call->side], offset, bytes, length);
}

bool
inspect_side_is_inner(const struct inspect_call *call, enum inspect_side side)
{
    const struct conn *conn = conn_at(&call->engine->conns, call->conn);
    return conn->inner_is_initiator == (side == SIDE_INITIATOR);
}

bool
inspect_is_as_left(const struct inspect_call *call)
{
    return call->packet != NULL && call->packet->as_left;
}

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
    const struct inspect_session *session = session_of(call->engine, call->conn);
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
        .parent = call->conn,
        .is_half = true,
    };
    uint32_t number = conn_open(engine, &wish);
    if (number == CONN_NONE)
        return 0;
    struct inspect_session *session = session_of(engine, call->conn);
    struct conn *conn = conn_at(&engine->conns, number);
    conn->next_child = session->first_child;
    session->first_child = number;
    conn_rearm(engine, number);
    return conn->serial;
}

void
inspect_close_gre(struct inspect_call *call, uint32_t handle)
{
    uint32_t child = session_of(call->engine, call->conn)->first_child;
    while (child != CONN_NONE) {
        const struct conn *conn = conn_at(&call->engine->conns, child);
        if (conn->serial == handle) {
            conn_close(call->engine, child, TEARDOWN_NONE, call->time);
            return;
        }
        child = conn->next_child;
    }
}

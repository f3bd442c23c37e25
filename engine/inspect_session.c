/*
 * inspect_session.c: the life of an inspection beside its conn, and each packet that it sees.
 */
#include "engine/inspect_session.h"

#include <stdlib.h>
#include <string.h>

#include "engine/lifecycle.h"
#include "engine/path/policy.h"
#include "engine/sequence.h"

static void
free_session(struct engine *engine, uint32_t number)
{
    struct inspect_session *session = pool_at(&engine->sessions, number);
    stream_free(session->streams[0]);
    stream_free(session->streams[1]);
    free(session->state);
    pool_give(&engine->sessions, number);
}

/* What stays the same for both ends needs no edits, so that nothing must wait for them. */
static bool
may_change(const struct engine *engine, const struct conn *conn,
           const struct inspection_engine *inspection, const struct inspection *line)
{
    const struct flow_key *key = conn->key;
    enum inspect_hand hand = inspection->hand;
    if (line != NULL && inspection->hand_for != NULL)
        hand = inspection->hand_for(engine->config, line);
    switch (hand) {
    case INSPECT_LISTENS:
        return false;
    case INSPECT_CHANGES:
        return true;
    case INSPECT_TRANSLATES:
        break;
    }
    return key[0].source != key[1].destination || key[0].destination != key[1].source ||
           key[0].source_port != key[1].destination_port ||
           key[0].destination_port != key[1].source_port;
}

/* A stream that knows where it starts. */
static bool
open_stream(struct inspect_session *session, unsigned side)
{
    struct stream *stream = stream_new(session->inspection->largest_message, !session->quiet);
    session->streams[side] = stream;
    if (stream == NULL)
        return false;
    struct stream_segment first = { .seq = session->start[side], .bytes = (const uint8_t *)"" };
    struct stream_leaving leaving;
    return !session->knows_start[side] || (stream_segment(stream, &first) == STREAM_FOLLOWED &&
                                           stream_leaves(stream, &first, &leaving));
}

/* The first data: a conn that never says anything, as of a flood, costs no more than its record. */
static bool
open_session(struct inspect_session *session)
{
    const struct inspection_engine *inspection = session->inspection;
    if (inspection->session_size > 0) {
        session->state = calloc(1, inspection->session_size);
        if (session->state == NULL)
            return false;
    }
    session->opened = true;
    return inspection->protocol != IP_TCP || (open_stream(session, 0) && open_stream(session, 1));
}

uint32_t
inspect_session_ack(const struct engine *engine, const struct conn *conn, enum conn_side side,
                    const struct packet *packet)
{
    const struct inspect_session *session = pool_at(&engine->sessions, conn->session);
    uint32_t ack = sequence_own_ack(engine, conn, side, packet);
    if (packet->as_left || session->streams[!side] == NULL)
        return ack;
    return ack + stream_ack_shift(session->streams[!side], ack);
}

/* Does the other end have what the capture lacks? Nothing is known of what nobody reads. */
static bool
shows_gap(const struct engine *engine, const struct conn *conn, enum conn_side side,
          const struct packet *packet)
{
    const struct inspect_session *session = pool_at(&engine->sessions, conn->session);
    if ((packet->tcp_flags & TCP_ACK) == 0 || session->stopped || session->deaf[!side] ||
        session->stalled[!side])
        return false;
    uint32_t ack = inspect_session_ack(engine, conn, side, packet);
    if (session->streams[!side] != NULL)
        return stream_lacks(session->streams[!side], ack);
    return session->knows_start[!side] && (int32_t)(ack - session->start[!side]) > 1;
}

bool
inspect_session_is_deaf(const struct engine *engine, const struct conn *conn, enum conn_side side,
                        const struct packet *packet)
{
    const struct inspect_session *session = pool_at(&engine->sessions, conn->session);
    return session->quiet && (packet->payload_length == 0 || session->deaf[side]) &&
           !shows_gap(engine, conn, side, packet);
}

/* Where a stream starts is known from its SYN. */
static void
note_start(struct inspect_session *session, enum conn_side side, const struct packet *packet)
{
    if ((packet->tcp_flags & TCP_SYN) == 0)
        return;
    session->start[side] = packet->tcp_seq + 1;
    session->knows_start[side] = true;
}

static struct stream_segment
segment_of(const struct packet *packet)
{
    return (struct stream_segment){
        .seq = packet->tcp_seq,
        .syn = (packet->tcp_flags & TCP_SYN) != 0,
        .bytes = packet->bytes + packet->payload_offset,
        .length = packet->payload_length,
        .captured = packet->payload_captured,
    };
}

/* Control connections of protocols that have a timer of their own, inspected or not yet. */
static enum conn_idle
idle_of(enum inspection_kind kind)
{
    if (kind == INSPECT_SIP || kind == INSPECT_SIP_UDP)
        return IDLES_AS_SIP;
    return kind == INSPECT_H323_H225 ? IDLES_AS_H225 : IDLES_USUALLY;
}

static void
start(struct engine *engine, uint32_t number, const struct inspection_engine *inspection,
      const struct inspection *line, uint32_t tally, const struct packet *first)
{
    struct conn *conn = conn_at(&engine->conns, number);
    uint32_t place = pool_take(&engine->sessions);
    if (place == POOL_NONE)
        return;
    struct inspect_session *session = pool_at(&engine->sessions, place);
    session->inspection = inspection;
    session->first_child = CONN_NONE;
    session->first_pinhole = PINHOLE_NONE;
    session->line = line;
    session->revision = engine->config->revision;
    session->tally = tally;
    conn->session = place;
    if (conn->adopted) /* what it announced before the capture began */
        blind_note(&engine->blinds, inspection, conn->key, engine->now);
    if (inspection->protocol == IP_TCP) {
        session->quiet = !may_change(engine, conn, inspection, line);
        note_start(session, CONN_INITIATOR, first);
    }
}

uint32_t
inspect_session_media_of(const struct engine *engine, uint32_t place)
{
    if (place == PINHOLE_NONE)
        return 0;
    const struct pinhole *pinhole = pinhole_at(&engine->pinholes, place);
    const struct inspection_engine *announced_by = inspection_engine_announcing(pinhole->kind);
    bool is_media = pinhole->key.protocol == IP_UDP &&
                    (pinhole->inspection == NULL || pinhole->inspection->is_media) &&
                    announced_by != NULL && announced_by->makes_calls;
    return is_media && pinhole->parent != POOL_NONE ? 1 + pinhole->parent : 0;
}

void
inspect_session_preview(const struct pinhole *pinhole, struct conn *conn)
{
    conn->secondary = (uint8_t)(pinhole->kind + 1);
    conn->secondary_role = pinhole->role & 0x7fU;
    conn->lives_on = pinhole->lives_on;
    /* another conn for signalling is one like its parent */
    if (pinhole->inspection != NULL && pinhole->inspection->protocol == conn->key[0].protocol &&
        inspection_engine_of(pinhole->inspection->kind, conn->key[0].protocol) ==
            pinhole->inspection)
        conn->idles_as = idle_of(pinhole->inspection->kind) & 3U;
}

/* A conn that was announced: what came of it is its parent's. */
static void
begin_announced(struct engine *engine, uint32_t number, const struct packet *first, uint32_t place)
{
    struct conn *conn = conn_at(&engine->conns, number);
    const struct pinhole pinhole = *pinhole_at(&engine->pinholes, place);
    inspect_session_preview(&pinhole, conn);
    /* of those that live on, only as many as were announced are held */
    if (pinhole.parent != POOL_NONE && !(pinhole.lives_on && pinhole.stays))
        inspect_session_adopt(engine, pinhole.parent, number);
    if (!pinhole.stays)
        pinhole_close(engine, place, engine->now);
    if (pinhole.inspection == NULL || pinhole.inspection->protocol != conn->key[0].protocol)
        return;
    /* what its line has seen is counted on the conns that came to it by themselves [C] */
    bool is_current = pinhole.revision == engine->config->revision;
    start(engine, number, pinhole.inspection, is_current ? pinhole.line : NULL, TALLY_NONE, first);
}

void
inspect_session_begin(struct engine *engine, uint32_t number, const struct packet *first,
                      uint32_t pinhole)
{
    struct conn *conn = conn_at(&engine->conns, number);
    if (pinhole != PINHOLE_NONE) {
        begin_announced(engine, number, first, pinhole);
        return;
    }
    const struct inspection *line = policy_inspection(engine, conn, first);
    if (line == NULL)
        return;
    conn->idles_as = idle_of(line->kind) & 3U;
    const struct inspection_engine *inspection =
        inspection_engine_of(line->kind, conn->key[0].protocol);
    if (inspection == NULL)
        engine->counters.not_inspected[line->kind]++;
    else
        start(engine, number, inspection, line,
              inspect_tally_of(&engine->tallies, engine->config, line), first);
}

/* --- packets ---------------------------------------------------------------------------------- */

/* What the conn's ends say from here on, or said in between, nobody has read. */
static void
note_unread(struct engine *engine, uint32_t number)
{
    struct inspect_session *session = inspect_session_of(engine, number);
    session->unread = true;
    blind_note(&engine->blinds, session->inspection, conn_at(&engine->conns, number)->key,
               engine->now);
}

static void
stop(struct engine *engine, uint32_t number, enum stream_status status, enum inspect_result result)
{
    struct inspect_session *session = inspect_session_of(engine, number);
    session->stopped = true;
    for (unsigned side = 0; side < 2; side++) {
        if (session->streams[side] != NULL)
            stream_end(session->streams[side],
                       status == STREAM_FOLLOWED && !session->stalled[side]);
    }
    if (status == STREAM_TRUNCATED)
        engine->counters.truncated_payloads++;
    else if (status == STREAM_LOST || result == INSPECT_DESYNC)
        engine->counters.inspect_desyncs[session->inspection->kind]++;
    if (status != STREAM_FOLLOWED) /* what is no message the device could not read either */
        note_unread(engine, number);
}

struct row
inspect_session_row(const struct engine *engine, uint32_t number)
{
    const struct inspect_session *session = inspect_session_of(engine, number);
    bool is_current = session->revision == engine->config->revision;
    size_t of_media = conn_at(&engine->conns, number)->secondary;
    return (struct row){ .kind = ROW_INSPECTION,
                         .pointer = is_current ? session->line : NULL,
                         .index = session->inspection->is_media
                                      ? of_media
                                      : 1 + (size_t)session->inspection->kind };
}

/* 507003: who opened it first, whoever said what ended it. */
static void
report_closed(struct engine *engine, uint32_t number)
{
    const struct conn *conn = conn_at(&engine->conns, number);
    const struct event event = {
        .type = EVENT_INSPECTION_CLOSED,
        .time = engine->now,
        .packet_number = engine->packet_number,
        .protocol = conn->key[0].protocol,
        .conn_id = conn->id,
        .direction = conn->direction_outbound ? DIRECTION_OUTBOUND : DIRECTION_INBOUND,
        .outer = conn_end(conn, CONN_INITIATOR),
        .inner = conn_end(conn, CONN_RESPONDER),
        .drop = DROP_INSPECTION,
        .row = inspect_session_row(engine, number),
    };
    engine->sink.emit(engine->sink.context, &event);
}

static enum inspect_verdict
refuse(const struct visit *visit, uint32_t number, enum inspect_result result)
{
    struct engine *engine = visit->engine;
    visit_deny(visit, DROP_INSPECTION, inspect_session_row(engine, number));
    visit->outcome->egress = IFC_NONE;
    inspect_tally_refuse(&engine->tallies, inspect_session_of(engine, number)->tally,
                         result == INSPECT_CLOSE);
    if (result != INSPECT_CLOSE)
        return INSPECTED_DROPPED;
    report_closed(engine, number);
    conn_close(engine, number, TEARDOWN_INSPECTION, engine->now);
    return INSPECTED_CLOSED;
}

static void
leave(const struct visit *visit, uint32_t number, enum conn_side side,
      const struct stream_segment *segment)
{
    struct engine *engine = visit->engine;
    const struct conn *conn = conn_at(&engine->conns, number);
    const struct inspect_session *session = inspect_session_of(engine, number);
    struct translation *translation = &visit->outcome->translation;
    struct stream_leaving leaving;
    if (visit->packet->as_left || session->streams[0] == NULL || session->streams[1] == NULL)
        return;
    if (!stream_leaves(session->streams[side], segment, &leaving))
        engine->counters.rewrites_late++;
    translation->payload = leaving.payload;
    translation->payload_length = leaving.length;
    translation->seq_shift += leaving.seq_shift;
    translation->ack_shift += stream_ack_shift(session->streams[!side],
                                               sequence_own_ack(engine, conn, side, visit->packet));
}

static enum inspect_verdict
inspect_segment(const struct visit *visit, uint32_t number, enum conn_side side)
{
    struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    struct inspect_session *session = inspect_session_of(engine, number);
    bool has_gap = shows_gap(engine, conn_at(&engine->conns, number), side, packet);
    if (!session->opened && packet->payload_length == 0 && !has_gap) {
        note_start(session, side, packet);
        return INSPECTED_NOT;
    }
    if (!session->opened && !open_session(session))
        session->stopped = true;
    if (has_gap && !session->stopped)
        stop(engine, number, STREAM_LOST, INSPECT_CONTINUE);
    struct stream *stream = session->streams[side];
    struct stream_segment segment = segment_of(packet);
    bool opens_or_ends = (packet->tcp_flags & (TCP_SYN | TCP_FIN | TCP_RST)) != 0;
    if (!opens_or_ends &&
        inspect_session_is_deaf(engine, conn_at(&engine->conns, number), side, packet))
        return INSPECTED_NOT;
    /* whatever has become of the other side meanwhile */
    if (session->stalled[side] && packet->payload_length > 0)
        return refuse(visit, number, INSPECT_DROP);
    if (session->stopped) {
        leave(visit, number, side, &segment);
        return INSPECTED_NOT;
    }
    if (packet->as_left)
        stream_hold_nothing(stream);
    enum stream_status status = stream_segment(stream, &segment);
    enum inspect_result result = INSPECT_CONTINUE;
    if (status == STREAM_FOLLOWED && !session->stalled[side]) {
        struct inspect_call call = { .engine = engine,
                                     .conn = number,
                                     .side = side,
                                     .packet = packet,
                                     .visit = visit,
                                     .time = engine->now };
        result = stream_inspect(stream, session->inspection, &call, session->state,
                                (enum inspect_side)side);
    }
    session = inspect_session_of(engine, number);
    if (result == INSPECT_DROP || result == INSPECT_CLOSE) {
        session->stalled[side] = true;
        return refuse(visit, number, result);
    }
    bool over = (packet->tcp_flags & (TCP_FIN | TCP_RST)) != 0;
    if (status != STREAM_FOLLOWED || result != INSPECT_CONTINUE)
        stop(engine, number, status, result);
    else if (over) /* what never became a message leaves with the FIN, what was refused does not */
        stream_end(stream, !session->stalled[side]);
    leave(visit, number, side, &segment);
    session->deaf[side] = stream_is_deaf(stream);
    return INSPECTED_PASSES;
}

static bool
has_datagram(struct engine *engine)
{
    if (engine->datagram == NULL)
        engine->datagram = malloc(DATAGRAM_MOST);
    return engine->datagram != NULL;
}

void
inspect_session_keep_payload(struct engine *engine, struct translation *translation)
{
    if (translation->payload == NULL || translation->payload == engine->datagram)
        return;
    if (translation->payload_length > DATAGRAM_MOST || !has_datagram(engine)) {
        engine->counters.rewrites_late++;
        translation->payload = NULL;
        return;
    }
    if (translation->payload_length > 0)
        memcpy(engine->datagram, translation->payload, translation->payload_length);
    translation->payload = engine->datagram;
}

/* The datagram as it leaves, when something in it was changed. */
static void
write_datagram(const struct visit *visit, const struct edit_list *edits)
{
    struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    struct translation *translation = &visit->outcome->translation;
    const uint8_t *payload = packet->bytes + packet->payload_offset;
    if (edits->count == 0)
        return;
    size_t length = !has_datagram(engine)
                        ? DATAGRAM_MOST + 1
                        : edit_list_apply(edits, 0, payload, packet->payload_length,
                                          engine->datagram, DATAGRAM_MOST);
    if (length > DATAGRAM_MOST) {
        engine->counters.rewrites_late++;
        return;
    }
    translation->payload = engine->datagram;
    translation->payload_length = length;
}

static enum inspect_verdict
inspect_datagram(const struct visit *visit, uint32_t number, enum conn_side side)
{
    struct engine *engine = visit->engine;
    const struct packet *packet = visit->packet;
    struct inspect_session *session = inspect_session_of(engine, number);
    struct edit_list edits = { 0 };
    struct inspect_call call = { .engine = engine,
                                 .conn = number,
                                 .side = side,
                                 .packet = packet,
                                 .visit = visit,
                                 .edits = &edits,
                                 .time = engine->now };
    if (!session->opened && !open_session(session))
        session->stopped = true;
    if (session->stopped)
        return INSPECTED_NOT;
    if (packet->is_described)
        return INSPECTED_PASSES;
    if (packet->payload_captured < packet->payload_length) {
        engine->counters.truncated_payloads++;
        note_unread(engine, number);
        return INSPECTED_PASSES;
    }
    struct cursor message =
        cursor_of(packet->bytes + packet->payload_offset, packet->payload_length);
    enum inspect_result result =
        session->inspection->message(&call, session->state, (enum inspect_side)side, message);
    enum inspect_verdict verdict = INSPECTED_PASSES;
    if (result == INSPECT_DROP || result == INSPECT_CLOSE)
        verdict = refuse(visit, number, result);
    else if (result != INSPECT_CONTINUE)
        stop(engine, number, STREAM_FOLLOWED, result);
    if (verdict == INSPECTED_PASSES && !packet->as_left)
        write_datagram(visit, &edits);
    edit_list_free(&edits);
    return verdict;
}

enum inspect_verdict
inspect_session_packet(const struct visit *visit, uint32_t number, enum conn_side side)
{
    struct engine *engine = visit->engine;
    inspect_tally_packet(&engine->tallies, inspect_session_of(engine, number)->tally);
    enum inspect_verdict verdict = visit->packet->protocol == IP_TCP
                                       ? inspect_segment(visit, number, side)
                                       : inspect_datagram(visit, number, side);
    if (verdict != INSPECTED_CLOSED && visit->packet->payload_length > 0)
        visit->outcome->payload_unknown = inspect_session_of(engine, number)->unread;
    return verdict;
}

/* --- parents and children --------------------------------------------------------------------- */

void
inspect_session_adopt(struct engine *engine, uint32_t parent, uint32_t child)
{
    struct inspect_session *session = inspect_session_of(engine, parent);
    struct conn *conn = conn_at(&engine->conns, child);
    conn->parent = parent;
    conn->next_child = session->first_child;
    session->first_child = child;
}

void
inspect_session_forget(struct engine *engine, uint32_t child)
{
    const struct conn *conn = conn_at(&engine->conns, child);
    struct inspect_session *session = inspect_session_of(engine, conn->parent);
    uint32_t *link = &session->first_child;
    while (*link != CONN_NONE && *link != child)
        link = &conn_at(&engine->conns, *link)->next_child;
    if (*link == child)
        *link = conn->next_child;
}

void
inspect_session_forget_pinhole(struct engine *engine, uint32_t place)
{
    struct pinhole *pinhole = pinhole_at(&engine->pinholes, place);
    struct inspect_session *session = inspect_session_of(engine, pinhole->parent);
    if (pinhole->before != PINHOLE_NONE)
        pinhole_at(&engine->pinholes, pinhole->before)->next = pinhole->next;
    else
        session->first_pinhole = pinhole->next;
    if (pinhole->next != PINHOLE_NONE)
        pinhole_at(&engine->pinholes, pinhole->next)->before = pinhole->before;
    session->pinholes--;
    pinhole->parent = POOL_NONE;
}

static void
leave_pinholes(struct engine *engine, struct inspect_session *session, int64_t time)
{
    while (session->first_pinhole != PINHOLE_NONE) {
        uint32_t place = session->first_pinhole;
        if (pinhole_at(&engine->pinholes, place)->outlives)
            inspect_session_forget_pinhole(engine, place);
        else
            pinhole_close(engine, place, time);
    }
}

void
inspect_session_end(struct engine *engine, uint32_t number, int64_t time)
{
    struct inspect_session *session = inspect_session_of(engine, number);
    struct inspect_call call = { .engine = engine, .conn = number, .time = time };
    if (session->opened && session->inspection->closed != NULL)
        session->inspection->closed(&call, session->state);
    leave_pinholes(engine, session, time);
    while (session->first_child != CONN_NONE) {
        uint32_t first = session->first_child;
        struct conn *child = conn_at(&engine->conns, first);
        if (child->lives_on) {
            session->first_child = child->next_child;
            child->parent = CONN_NONE;
        } else {
            conn_close(engine, first, conn_falls_as(child), time);
        }
    }
    struct conn *conn = conn_at(&engine->conns, number);
    free_session(engine, conn->session);
    conn->session = POOL_NONE;
}

void
inspect_sessions_fini(struct engine *engine)
{
    for (uint32_t i = 0; i < engine->conns.pool.used_up; i++) {
        const struct conn *conn = conn_at(&engine->conns, i);
        if (conn->serial == 0 || conn->session == POOL_NONE)
            continue;
        struct inspect_session *session = inspect_session_of(engine, i);
        struct inspect_call call = { .engine = engine, .conn = i, .time = engine->now };
        if (session->opened && session->inspection->closed != NULL)
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

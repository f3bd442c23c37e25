/*
 * sequence.c: what the firewall adds to the numbers of a TCP conn.
 */
#include "engine/sequence.h"

#include "engine/base/hash_pair.h"

/* A constant, not the run's seed: nothing that is written depends on that. */
#define SEQUENCE_SEED UINT64_C(0x72656669726573)

static struct sequence_deltas *
deltas_of(const struct engine *engine, const struct conn *conn)
{
    return conn->sequence == 0 ? NULL : pool_at(&engine->conns.sequences, conn->sequence - 1);
}

/* The same, made where there are none; NULL: no memory. */
static struct sequence_deltas *
make_deltas(struct engine *engine, struct conn *conn)
{
    if (conn->sequence == 0) {
        uint32_t number = pool_take(&engine->conns.sequences);
        conn->sequence = number == POOL_NONE ? 0 : number + 1;
    }
    return deltas_of(engine, conn);
}

bool
sequence_moves(const struct conn *conn)
{
    return conn->sequence != 0;
}

static bool
slot_keeps(const struct engine *engine, uint32_t slot)
{
    return slot != XLATE_NONE && xlate_at(&engine->xlates, slot)->keeps_sequence;
}

static uint32_t
own_choice(const struct conn *conn, enum conn_side side)
{
    const struct flow_key *key = &conn->key[side];
    uint64_t ends = (uint64_t)key->source << 32 | key->destination;
    uint64_t ports = (uint64_t)key->source_port << 16 | key->destination_port;
    return (uint32_t)hash_pair(ends ^ (uint64_t)conn->built, ports << 1 | side, SEQUENCE_SEED);
}

void
sequence_begin(struct engine *engine, struct conn *conn)
{
    if (!engine->options.random_sequence || conn->bypasses_state ||
        conn_rules_at(&engine->rules, conn->rules)->keeps_sequence ||
        slot_keeps(engine, conn->xlate[CONN_INITIATOR]) ||
        slot_keeps(engine, conn->xlate[CONN_RESPONDER]))
        return;
    struct sequence_deltas *deltas = make_deltas(engine, conn);
    enum conn_side inner = conn->inner_is_initiator ? CONN_INITIATOR : CONN_RESPONDER;
    if (deltas == NULL)
        return;
    deltas->of[inner] = own_choice(conn, inner);
    if (engine->does->randomizes_both_ends)
        deltas->of[!inner] = own_choice(conn, !inner);
}

static void
learn(struct engine *engine, struct conn *conn, enum conn_side side, uint32_t delta)
{
    if (delta == 0 && conn->sequence == 0)
        return;
    struct sequence_deltas *deltas = make_deltas(engine, conn);
    if (deltas == NULL)
        return;
    deltas->of[side] = delta;
    conn->fast_revision = 0; /* the fast path moves no numbers */
}

/* Is OBSERVED what SIDE sent, with the ends that it has beyond the firewall? */
static bool
left_by(const struct conn *conn, enum conn_side side, const struct packet *observed)
{
    const struct flow_key *answer = &conn->key[!side];
    return observed->protocol == IP_TCP && observed->source == answer->destination &&
           observed->destination == answer->source &&
           observed->source_port == answer->destination_port &&
           observed->destination_port == answer->source_port;
}

void
sequence_learn(struct engine *engine, struct conn *conn, enum conn_side side, uint32_t own,
               const struct packet *observed)
{
    if (left_by(conn, side, observed))
        learn(engine, conn, side, observed->tcp_seq - own);
}

void
sequence_learn_midstream(struct engine *engine, struct conn *conn, enum conn_side side,
                         const struct packet *packet, const struct packet *observed)
{
    if (!left_by(conn, side, observed))
        return;
    learn(engine, conn, side, observed->tcp_seq - packet->tcp_seq);
    if ((packet->tcp_flags & TCP_ACK) != 0)
        learn(engine, conn, !side, packet->tcp_ack - observed->tcp_ack);
}

void
engine_left(struct engine *engine, ifc_id egress, const struct packet *packet)
{
    enum conn_side answering;
    if (packet->kind != PACKET_IPV4 || packet->protocol != IP_TCP ||
        (packet->tcp_flags & TCP_SYN) == 0)
        return;
    struct flow_key answer = flow_key_reversed(flow_key_of(packet, egress), egress);
    uint32_t number = conn_find(&engine->conns, &answer, &answering);
    if (number == CONN_NONE)
        return;
    struct conn *conn = conn_at(&engine->conns, number);
    if (tcp_is_embryonic(&conn->tcp))
        sequence_learn(engine, conn, !answering, conn->tcp.isn[!answering], packet);
}

static uint32_t
delta_of(const struct engine *engine, const struct conn *conn, enum conn_side side)
{
    const struct sequence_deltas *deltas = deltas_of(engine, conn);
    return deltas == NULL ? 0 : deltas->of[side];
}

uint32_t
sequence_own_seq(const struct engine *engine, const struct conn *conn, enum conn_side side,
                 const struct packet *packet)
{
    return packet->as_left ? packet->tcp_seq - delta_of(engine, conn, side) : packet->tcp_seq;
}

uint32_t
sequence_own_ack(const struct engine *engine, const struct conn *conn, enum conn_side side,
                 const struct packet *packet)
{
    return packet->as_left ? packet->tcp_ack : packet->tcp_ack - delta_of(engine, conn, !side);
}

void
sequence_move(const struct engine *engine, const struct conn *conn, enum conn_side side,
              const struct packet *packet, struct translation *translation)
{
    if (packet->protocol != IP_TCP || packet->as_left || conn->sequence == 0)
        return;
    translation->seq_shift += delta_of(engine, conn, side);
    translation->ack_shift -= delta_of(engine, conn, !side);
}

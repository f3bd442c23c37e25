/*
 * path_fast.c: the accelerated path.
 *
 * Nearly every packet is of a conn that only goes on: nothing is printed, nothing ends, no rule is
 * asked. What must hold for that, and does not change while the conn and the configuration stay,
 * is settled once, by a packet that went the whole way; then a packet comes down to a look-up, a
 * few comparisons and a handful of stores, as on the device itself. Whatever is not plain is left
 * to the whole way, which knows all cases and all reasons. That both come to the same is a law that
 * path_fast_test and testdata/replay/alike_test hold.
 */
#include "engine/path/path_fast.h"

#include "engine/inspect_session.h"
#include "engine/path/path.h"
#include "engine/sequence.h"

/* --- what is settled -------------------------------------------------------------------------- */

#define FIRST_MULTICAST UINT32_C(0xe0000000)
#define LOOPBACK_NETWORK 127

/* Nothing that path_sane would refuse a packet with these ends for; some that it would not. */
static bool
has_plain_ends(const struct engine *engine, const struct flow_key *key)
{
    if (key->ifc >= engine->config->interface_count) /* the firewall itself */
        return false;
    const struct interface *interface = engine_interface(engine, key->ifc);
    uint32_t source = key->source, mask = interface->netmask;
    bool is_edge = (source & ~mask) == 0 || (source | mask) == UINT32_MAX;
    bool is_near = ((source ^ interface->address) & mask) == 0;
    return interface_is_up(interface) && source != 0 && source < FIRST_MULTICAST &&
           source >> 24 != LOOPBACK_NETWORK && !(is_near && is_edge) && key->destination != 0 &&
           key->destination != source && key->source_port != 0 && key->destination_port != 0;
}

/* No inspection reads it, or one of TCP that changes nothing: it is asked with each segment. */
static bool
may_pass_unread(const struct engine *engine, const struct conn *conn)
{
    if (conn->session == POOL_NONE)
        return true;
    const struct inspect_session *session = pool_at(&engine->sessions, conn->session);
    return conn->key[0].protocol == IP_TCP && session->quiet;
}

/*
 * Nobody reads its packets or ends it by one. While it counts as embryonic no segment is plain; and
 * the packet that settles it has moved its timer to where this revision wants it.
 */
static bool
is_plain_conn(const struct engine *engine, const struct conn *conn)
{
    uint8_t protocol = conn->key[0].protocol;
    bool marked = conn->adopted && engine->options.midstream == MIDSTREAM_MARK;
    return (protocol == IP_TCP || protocol == IP_UDP) && may_pass_unread(engine, conn) &&
           !conn->is_half && !conn->is_dns && !conn->bypasses_state && !marked &&
           !(protocol == IP_TCP && sequence_moves(conn));
}

void
path_settle_fast(const struct engine *engine, struct conn *conn)
{
    const struct config *config = engine->config;
    if (conn->fast_revision == config->revision || !is_plain_conn(engine, conn))
        return;
    const struct conn_rules *rules = conn_rules_at(&engine->rules, conn->rules);
    if (!engine->options.no_fast_path && config->audit.binding_count == 0 &&
        !rules->header.checks && !rules->decrements_ttl &&
        has_plain_ends(engine, &conn->key[CONN_INITIATOR]) &&
        has_plain_ends(engine, &conn->key[CONN_RESPONDER]))
        conn->fast_revision = config->revision;
}

/* --- a packet --------------------------------------------------------------------------------- */

/* For packets that nobody expected; 0: one that is not plain. */
static NOINLINE uint32_t
hash_of(const struct conn_table *conns, const struct packet *packet)
{
    struct flow_key key = flow_key_of(packet, IFC_NONE);
    return packet_is_plain(packet) ? conn_hash(conns, &key) : 0;
}

/* INDEX_EMPTY: none, or the whole way may know. */
static inline uint32_t
find_conn(const struct conn_table *conns, const struct packet *packet, ifc_id ingress,
          uint32_t hash)
{
    const struct flow_key key = {
        .source = packet->source,
        .destination = packet->destination,
        .source_port = packet->source_port,
        .destination_port = packet->destination_port,
        .ifc = ingress,
        .protocol = packet->protocol,
    };
    if (packet->as_left) /* HASH is of what left */
        return conn_is_recent(conns, &key) ? conns->recent : INDEX_EMPTY;
    return conn_find_hashed(conns, hash, &key);
}

static inline void
tell_passed(struct engine *engine, const struct conn *conn, enum conn_side side,
            struct outcome *outcome)
{
    const struct flow_key *other = &conn->key[!side];
    memset(outcome, 0, sizeof(*outcome));
    outcome->verdict = VERDICT_PASSED;
    outcome->egress = other->ifc;
    outcome->conn_id = conn->id;
    outcome->translation.source = other->destination;
    outcome->translation.destination = other->source;
    outcome->translation.source_port = other->destination_port;
    outcome->translation.destination_port = other->source_port;
    engine->counters.packets[VERDICT_PASSED]++;
    engine->counters.drops[DROP_NONE]++;
}

/* What the conn's rules make of the header. */
static NOINLINE void
normalize(struct engine *engine, ifc_id ingress, const struct packet *packet, struct conn *conn,
          enum conn_side side, struct outcome *outcome)
{
    const struct visit visit = {
        .engine = engine, .packet = packet, .outcome = outcome, .ingress = ingress
    };
    path_normalize(&visit, conn, side);
}

bool
path_fast(struct engine *engine, ifc_id ingress, const struct packet *packet,
          struct outcome *outcome)
{
    const struct config *config = engine->config;
    uint32_t hash = packet->conn_hash;
    if ((hash == 0 && (hash = hash_of(&engine->conns, packet)) == 0) || outcome->trace != NULL ||
        config->box.shun_count > 0 || (packet->tcp_flags & (TCP_SYN | TCP_FIN | TCP_RST)) != 0 ||
        path_header_sum_is_wrong(packet, IP_HEADER_SIZE) || !engine_moves_on(engine, packet->time))
        return false;
    uint32_t reference = find_conn(&engine->conns, packet, ingress, hash);
    if (reference == INDEX_EMPTY)
        return false;
    struct conn *conn = conn_at(&engine->conns, reference >> 1);
    enum conn_side side = (enum conn_side)(reference & 1);
    const struct conn_rules *rules = conn_rules_at(&engine->rules, conn->rules);
    bool is_tcp = packet->protocol == IP_TCP;
    if (conn->fast_revision != config->revision ||
        (is_tcp && conn->session != POOL_NONE &&
         !inspect_session_is_deaf(engine, conn, side, packet)) ||
        (is_tcp && !tcp_track_plain(&conn->tcp, side, packet, &rules->tcp)))
        return false;
    if (conn->session != POOL_NONE)
        inspect_tally_packet(&engine->tallies, inspect_session_of(engine, reference >> 1)->tally);
    conn->last = engine->now;
    conn->bytes += packet->payload_length;
    if (packet->payload_length > 0)
        conn->data_from |= (side == CONN_INITIATOR ? 1U : 2U) & 3U;
    tell_passed(engine, conn, side, outcome);
    if (rules->header.is_on && is_tcp)
        normalize(engine, ingress, packet, conn, side, outcome);
    return true;
}

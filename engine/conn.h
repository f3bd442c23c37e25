/*
 * conn.h: the connection table (engine.md 2.1).
 *
 * A conn stands in the index twice, once for each direction, under the packet's own wire form on
 * the interface where it enters. The two keys hold everything about addresses: key[0].source is
 * the initiator's real socket, key[0].destination how the initiator knows the responder;
 * key[1].source is the responder's real socket, key[1].destination how it knows the initiator.
 * A half-connection is entered by one direction only; its second key serves the reverse look-up.
 */
#ifndef REFIRE_ENGINE_CONN_H
#define REFIRE_ENGINE_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/hash_pair.h"
#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/event.h"
#include "engine/packet/packet.h"
#include "engine/tcp_state.h"

#define CONN_NONE POOL_NONE

/* What a key's ports mean. */
enum key_form {
    KEY_PLAIN,    /* ports, or the ICMP identifier at the querying end, or nothing */
    KEY_CALL,     /* destination_port is the GRE call id */
    KEY_CALL_OUT, /* reverse look-up of a call: source_port is the call id */
    KEY_HALF_OUT, /* reverse look-up of another half-connection */
};

/* Hashed and compared as it lies in memory: no padding. */
struct flow_key {
    uint32_t source, destination;
    uint16_t source_port, destination_port;
    ifc_id ifc; /* where such a packet enters */
    uint8_t protocol;
    uint8_t form;
};

_Static_assert(sizeof(struct flow_key) == 16, "a flow_key has no padding");

/* Which end: the index into conn.key and everything else that comes in pairs. */
enum conn_side { CONN_INITIATOR, CONN_RESPONDER };

/* Which timer a conn of an inspected protocol idles by (engine.md 2.6). */
enum conn_idle { IDLES_USUALLY, IDLES_AS_SIP, IDLES_AS_H225 };

/*
 * What every packet of the conn reads or writes stands in the first 64 bytes: the keys, the clock,
 * the counter, the flags and the state that `tcp` begins with. A TCP packet reads the next 20 for
 * its window too. The rest is for its beginning and its end. The order is worth a cache miss a
 * packet; conn_prefetch fetches those 84 bytes, on whatever lines they lie.
 */
struct conn {
    struct flow_key key[2];
    int64_t last;
    uint64_t bytes;
    uint32_t id;            /* as printed; 0: none is printed */
    uint16_t rules;         /* in the table of struct conn_rules */
    uint16_t data_from : 2; /* bit of enum conn_side: that end has sent data */
    bool is_half : 1;
    bool inner_is_initiator : 1; /* the higher-security end */
    bool direction_outbound : 1;
    bool adopted : 1; /* picked up midstream: no built line, no teardown line */
    bool is_dns : 1;  /* DNS guard: ends with the answer */
    bool icmp_inspected : 1;
    bool answered : 1;        /* ICMP: the reply came */
    bool holds_hosts : 1;     /* its ends count it (local_host.h) */
    bool host_embryonic : 1;  /* ... as embryonic */
    bool class_embryonic : 1; /* its class counts it so (limits.h) */
    uint16_t idles_as : 2;    /* enum conn_idle */
    bool bypasses_state : 1;  /* its class does not follow TCP */
    bool is_intercepted : 1;  /* TCP intercept answers for its server (engine.md 2.5) */
    uint32_t fast_revision;   /* of the configuration, in which path_fast may take it; 0: none */
    struct tcp_track tcp;

    uint32_t serial;     /* 0: free */
    uint32_t session;    /* of an inspection; POOL_NONE */
    uint32_t parent;     /* the control conn of a secondary one; CONN_NONE */
    uint32_t next_child; /* the next secondary conn of the same parent; CONN_NONE */
    int64_t built;
    int64_t timer_due;
    uint32_t xlate[2];          /* the slot that translates that side; XLATE_NONE */
    uint8_t lowest_ttl[2];      /* that came from that side; 0: none yet */
    uint8_t secondary;          /* 1 + the enum inspection_kind that announced it; 0: none did */
    uint8_t secondary_role : 7; /* that inspection's own */
    uint8_t lives_on : 1;       /* it does not fall with its parent */
    union {
        struct {                    /* ICMP */
            uint16_t icmp_sequence; /* of the latest request */
            uint16_t icmp_open;     /* bit N: the request N before that one has no answer yet */
        };
        uint32_t sequence; /* TCP: 1 + its struct sequence_deltas; 0: its numbers stay */
    };
};

_Static_assert(offsetof(struct conn, tcp.acked) <= 64, "the first cache line is full");
_Static_assert(offsetof(struct conn, tcp.isn) <= 128, "the second cache line is full");
_Static_assert(sizeof(struct conn) <= 144, "there may be millions");

/* What the firewall adds to the TCP sequence numbers of either end (sequence.h). */
struct sequence_deltas {
    uint32_t of[2];
};

struct conn_table {
    struct pool pool;
    struct pool sequences; /* struct sequence_deltas of the few that need them */
    struct index index;
    uint64_t built, most_used;
    uint32_t next_id;
    uint32_t recent; /* what conn_recall looks at, as the index refers to it; INDEX_EMPTY */
    uint64_t seed;
};

NODISCARD bool conn_table_init(struct conn_table *table, uint32_t largest, uint64_t seed);
void conn_table_fini(struct conn_table *table);

/* pool_at, for a size that the compiler knows. */
static inline struct conn *
conn_at(const struct conn_table *table, uint32_t number)
{
    void *slab = table->pool.slabs[number >> POOL_SLAB_BITS];
    return (struct conn *)slab + (number & (POOL_SLAB - 1));
}

/* For flow_key_of: what stands for ports where there are none. */
void flow_key_of_portless(const struct packet *packet, struct flow_key *key);

/* One end is the firewall itself, which is on no interface. */
static inline bool
conn_is_with_box(const struct conn *conn)
{
    return conn->key[0].ifc == IFC_NONE || conn->key[1].ifc == IFC_NONE;
}

/* The key of a packet that enters at IFC. GRE: KEY_CALL for PPTP's, KEY_PLAIN otherwise. */
static inline struct flow_key
flow_key_of(const struct packet *packet, ifc_id ifc)
{
    struct flow_key key = {
        .source = packet->source,
        .destination = packet->destination,
        .ifc = ifc,
        .protocol = packet->protocol,
    };
    if (packet->protocol == IP_TCP || packet->protocol == IP_UDP) {
        key.source_port = packet->source_port;
        key.destination_port = packet->destination_port;
    } else {
        flow_key_of_portless(packet, &key);
    }
    return key;
}

/* The key under which the answer to KEY's packet would enter at IFC. */
static inline struct flow_key
flow_key_reversed(struct flow_key key, ifc_id ifc)
{
    return (struct flow_key){
        .source = key.destination,
        .destination = key.source,
        .source_port = key.destination_port,
        .destination_port = key.source_port,
        .ifc = ifc,
        .protocol = key.protocol,
        .form = key.form,
    };
}

/* By fields, so that a key that was just made need not go through memory. */
static inline bool
flow_key_equals(const struct flow_key *a, const struct flow_key *b)
{
    return ((a->source ^ b->source) | (a->destination ^ b->destination) |
            (uint32_t)(a->source_port ^ b->source_port) |
            (uint32_t)(a->destination_port ^ b->destination_port) | (uint32_t)(a->ifc ^ b->ifc) |
            (uint32_t)(a->protocol ^ b->protocol) | (uint32_t)(a->form ^ b->form)) == 0;
}

/* CONN_NONE when there is none; SIDE says which end sent the packet. */
uint32_t conn_find(const struct conn_table *table, const struct flow_key *key,
                   enum conn_side *side);

/*
 * What the index finds KEY by. The interface is compared, not hashed, so that a packet of a conn on
 * another interface can be found too; and the ends are hashed in the order of their numbers, so
 * that a packet and its answer have the same on either side, and a conn can be fetched into the
 * cache before it is known who sent what, and where.
 */
static inline uint32_t
conn_hash(const struct conn_table *table, const struct flow_key *key)
{
    uint64_t source = (uint64_t)key->source << 16 | key->source_port;
    uint64_t destination = (uint64_t)key->destination << 16 | key->destination_port;
    uint64_t what = (uint64_t)key->protocol << 56 | (uint64_t)key->form << 48;
    uint64_t low = source < destination ? source : destination;
    uint64_t high = source < destination ? destination : source;
    return (uint32_t)hash_pair(low, high | what, table->seed);
}

/*
 * conn_find where conn_hash of KEY is known: the index's reference, twice the number and the side;
 * INDEX_EMPTY when there is none.
 */
static inline uint32_t
conn_find_hashed(const struct conn_table *table, uint32_t hash, const struct flow_key *key)
{
    size_t at;
    for (uint32_t reference = index_first(&table->index, hash, &at); reference != INDEX_EMPTY;
         reference = index_next(&table->index, hash, &at)) {
        if (flow_key_equals(&conn_at(table, reference >> 1)->key[reference & 1], key))
            return reference;
    }
    return INDEX_EMPTY;
}

/* Two steps, for the second needs what the first has brought. Nothing else happens. */
static inline void
conn_prefetch_index(const struct conn_table *table, uint32_t hash)
{
    __builtin_prefetch(&table->index.slots[hash & table->index.mask]);
}
void conn_prefetch(const struct conn_table *table, uint32_t hash);

/*
 * The conn that was found last by the other side of a packet (engine_reverse), when KEY belongs to
 * it: saves one-sided replay the second look-up. CONN_NONE otherwise. It is forgotten by that.
 */
uint32_t conn_recall(struct conn_table *table, const struct flow_key *key, enum conn_side *side);

/* Would it be recalled? Nothing is forgotten. */
static inline bool
conn_is_recent(const struct conn_table *table, const struct flow_key *key)
{
    uint32_t reference = table->recent;
    return reference != INDEX_EMPTY &&
           flow_key_equals(&conn_at(table, reference >> 1)->key[reference & 1], key);
}

/* A conn with these ends on whatever interface: 106022. HASH: conn_hash of KEY. */
uint32_t conn_find_elsewhere(const struct conn_table *table, uint32_t hash,
                             const struct flow_key *key);

/* A zeroed conn with its keys in the index; CONN_NONE when the table is full. */
NODISCARD uint32_t conn_add(struct conn_table *table, const struct flow_key key[static 2]);
void conn_remove(struct conn_table *table, uint32_t number);

/* "UIO", "saA" (engine.md 2.4); "" when there is none. */
void conn_flags(const struct conn *conn, char flags[static 24]);
/* The same of CONN while it is only announced: who may open it, its inspection, and `i`. */
void conn_announced_flags(const struct conn *conn, char flags[static 24]);

size_t conn_table_bytes(const struct conn_table *table);

#endif

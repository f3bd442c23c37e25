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

struct conn {
    struct flow_key key[2];
    uint32_t serial; /* 0: free */
    uint32_t id;     /* as printed; 0: none is printed */
    int64_t built;
    int64_t last;
    int64_t timer_due;
    uint64_t bytes;
    struct tcp_track tcp;
    uint32_t xlate[2];   /* the slot that translates that side; XLATE_NONE */
    uint32_t session;    /* inspection session; POOL_NONE */
    uint32_t parent;     /* the control conn of a secondary one; CONN_NONE */
    uint32_t next_child; /* the next secondary conn of the same parent; CONN_NONE */
    uint16_t icmp_sequence;
    bool is_half;
    bool inner_is_initiator; /* the higher-security end */
    bool direction_outbound;
    bool adopted; /* picked up midstream: no built line, no teardown line */
    bool is_dns;  /* DNS guard: ends with the first answer */
    bool icmp_inspected;
    bool answered; /* ICMP: the reply came */
    bool data_from[2];
};

struct conn_table {
    struct pool pool;
    struct index index;
    uint64_t built, most_used;
    uint32_t next_id;
    uint64_t seed;
};

NODISCARD bool conn_table_init(struct conn_table *table, uint32_t largest, uint64_t seed);
void conn_table_fini(struct conn_table *table);

static inline struct conn *
conn_at(const struct conn_table *table, uint32_t number)
{
    return pool_at(&table->pool, number);
}

/* The key of a packet that enters at IFC. GRE: KEY_CALL for PPTP's, KEY_PLAIN otherwise. */
struct flow_key flow_key_of(const struct packet *packet, ifc_id ifc);

/* The key under which the answer to KEY's packet would enter at IFC. */
struct flow_key flow_key_reversed(struct flow_key key, ifc_id ifc);

/* CONN_NONE when there is none; SIDE says which end sent the packet. */
uint32_t conn_find(const struct conn_table *table, const struct flow_key *key,
                   enum conn_side *side);

/* A conn with these ends on whatever interface: 106022. */
uint32_t conn_find_elsewhere(const struct conn_table *table, const struct flow_key *key);

/* A zeroed conn with its keys in the index; CONN_NONE when the table is full. */
NODISCARD uint32_t conn_add(struct conn_table *table, const struct flow_key key[static 2]);
void conn_remove(struct conn_table *table, uint32_t number);

/* "UIO", "saA" (engine.md 2.4); "" when there is none. */
void conn_flags(const struct conn *conn, char flags[static 24]);

size_t conn_table_bytes(const struct conn_table *table);

#endif

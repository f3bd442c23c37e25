/*
 * conn_flows.h: the flows of packets that living conns carry, by the number of the conn and where
 * they enter: what is needed of it lies close together, so a look there costs less than one for the
 * ends. Numbers of conns are given one after the other, so their lowest bits are a place; what has
 * lost its place to a later conn is to be looked for in places.h.
 */
#ifndef REFIRE_CLI_FATE_CONN_FLOWS_H
#define REFIRE_CLI_FATE_CONN_FLOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/replay/replay.h"

/* A power of two; of so much memory only what is used is there. */
#define CONN_FLOWS ((size_t)1 << 17)

/* One side of a conn; the other one is like it, and stands beside it. */
struct conn_flow {
    uint32_t conn_id; /* 0: free */
    uint32_t flow;
    uint32_t passed; /* packets that are not yet counted in the flow */
    ifc_id ingress;
};

/* A table is CONN_FLOWS of these, zeroed. */
struct conn_flow_pair {
    struct conn_flow sides[2];
};

/* Is the packet one whose ends are told by its conn and where it enters? */
static inline bool
conn_flows_take(const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    return outcome->conn_id != 0 && outcome->verdict == VERDICT_PASSED &&
           outcome->egress != told->ingress && packet_is_plain(told->packet);
}

/* Of one that conn_flows_take takes. NULL: not known here. */
static inline struct conn_flow *
conn_flows_find(struct conn_flow_pair *flows, const struct replay_packet *told)
{
    uint32_t conn_id = told->outcome->conn_id;
    struct conn_flow *sides = flows[conn_id & (CONN_FLOWS - 1)].sides;
    for (int side = 0; side < 2; side++)
        if (sides[side].conn_id == conn_id && sides[side].ingress == told->ingress)
            return &sides[side];
    return NULL;
}

/*
 * Where it is to be from now on, and for as long as the conn lives; what stands there is of another
 * conn, or free.
 */
static inline struct conn_flow *
conn_flows_place(struct conn_flow_pair *flows, const struct replay_packet *told)
{
    uint32_t conn_id = told->outcome->conn_id;
    struct conn_flow *sides = flows[conn_id & (CONN_FLOWS - 1)].sides;
    return &sides[sides[0].conn_id == conn_id];
}

#endif

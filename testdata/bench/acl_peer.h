/*
 * acl_peer.h: DPDK's rte_acl, scalar, one header at a time; or nothing, where it is not to be had.
 */
#ifndef REFIRE_BENCH_ACL_PEER_H
#define REFIRE_BENCH_ACL_PEER_H

#include <stddef.h>
#include <stdint.h>

#include "engine/acl/classify.h"

struct peer_rule {
    uint32_t source, destination;
    uint8_t source_bits, destination_bits;
    uint16_t ports[4]; /* of the source, of the destination: first and last */
    uint8_t protocol;  /* 0: each */
};

struct peer;

const char *peer_name(void);
/* With its rules built in; NULL: there is none. */
struct peer *peer_new(const struct peer_rule *rules, size_t count, const struct flow *flows,
                      size_t flow_count);
/* Looks all flows up: nanoseconds for each. */
double peer_time(struct peer *peer);
void peer_free(struct peer *peer);

#endif

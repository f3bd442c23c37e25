/*
 * verify_flows.h: which flows have got a connection, for `expect built`. A flow is the packets that
 * enter with the same ends at one interface; those that the connection of another one carries, such
 * as its answers, are none of their own.
 */
#ifndef REFIRE_CLI_VERIFY_VERIFY_FLOWS_H
#define REFIRE_CLI_VERIFY_VERIFY_FLOWS_H

#include "cli/verify/verify_private.h"

struct verify_flow {
    bool built;
    struct evidence evidence; /* of its first packet, unless it is built or many others are not */
    uint64_t first_packet;
    enum verdict verdict; /* of that */
    /* what it is told by */
    uint8_t protocol, icmp_type, icmp_code;
    ifc_id ingress, egress;
    uint32_t source, destination, real_destination;
    uint16_t source_port, destination_port, real_port;
};

struct verify_flows;

/* NULL: no memory. */
NODISCARD struct verify_flows *verify_flows_new(const struct config *config, uint64_t seed);
void verify_flows_free(struct verify_flows *flows);

/* A packet that an expectation touches. False: no memory. */
NODISCARD bool verify_flows_take(struct verify_flows *flows, struct evidence_writer *writer,
                                 const struct entered *entered);

size_t verify_flows_count(const struct verify_flows *flows);
const struct verify_flow *verify_flows_at(const struct verify_flows *flows, size_t at);
/* Packets of flows that there was no place for. */
uint64_t verify_flows_untold(const struct verify_flows *flows);

/* Is the flow one that ITEM is about? */
bool verify_flow_is_of(const struct verify_flow *flow, const struct expectation *item);

#endif

/*
 * inspected_ports.h: at which ports the configuration's inspections can be about a conn at all.
 *
 * Most conns get no inspection, and to find that out asks every line of every policy. What is
 * kept here errs on one side only: a port that is not marked has none, of one that is the policies
 * are asked (path/policy.h).
 */
#ifndef REFIRE_ENGINE_INSPECTED_PORTS_H
#define REFIRE_ENGINE_INSPECTED_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/model/config.h"

/* Zeroed, it is of no revision. */
struct inspected_ports {
    uint32_t revision; /* of the configuration that the bits are of; 0: not looked yet */
    uint64_t bits[2][(UINT16_MAX + 1) / 64]; /* of TCP, of UDP */
};

/* Looks at CONFIG again when its revision is another. Before each question. */
void inspected_ports_refresh(struct inspected_ports *ports, const struct config *config);

/* A conn to that port of its server, as the server knows it: false when it gets no inspection. */
static inline bool
inspected_ports_may(const struct inspected_ports *ports, uint8_t protocol, uint16_t port)
{
    return protocol != IP_TCP && protocol != IP_UDP
               ? true
               : (ports->bits[protocol == IP_UDP][port / 64] >> port % 64 & 1) != 0;
}

#endif

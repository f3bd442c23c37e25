/*
 * established.h: connections that come back because another one is there (commands.md 5.7).
 *
 * A connection of PROTOCOL that went out to PORT lets the peer open others.
 */
#ifndef REFIRE_ENGINE_MODEL_ESTABLISHED_H
#define REFIRE_ENGINE_MODEL_ESTABLISHED_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/model/interface.h"

/* `permitto` and `permitfrom`: what the peer may open. */
struct established_peer {
    bool given;
    uint8_t protocol;
    uint16_t low, high; /* ports; 0 and 0: all */
};

struct established {
    uint8_t protocol; /* IP_TCP or IP_UDP */
    uint16_t port;    /* that the connection goes to; 0: any */
    bool has_source;
    uint16_t source; /* that it comes from; 0: any */
    struct established_peer to, from;
    struct origin origin;
};

#endif

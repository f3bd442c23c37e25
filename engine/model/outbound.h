/*
 * outbound.h: `outbound` lists and where `apply` puts them to work, of 6.x (commands.md 5.6).
 *
 * Within a list not the first but the most specific rule decides, so that their order is only that
 * of the listing.
 */
#ifndef REFIRE_ENGINE_MODEL_OUTBOUND_H
#define REFIRE_ENGINE_MODEL_OUTBOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/ip.h"
#include "engine/model/interface.h"

#define OUTBOUND_LIST_MAX 1599

/* An exception names addresses of the other end than the list does. */
enum outbound_action { OUTBOUND_DENY, OUTBOUND_PERMIT, OUTBOUND_EXCEPT };

struct outbound_rule {
    uint16_t list;
    enum outbound_action action;
    struct network network;
    uint16_t low, high; /* ports; 0 and 0: all */
    bool java;          /* applets in what port 80 brings, rather than the connection */
    uint8_t protocol;   /* IP_ANY: all */
    struct origin origin;
};

/* Packets that enter by IFC must pass LIST. */
struct outbound_apply {
    ifc_id ifc;
    uint16_t list;
    bool by_destination; /* the list's addresses are destinations, else sources */
    struct origin origin;
};

#endif

/*
 * port_box.h: what an ACE says of protocol, ports and ICMP types, as a few boxes that are quickly
 * looked into. The ICMP type stands where the destination port does.
 */
#ifndef REFIRE_ENGINE_ACL_PORT_BOX_H
#define REFIRE_ENGINE_ACL_PORT_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/acl/classify.h"

struct port_box {
    uint16_t source_first, source_last;
    uint16_t destination_first, destination_last;
    uint8_t protocol; /* IP_ANY: each */
    bool exact;       /* false: it holds more than the ACE matches */
};

#define PORT_BOXES 8 /* more of them become larger ones */

/* The boxes of an ACE; none: nothing can match it. */
size_t ace_port_boxes(const struct config *config, const struct ace *ace,
                      struct port_box boxes[static PORT_BOXES]);

#endif

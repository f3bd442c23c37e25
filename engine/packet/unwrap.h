/*
 * unwrap.h: takes off what mirroring puts around a frame on its way to where it is captured: GRE,
 * ERSPAN I, II and III, VXLAN. Never on its own: such packets may just as well be meant for the
 * firewall to pass.
 */
#ifndef REFIRE_ENGINE_PACKET_UNWRAP_H
#define REFIRE_ENGINE_PACKET_UNWRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/packet/packet.h"

enum wrapping { WRAPPED_GRE, WRAPPED_ERSPAN_1, WRAPPED_ERSPAN_2, WRAPPED_ERSPAN_3, WRAPPED_VXLAN };
#define WRAPPING_COUNT (WRAPPED_VXLAN + 1)

const char *wrapping_name(enum wrapping wrapping); /* "ERSPAN II" */

/* A frame, or what stands inside one. BYTES is borrowed. */
struct wrapped {
    enum link_type link;
    const uint8_t *bytes;
    size_t captured, wire_length;
    uint16_t vlan; /* that the wrapping says it was in; 0: it does not say */
};

/*
 * Takes the outermost wrapping off: FRAME becomes what it holds, which lies in the same bytes.
 * False, and nothing has changed, when FRAME is not wrapped, or ends inside the headers of the
 * wrapping. GRE with PPP in it (PPTP) is no wrapping, nor is a fragment of one.
 */
bool unwrap(struct wrapped *frame, enum wrapping *wrapping);

#endif

/*
 * sip.h: SIP, over TCP and UDP.
 */
#ifndef REFIRE_ENGINE_INSPECT_SIP_H
#define REFIRE_ENGINE_INSPECT_SIP_H

#include "engine/inspect.h"

/* A message over TCP: headers of a few KB, a description of one or two. */
#define SIP_LONGEST 16384

extern const struct inspection_engine inspect_sip_tcp;
extern const struct inspection_engine inspect_sip_udp;
/* `fixup protocol sip udp` of 6.3 */
extern const struct inspection_engine inspect_sip_udp_alone;

#endif

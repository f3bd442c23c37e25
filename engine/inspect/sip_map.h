/*
 * sip_map.h: what `policy-map type inspect sip` of 7.2 and later says of messages.
 */
#ifndef REFIRE_ENGINE_INSPECT_SIP_MAP_H
#define REFIRE_ENGINE_INSPECT_SIP_MAP_H

#include "engine/inspect/sip_message.h"

/*
 * INSPECT_CLOSE: nothing more passes on the conn; INSPECT_DROP: MESSAGE does not; else
 * INSPECT_CONTINUE. What is done, and what is only to be logged, is told (607002, 607003); names of
 * software are masked where the map has that.
 */
enum inspect_result sip_map_apply(struct inspect_call *call, const struct sip_message *message);

/* Does what is no SIP pass? `no traffic-non-sip` says that it does not. */
NODISCARD bool sip_map_lets_others_pass(const struct inspect_call *call);

#endif

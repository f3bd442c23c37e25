/*
 * h323_map.h: what `policy-map type inspect h323` of 7.2 and later says of the Setup of a call.
 */
#ifndef REFIRE_ENGINE_INSPECT_H323_MAP_H
#define REFIRE_ENGINE_INSPECT_H323_MAP_H

#include "engine/inspect.h"

/*
 * ELEMENTS: those of Q.931 in a Setup. INSPECT_CLOSE: nothing more passes on the conn;
 * INSPECT_DROP: the message does not. No message tells of it that anybody knows.
 */
enum inspect_result h323_map_apply(struct inspect_call *call, struct cursor elements);

#endif

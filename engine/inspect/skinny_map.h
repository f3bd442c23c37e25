/*
 * skinny_map.h: what `policy-map type inspect skinny` of 7.2 and later says of messages.
 */
#ifndef REFIRE_ENGINE_INSPECT_SKINNY_MAP_H
#define REFIRE_ENGINE_INSPECT_SKINNY_MAP_H

#include "engine/inspect.h"

/*
 * Does a message pass whose prefix says LENGTH, on a conn whose phone has REGISTERED? What does not
 * is told (608002 to 608005).
 */
NODISCARD bool skinny_map_lets_pass(struct inspect_call *call, uint32_t length, uint32_t id,
                                    bool registered);

#endif

/*
 * skinny_map.h: what `policy-map type inspect skinny` of 7.2 and later says of messages.
 */
#ifndef REFIRE_ENGINE_INSPECT_SKINNY_MAP_H
#define REFIRE_ENGINE_INSPECT_SKINNY_MAP_H

#include "engine/inspect.h"

/*
 * A message whose prefix says LENGTH, on a conn whose phone has REGISTERED. What does not pass is
 * told (608002 to 608005). CONTINUE or DROP.
 */
enum inspect_result skinny_map_apply(struct inspect_call *call, uint32_t length, uint32_t id,
                                     bool registered);

#endif

/*
 * mgcp.h: MGCP, by which call agents direct media gateways.
 */
#ifndef REFIRE_ENGINE_INSPECT_MGCP_H
#define REFIRE_ENGINE_INSPECT_MGCP_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_mgcp;

#endif

/*
 * dcerpc.h: the inspection of DCE/RPC's endpoint mapper (engine.md 6.2 [A], 7.2 and later).
 */
#ifndef REFIRE_ENGINE_INSPECT_DCERPC_H
#define REFIRE_ENGINE_INSPECT_DCERPC_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_dcerpc;

#endif

/*
 * rsh.h: inspection of the remote shell (engine.md 6.2).
 */
#ifndef REFIRE_ENGINE_INSPECT_RSH_H
#define REFIRE_ENGINE_INSPECT_RSH_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_rsh;

#endif

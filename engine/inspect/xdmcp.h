/*
 * xdmcp.h: inspection of XDMCP, by which an X server asks for a session (engine.md 6.2).
 */
#ifndef REFIRE_ENGINE_INSPECT_XDMCP_H
#define REFIRE_ENGINE_INSPECT_XDMCP_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_xdmcp;

#endif

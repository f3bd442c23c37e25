/*
 * sunrpc.h: the inspection of the portmapper.
 */
#ifndef REFIRE_ENGINE_INSPECT_SUNRPC_H
#define REFIRE_ENGINE_INSPECT_SUNRPC_H

#include "engine/inspect.h"

/* A reply by TCP that is longer is passed over: that of DUMP has 20 bytes a service. */
#define SUNRPC_RECORD_MOST 16384

extern const struct inspection_engine inspect_sunrpc_udp;
extern const struct inspection_engine inspect_sunrpc_tcp;

#endif

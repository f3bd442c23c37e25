/*
 * netbios.h: the inspection of NetBIOS name and datagram services.
 */
#ifndef REFIRE_ENGINE_INSPECT_NETBIOS_H
#define REFIRE_ENGINE_INSPECT_NETBIOS_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_netbios;

#endif

/*
 * snmp.h: the inspection of SNMP.
 */
#ifndef REFIRE_ENGINE_INSPECT_SNMP_H
#define REFIRE_ENGINE_INSPECT_SNMP_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_snmp;

#endif

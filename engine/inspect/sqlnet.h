/*
 * sqlnet.h: inspection of SQL*Net, Oracle's TNS (engine.md 6.2).
 */
#ifndef REFIRE_ENGINE_INSPECT_SQLNET_H
#define REFIRE_ENGINE_INSPECT_SQLNET_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_sqlnet;

#endif

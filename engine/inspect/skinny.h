/*
 * skinny.h: the inspection of SCCP, a phone's conn to its call manager (engine.md 6.2 [A]).
 */
#ifndef REFIRE_ENGINE_INSPECT_SKINNY_H
#define REFIRE_ENGINE_INSPECT_SKINNY_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_skinny;

/* Channels of a conn whose end is looked out for; more live until their timer or the conn ends. */
#define SKINNY_CHANNELS 256

#endif

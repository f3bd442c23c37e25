#ifndef REFIRE_ENGINE_INSPECT_DNS_H
#define REFIRE_ENGINE_INSPECT_DNS_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_dns;

#endif

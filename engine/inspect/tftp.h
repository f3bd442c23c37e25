/*
 * tftp.h: inspection of TFTP (RFC 1350; engine.md 6.2).
 */
#ifndef REFIRE_ENGINE_INSPECT_TFTP_H
#define REFIRE_ENGINE_INSPECT_TFTP_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_tftp;

#endif

/*
 * pptp.h: the inspection of PPTP's control connection.
 */
#ifndef REFIRE_ENGINE_INSPECT_PPTP_H
#define REFIRE_ENGINE_INSPECT_PPTP_H

#include "engine/inspect.h"

/* Calls of one control connection that are followed; further ones pass, but open no GRE. */
#define PPTP_CALLS 1024

extern const struct inspection_engine inspect_pptp;

#endif

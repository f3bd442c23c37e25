/*
 * ils.h: the inspection of ILS, a directory of who can be called where, over LDAP.
 */
#ifndef REFIRE_ENGINE_INSPECT_ILS_H
#define REFIRE_ENGINE_INSPECT_ILS_H

#include "engine/inspect.h"

/* Larger messages, which no directory of callers has, are passed over. */
#define ILS_MESSAGE_MOST 16384

extern const struct inspection_engine inspect_ils;

#endif

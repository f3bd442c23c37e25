/*
 * ipsec.h: ESP and AH that follow an IKE conn: `fixup protocol esp-ike` of 6.3, `inspect
 * ipsec-pass-thru` of 7.0 and later.
 */
#ifndef REFIRE_ENGINE_INSPECT_IPSEC_H
#define REFIRE_ENGINE_INSPECT_IPSEC_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_esp_ike;
extern const struct inspection_engine inspect_ipsec_pass_thru;

#endif

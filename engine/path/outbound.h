/*
 * outbound.h: `outbound` lists of 6.x, applied to packets that leave for a lower level
 * (engine.md 1.13).
 */
#ifndef REFIRE_ENGINE_OUTBOUND_H
#define REFIRE_ENGINE_OUTBOUND_H

#include "engine/acl/classify.h"

/*
 * The row that keeps FLOW, which enters at INGRESS, from going out; NULL: nothing does. Each list
 * that is applied there must let it pass. Rules about Java applets say nothing about packets.
 */
const struct outbound_rule *outbound_refusal(const struct config *config, ifc_id ingress,
                                             const struct flow *flow);

#endif

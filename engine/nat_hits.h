/*
 * nat_hits.h: how often each nat and static has answered, as `show nat` counts it (shell.md 6.6):
 * by rule, ACE of a policy rule, and the other interface.
 *
 * Only first packets ask: those of a conn that is there never come here. A rule counts when it
 * answers, whatever becomes of the packet afterwards [C].
 */
#ifndef REFIRE_ENGINE_NAT_HITS_H
#define REFIRE_ENGINE_NAT_HITS_H

#include "engine/engine.h"

struct nat_choice;
struct destination;
struct flow;

/* FLOW's source is translated by CHOICE. Nothing is counted when memory has run out. */
void nat_count_source(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
                      const struct flow *flow, const struct nat_choice *choice);
/* FLOW, in at INGRESS, leads to DESTINATION. */
void nat_count_destination(struct engine *engine, ifc_id ingress, const struct flow *flow,
                           const struct destination *destination);
/* There is no rule between the two, and nat-control wants one. */
void nat_count_denied(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc);

#endif

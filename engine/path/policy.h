/*
 * policy.h: which inspection a conn gets: `fixup` by port in 6.x, class and policy maps from 7.0
 * (engine.md 6.1, 7).
 */
#ifndef REFIRE_ENGINE_POLICY_H
#define REFIRE_ENGINE_POLICY_H

#include "engine/state.h"

/* The inspection of a new TCP or UDP conn, by its first packet; false when it gets none. */
bool policy_inspection(const struct engine *engine, const struct conn *conn,
                       const struct packet *first, enum inspection_kind *kind);

/* Is ICMP between two interfaces followed by `inspect icmp`? */
bool policy_inspects_icmp(const struct engine *engine, ifc_id ingress, ifc_id egress,
                          const struct packet *packet);

#endif

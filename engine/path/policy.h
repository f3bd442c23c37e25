/*
 * policy.h: what the service policies say of a conn: its inspection (`fixup` by port in 6.x, class
 * and policy maps from 7.0) and its settings (engine.md 6.1, 7).
 */
#ifndef REFIRE_ENGINE_POLICY_H
#define REFIRE_ENGINE_POLICY_H

#include "engine/state.h"

/* A first packet as the classes of either side see it: ports of the destination as translated. */
struct policy_ends {
    ifc_id ingress, egress;
    struct flow entering; /* for the policy of the ingress, and for the global one */
    struct flow leaving;  /* for that of the egress */
    uint8_t tos;
};

/* By feature: the class that has it for this conn, and the policy that it is in; NULL: none. */
struct policy_settings {
    const struct policy_map *policy[POLICY_FEATURE_COUNT];
    const struct policy_class *class[POLICY_FEATURE_COUNT];
};
void policy_settings(const struct engine *engine, const struct policy_ends *ends,
                     struct policy_settings *settings);

/* The inspection of a new TCP or UDP conn, by its first packet; NULL when it gets none. */
const struct inspection *policy_inspection(struct engine *engine, const struct conn *conn,
                                           const struct packet *first);

/* Is ICMP between two interfaces followed by `inspect icmp`, or `inspect icmp error`? */
bool policy_inspects_icmp(const struct engine *engine, ifc_id ingress, ifc_id egress,
                          const struct packet *packet, enum inspection_kind kind);

/* `fixup protocol KIND` of 6.x, whatever its ports. */
bool policy_fixup_is_on(const struct config *config, enum inspection_kind kind);

/* `inspect ip-options` for what enters at INGRESS; NULL: options are refused (engine.md 1.1). */
const struct inspection *policy_ip_options(const struct engine *engine, ifc_id ingress,
                                           const struct packet *packet);

#endif

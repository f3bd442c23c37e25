/*
 * ingress.h: did a captured packet enter the firewall or leave it, and through which interface
 * (engine.md 10.2, rules R0 to R8)? Never a guess in silence: each judgement names its rule, and
 * the rules are counted.
 */
#ifndef REFIRE_ENGINE_REPLAY_INGRESS_H
#define REFIRE_ENGINE_REPLAY_INGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/packet/packet.h"

SMALL_ENUM stance{ STANCE_ENTERS,     /* input for the firewall */
                   STANCE_LEFT,       /* an observation of its output */
                   STANCE_NOT_FOR_US, /* between two neighbours on one segment */
                   STANCE_UNDECIDED, STANCE_COUNT };

SMALL_ENUM ingress_rule{ INGRESS_MARK,               /* R0 */
                         INGRESS_MAC,                /* R1 */
                         INGRESS_OWN_SOURCE,         /* R2, R5 */
                         INGRESS_ROUTE,              /* R3 */
                         INGRESS_ROUTE_ELSEWHERE,    /* R4 */
                         INGRESS_OWN_DESTINATION,    /* R6 */
                         INGRESS_BETWEEN_ROUTES,     /* R6 */
                         INGRESS_HIDDEN_DESTINATION, /* our own, see ingress.c */
                         INGRESS_BROADCAST,    /* our own: broadcasts do not cross a firewall */
                         INGRESS_SAME_SEGMENT, /* R7 */
                         INGRESS_NOTHING,      /* R8 */
                         INGRESS_RULE_COUNT };

/* "the source is an address of the firewall on that side" */
const char *ingress_rule_text(enum ingress_rule rule);

struct judgement {
    ifc_id ifc; /* entered at, or left through; IFC_NONE unless one of the two */
    enum stance stance;
    enum ingress_rule rule;
};

/* What the engine knows of addresses; functions, so that the rules can be tested by themselves. */
struct ingress_view {
    const void *context;
    struct route_result (*route)(const void *context, uint32_t address);
    bool (*owns)(const void *context, ifc_id ifc, uint32_t address);
    ifc_id (*real_side)(const void *context, uint32_t address);
};
struct ingress_view ingress_view_of(const struct engine *engine);

/* Where a capture was taken, one for each file or interface of a file. */
struct capture_point {
    ifc_id ifc;              /* IFC_NONE: not told */
    uint64_t marks_right;    /* direction marks that the addresses agree with */
    uint64_t marks_mirrored; /* and those that look as if another host had captured */
};

struct ingress;

/* CONFIG and what VIEW points to are borrowed. NULL when there is no memory. */
NODISCARD struct ingress *ingress_new(const struct config *config, struct ingress_view view);
void ingress_free(struct ingress *ingress);

/* Such a packet comes soon: what is remembered of its addresses is fetched into the cache. */
void ingress_expect(const struct ingress *ingress, uint32_t source, uint32_t destination);

/* Judges an IPv4 packet; POINT learns how far its direction marks can be believed. */
struct judgement ingress_judge(struct ingress *ingress, const struct packet *packet,
                               struct capture_point *point);

/* Does the firewall own the source of PACKET on the wire of POINT? Judges nothing. */
bool ingress_source_is_own(struct ingress *ingress, const struct packet *packet, ifc_id point);

/* Learns the firewall's MAC address from an ARP packet of its own. */
void ingress_learn(struct ingress *ingress, const struct packet *arp,
                   const struct capture_point *point);

/* How often each rule has decided. */
const uint64_t *ingress_counts(const struct ingress *ingress);

#endif

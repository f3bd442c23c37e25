/*
 * nat.h: which rule translates (engine.md 3.2, 1.8). Nothing is made here: xlate_make.c makes.
 */
#ifndef REFIRE_ENGINE_NAT_H
#define REFIRE_ENGINE_NAT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/acl/classify.h"
#include "engine/engine.h"

struct engine;

enum nat_choice_kind {
    NAT_NO_RULE,
    NAT_EXEMPT,     /* nat 0 access-list */
    NAT_LIVE_XLATE, /* a dynamic slot that is there */
    NAT_STATIC,
    NAT_STATIC_PORT,
    NAT_POLICY,   /* nat N access-list */
    NAT_DYNAMIC,  /* nat N network */
    NAT_IDENTITY, /* nat 0 network */
};

/* How a source is translated on its way from REAL_IFC to MAPPED_IFC. */
struct nat_choice {
    enum nat_choice_kind kind;
    struct row row;
    uint32_t xlate;        /* LIVE_XLATE */
    uint32_t mapped;       /* LIVE_XLATE and the statics */
    uint16_t mapped_port;  /* the flow's own port where ports are not translated */
    const struct nat *nat; /* POLICY, DYNAMIC, IDENTITY */
};

/*
 * The rule for FLOW's source between two interfaces. WITH_XLATES: an existing dynamic slot counts
 * (step 2 of the order); without, only the rules are asked.
 */
struct nat_choice nat_choose_source(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
                                    const struct flow *flow, bool with_xlates);

/* Where a destination leads. */
enum destination_kind {
    DESTINATION_NONE, /* no route */
    DESTINATION_STATIC,
    DESTINATION_XLATE,
    DESTINATION_EXEMPT,
    DESTINATION_ALIAS, /* rewritten for the hosts of one interface, then routed */
    DESTINATION_ROUTE, /* nothing translates it */
};

struct destination {
    enum destination_kind kind;
    ifc_id egress;
    uint32_t real;
    uint16_t real_port;
    uint32_t xlate; /* XLATE */
    struct row row; /* the static, exemption, alias or route */
    bool route_assumed;
};

/*
 * Untranslates, then routes, a first packet that enters at INGRESS. KEY_PORT is what port slots
 * are looked up by: the destination port, the ICMP identifier of an answer, 0 for the rest.
 */
struct destination nat_resolve_destination(const struct engine *engine, ifc_id ingress,
                                           const struct flow *flow, uint16_t key_port,
                                           bool port_slots);

/*
 * SOURCE as the hosts behind EGRESS know it by an alias: what they ask for that address. For
 * answers that no conn translates back.
 */
uint32_t nat_alias_source(const struct engine *engine, ifc_id egress, uint32_t source);

/* Is ADDRESS one that `global` gives out on IFC, interface PAT included? */
bool nat_is_pool_address(const struct engine *engine, ifc_id ifc, uint32_t address);
/* ... and one that is shared by ports. */
bool nat_is_pat_address(const struct engine *engine, ifc_id ifc, uint32_t address);

/* The mapped address of a static: its own, or the interface's. */
uint32_t static_mapped_address(const struct config *config, const struct static_nat *rule);

/* Does FLOW, seen on the rule's mapped side, lead to its real side? */
bool static_untranslates(const struct config *config, const struct static_nat *rule,
                         const struct flow *flow, uint32_t *real, uint16_t *real_port);
/* Does FLOW's source go out through it? */
bool static_translates(const struct config *config, const struct static_nat *rule,
                       const struct flow *flow, uint32_t *mapped, uint16_t *mapped_port);

#endif

/*
 * nat_hits.h: how often each nat and static has answered, as `show nat` counts it (shell.md 6.6):
 * by rule, ACE of a policy rule, and the other interface.
 *
 * Only first packets ask: those of a conn that is there never come here. A rule counts when it
 * answers, whatever becomes of the packet afterwards [C].
 */
#ifndef REFIRE_ENGINE_NAT_HITS_H
#define REFIRE_ENGINE_NAT_HITS_H

#include "engine/base/index.h"
#include "engine/engine.h"

struct nat_choice;
struct destination;
struct flow;

/* Hashed and compared as it lies in memory: no padding. */
struct nat_hit_key {
    uint32_t rule; /* number of a nat or static; 0: the implicit deny of nat-control */
    uint32_t ace;  /* id; 0: the rule has no access list */
    ifc_id real_ifc, mapped_ifc;
};

struct nat_hit {
    struct nat_hit_key key;
    struct nat_hits hits;
};

/* Zeroed, it is empty. There are never more than `show nat` ever had rules to show. */
struct nat_hit_table {
    struct nat_hit *items;
    uint32_t count, capacity;
    struct index index;
};

void nat_hits_fini(struct nat_hit_table *table);
/* All are 0 again. */
void nat_hits_clear(struct nat_hit_table *table);
/* Zeroes when nothing has come to it. */
struct nat_hits nat_hits_find(const struct nat_hit_table *table, const struct nat_hit_key *key);

/* FLOW's source is translated by CHOICE. Nothing is counted when memory has run out. */
void nat_count_source(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc,
                      const struct flow *flow, const struct nat_choice *choice);
/* FLOW, in at INGRESS, leads to DESTINATION. */
void nat_count_destination(struct engine *engine, ifc_id ingress, const struct flow *flow,
                           const struct destination *destination);
/* There is no rule between the two, and nat-control wants one. */
void nat_count_denied(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc);

#endif

/*
 * nat_hits.c: which rule it was, by number, ACE and interfaces; rule 0 is the implicit deny.
 */
#include "engine/nat_hits.h"

#include "engine/acl/ace_elements.h"
#include "engine/lifecycle.h"
#include "engine/nat.h"
#include "engine/state.h"

/* ELEMENT: of a policy rule's list, see element_hits.h; NULL: it has none. */
static struct hit_key
key_between(uint32_t rule, const struct ace *element, ifc_id real_ifc, ifc_id mapped_ifc)
{
    struct hit_key key = { { rule, 0, (uint32_t)real_ifc << 16 | mapped_ifc } };
    if (element != NULL) {
        key.words[1] = element->id;
        element_words(element, key.words + 3);
    }
    return key;
}

_Static_assert(3 + ELEMENT_WORDS <= HIT_KEY_WORDS, "the words of an element fit");

/* The line of a policy rule that is true of FLOW, from the real side. False: none, or lost. */
static bool
element_of(struct engine *engine, const struct acl *acl, const struct flow *flow, bool ports,
           struct ace *element)
{
    struct classify_result found = ports ? engine_classify(engine, acl, flow)
                                         : acl_cache_find_addresses(engine->acls, acl, flow);
    if (found.ace == NULL)
        return false;
    *element = *found.ace;
    if (!ace_names_groups(found.ace) || ace_element_for(engine->config, found.ace, flow, element))
        return true;
    engine->element_hits.lost++;
    return false;
}

/* What ROW counts under; false: it does not. FLOW: from the real side. */
static bool
key_of(struct engine *engine, const struct row *row, const struct flow *flow, ifc_id real_ifc,
       ifc_id mapped_ifc, struct hit_key *key)
{
    const struct acl *acl;
    uint32_t number;
    bool ports;
    struct ace element;
    if (row->kind == ROW_STATIC) {
        const struct static_nat *rule = row->pointer;
        acl = rule->acl;
        number = rule->number;
        ports = rule->protocol != IP_ANY;
    } else if (row->kind == ROW_NAT) {
        const struct nat *nat = row->pointer;
        acl = nat->acl;
        number = nat->number;
        ports = nat->id != 0;
    } else {
        return false;
    }
    if (acl != NULL && !element_of(engine, acl, flow, ports, &element))
        return false;
    *key = key_between(number, acl != NULL ? &element : NULL, real_ifc, mapped_ifc);
    return true;
}

/*
 * ROW, or where a slot outlived the revision that it was made in, what the rules say now. The rule
 * of a slot need not be the one that would make it today, which is then counted instead.
 */
static struct hit_count *
hits_of(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, struct row row,
        const struct flow *flow)
{
    struct hit_key key;
    if (row.kind == ROW_NONE)
        row = nat_choose_source(engine, real_ifc, mapped_ifc, flow, false).row;
    if (!key_of(engine, &row, flow, real_ifc, mapped_ifc, &key))
        return NULL;
    return hit_table_count(&engine->nat_hits, &key);
}

void
nat_count_source(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, const struct flow *flow,
                 const struct nat_choice *choice)
{
    if (choice->kind == NAT_NO_RULE)
        return;
    struct hit_count *hits = hits_of(engine, real_ifc, mapped_ifc, choice->row, flow);
    if (hits != NULL)
        hits->forward++;
}

void
nat_count_destination(struct engine *engine, ifc_id ingress, const struct flow *flow,
                      const struct destination *destination)
{
    if (destination->kind != DESTINATION_STATIC && destination->kind != DESTINATION_XLATE &&
        destination->kind != DESTINATION_EXEMPT)
        return;
    struct flow answer = {
        .protocol = flow->protocol,
        .source = destination->real,
        .source_port = destination->real_port,
        .destination = flow->source,
        .destination_port = flow->source_port,
        .time = flow->time,
    };
    struct hit_count *hits =
        hits_of(engine, destination->egress, ingress, destination->row, &answer);
    if (hits != NULL)
        hits->back++;
}

void
nat_count_denied(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc)
{
    struct hit_key key = key_between(0, NULL, real_ifc, mapped_ifc);
    struct hit_count *hits = hit_table_count(&engine->nat_hits, &key);
    if (hits != NULL)
        hits->forward++;
}

/* --- what is told ---------------------------------------------------------------------------- */

struct nat_hits
engine_nat_hits(const struct engine *engine, uint32_t number, const struct ace *element,
                ifc_id real_ifc, ifc_id mapped_ifc)
{
    struct hit_key key = key_between(number, element, real_ifc, mapped_ifc);
    const struct hit_count *hits = hit_table_find(&engine->nat_hits, &key);
    return hits != NULL ? (struct nat_hits){ hits->forward, hits->back } : (struct nat_hits){ 0 };
}

uint64_t
engine_nat_denials(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc)
{
    struct hit_key key = key_between(0, NULL, real_ifc, mapped_ifc);
    const struct hit_count *hits = hit_table_find(&engine->nat_hits, &key);
    return hits != NULL ? hits->forward : 0;
}

bool
engine_nat_is_needed(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc)
{
    return source_rule_is_needed(engine, real_ifc, mapped_ifc);
}

void
engine_clear_nat_hits(struct engine *engine)
{
    hit_table_clear(&engine->nat_hits);
}

/*
 * nat_hits.c: finds the counts of a rule, and which rule it was.
 */
#include "engine/nat_hits.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/lifecycle.h"
#include "engine/nat.h"
#include "engine/state.h"

#define FIRST_CAPACITY 64

_Static_assert(sizeof(struct nat_hit_key) == 2 * sizeof(uint32_t) + 2 * sizeof(ifc_id),
               "keys are hashed as they lie in memory");

void
nat_hits_fini(struct nat_hit_table *table)
{
    if (table->index.slots != NULL)
        index_fini(&table->index);
    free(table->items);
    *table = (struct nat_hit_table){ 0 };
}

void
nat_hits_clear(struct nat_hit_table *table)
{
    for (uint32_t i = 0; i < table->count; i++)
        table->items[i].hits = (struct nat_hits){ 0 };
}

static uint32_t
hash_of(const struct nat_hit_key *key)
{
    return (uint32_t)hash_bytes(key, sizeof(*key), 0);
}

static struct nat_hit *
find(const struct nat_hit_table *table, const struct nat_hit_key *key)
{
    if (table->count == 0)
        return NULL;
    uint32_t hash = hash_of(key);
    size_t at;
    for (uint32_t number = index_first(&table->index, hash, &at); number != INDEX_EMPTY;
         number = index_next(&table->index, hash, &at)) {
        if (memcmp(&table->items[number].key, key, sizeof(*key)) == 0)
            return &table->items[number];
    }
    return NULL;
}

static bool
grow(struct nat_hit_table *table)
{
    if (table->index.slots == NULL && !index_init(&table->index))
        return false;
    if (table->count < table->capacity)
        return true;
    uint32_t capacity = table->capacity == 0 ? FIRST_CAPACITY : table->capacity * 2;
    struct nat_hit *moved = realloc(table->items, capacity * sizeof(*moved));
    if (moved == NULL)
        return false;
    table->items = moved;
    table->capacity = capacity;
    return true;
}

static struct nat_hit *
find_or_make(struct nat_hit_table *table, const struct nat_hit_key *key)
{
    struct nat_hit *found = find(table, key);
    if (found != NULL)
        return found;
    if (!grow(table) || !index_add(&table->index, hash_of(key), table->count))
        return NULL;
    table->items[table->count] = (struct nat_hit){ .key = *key };
    return &table->items[table->count++];
}

struct nat_hits
nat_hits_find(const struct nat_hit_table *table, const struct nat_hit_key *key)
{
    const struct nat_hit *found = find(table, key);
    return found != NULL ? found->hits : (struct nat_hits){ 0 };
}

/* The ACE of a policy rule that is true of FLOW, from the real side; 0: none. */
static uint32_t
ace_of(const struct engine *engine, const struct acl *acl, const struct flow *flow, bool ports)
{
    struct classify_result found = ports ? engine_classify(engine, acl, flow)
                                         : acl_cache_find_addresses(engine->acls, acl, flow);
    return found.ace != NULL ? found.ace->id : 0;
}

/* What ROW counts under; false: it is no rule that counts. FLOW: from the real side. */
static bool
key_of(const struct engine *engine, const struct row *row, const struct flow *flow,
       struct nat_hit_key *key)
{
    if (row->kind == ROW_STATIC) {
        const struct static_nat *rule = row->pointer;
        key->rule = rule->number;
        if (rule->acl != NULL)
            key->ace = ace_of(engine, rule->acl, flow, rule->protocol != IP_ANY);
        return true;
    }
    if (row->kind == ROW_NAT) {
        const struct nat *nat = row->pointer;
        key->rule = nat->number;
        if (nat->acl != NULL)
            key->ace = ace_of(engine, nat->acl, flow, nat->id != 0);
        return true;
    }
    return false;
}

/*
 * ROW, or where a slot outlived the revision that it was made in, what the rules say now. The rule
 * of a slot need not be the one that would make it today, which is then counted instead.
 */
static struct nat_hits *
hits_of(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, struct row row,
        const struct flow *flow)
{
    struct nat_hit_key key = { .real_ifc = real_ifc, .mapped_ifc = mapped_ifc };
    if (row.kind == ROW_NONE)
        row = nat_choose_source(engine, real_ifc, mapped_ifc, flow, false).row;
    if (!key_of(engine, &row, flow, &key))
        return NULL;
    struct nat_hit *hit = find_or_make(&engine->nat_hits, &key);
    return hit != NULL ? &hit->hits : NULL;
}

void
nat_count_source(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc, const struct flow *flow,
                 const struct nat_choice *choice)
{
    if (choice->kind == NAT_NO_RULE)
        return;
    struct nat_hits *hits = hits_of(engine, real_ifc, mapped_ifc, choice->row, flow);
    if (hits != NULL)
        hits->translates++;
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
    struct nat_hits *hits =
        hits_of(engine, destination->egress, ingress, destination->row, &answer);
    if (hits != NULL)
        hits->untranslates++;
}

void
nat_count_denied(struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc)
{
    const struct nat_hit_key key = { .real_ifc = real_ifc, .mapped_ifc = mapped_ifc };
    struct nat_hit *hit = find_or_make(&engine->nat_hits, &key);
    if (hit != NULL)
        hit->hits.translates++;
}

/* --- what is told ---------------------------------------------------------------------------- */

struct nat_hits
engine_nat_hits(const struct engine *engine, uint32_t number, const struct ace *ace,
                ifc_id real_ifc, ifc_id mapped_ifc)
{
    const struct nat_hit_key key = {
        .rule = number,
        .ace = ace != NULL ? ace->id : 0,
        .real_ifc = real_ifc,
        .mapped_ifc = mapped_ifc,
    };
    return nat_hits_find(&engine->nat_hits, &key);
}

uint64_t
engine_nat_denials(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc)
{
    const struct nat_hit_key key = { .real_ifc = real_ifc, .mapped_ifc = mapped_ifc };
    return nat_hits_find(&engine->nat_hits, &key).translates;
}

bool
engine_nat_is_needed(const struct engine *engine, ifc_id real_ifc, ifc_id mapped_ifc)
{
    return source_rule_is_needed(engine, real_ifc, mapped_ifc);
}

void
engine_clear_nat_hits(struct engine *engine)
{
    nat_hits_clear(&engine->nat_hits);
}

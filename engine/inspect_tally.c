/*
 * inspect_tally.c: finds them.
 */
#include "engine/inspect_tally.h"

#include <stdlib.h>

#define FIRST_CAPACITY 32

void
inspect_tallies_fini(struct inspect_tallies *tallies)
{
    free(tallies->items);
    *tallies = (struct inspect_tallies){ 0 };
}

static uint32_t
find(const struct inspect_tallies *tallies, const struct policy_map *policy,
     const struct class_map *class_map, enum inspection_kind kind)
{
    for (uint32_t i = 0; i < tallies->count; i++) {
        const struct inspect_tally *tally = &tallies->items[i];
        if (tally->policy == policy && tally->class_map == class_map && tally->kind == kind)
            return i;
    }
    return TALLY_NONE;
}

static uint32_t
find_or_make(struct inspect_tallies *tallies, const struct policy_map *policy,
             const struct class_map *class_map, enum inspection_kind kind)
{
    uint32_t found = find(tallies, policy, class_map, kind);
    if (found != TALLY_NONE)
        return found;
    if (tallies->count == tallies->capacity) {
        uint32_t capacity = tallies->capacity == 0 ? FIRST_CAPACITY : tallies->capacity * 2;
        struct inspect_tally *moved = realloc(tallies->items, capacity * sizeof(*moved));
        if (moved == NULL)
            return TALLY_NONE;
        tallies->items = moved;
        tallies->capacity = capacity;
    }
    tallies->items[tallies->count] =
        (struct inspect_tally){ .policy = policy, .class_map = class_map, .kind = kind };
    return tallies->count++;
}

/* Looks for LINE itself, or, where it is NULL, for the first of KIND. */
static uint32_t
tally_of(struct inspect_tallies *tallies, const struct config *config,
         const struct inspection *line, enum inspection_kind kind)
{
    for (size_t i = 0; i < config->service_policy_count; i++) {
        const struct policy_map *policy = config->service_policies[i].policy_map;
        for (size_t j = 0; j < policy->count; j++) {
            const struct policy_class *class = &policy->classes[j];
            for (size_t k = 0; k < class->count; k++) {
                const struct inspection *here = &class->inspections[k];
                if (line != NULL ? here == line : here->kind == kind)
                    return find_or_make(tallies, policy, class->class_map, here->kind);
            }
        }
    }
    return TALLY_NONE;
}

uint32_t
inspect_tally_of(struct inspect_tallies *tallies, const struct config *config,
                 const struct inspection *line)
{
    return line == NULL ? TALLY_NONE : tally_of(tallies, config, line, line->kind);
}

uint32_t
inspect_tally_of_kind(struct inspect_tallies *tallies, const struct config *config,
                      enum inspection_kind kind)
{
    return tally_of(tallies, config, NULL, kind);
}

const struct inspect_tally *
inspect_tally_find(const struct inspect_tallies *tallies, const struct policy_map *policy,
                   const struct class_map *class_map, enum inspection_kind kind)
{
    uint32_t found = find(tallies, policy, class_map, kind);
    return found == TALLY_NONE ? NULL : &tallies->items[found];
}

void
inspect_tallies_clear(struct inspect_tallies *tallies, const struct policy_map *policy)
{
    for (uint32_t i = 0; i < tallies->count; i++) {
        struct inspect_tally *tally = &tallies->items[i];
        if (tally->policy == policy)
            tally->packets = tally->drops = tally->resets = 0;
    }
}

/*
 * inspect_tally.h: how much each `inspect` line of the service policies has seen and refused, as
 * `show service-policy` counts it (shell.md 6.11).
 *
 * A tally belongs to a class in a policy and an inspection, not to a line's record, which moves
 * when lines are added before it.
 */
#ifndef REFIRE_ENGINE_INSPECT_TALLY_H
#define REFIRE_ENGINE_INSPECT_TALLY_H

#include "engine/model/config.h"

#define TALLY_NONE UINT32_MAX

struct inspect_tally {
    const struct policy_map *policy;
    const struct class_map *class_map;
    enum inspection_kind kind;
    uint64_t packets; /* of inspected conns, acknowledgements included */
    uint64_t drops;   /* ... that the inspection refused, */
    uint64_t resets;  /* ... and those with which it closed the conn */
};

/* Zeroed, it is empty. There are never more than `inspect` lines ever were. */
struct inspect_tallies {
    struct inspect_tally *items;
    uint32_t count, capacity;
};

void inspect_tallies_fini(struct inspect_tallies *tallies);

/* The tally of LINE, made when it is new; TALLY_NONE: it is in no class (a fixup), or no memory. */
uint32_t inspect_tally_of(struct inspect_tallies *tallies, const struct config *config,
                          const struct inspection *line);

/* The same of the first line in use of a KIND that has no sessions (ICMP). */
uint32_t inspect_tally_of_kind(struct inspect_tallies *tallies, const struct config *config,
                               enum inspection_kind kind);

/* NULL: nothing has come to it. */
const struct inspect_tally *inspect_tally_find(const struct inspect_tallies *tallies,
                                               const struct policy_map *policy,
                                               const struct class_map *class_map,
                                               enum inspection_kind kind);

/* Those of POLICY are 0 again; conns keep the numbers of theirs. */
void inspect_tallies_clear(struct inspect_tallies *tallies, const struct policy_map *policy);

/* One more packet; nothing for TALLY_NONE. */
static inline void
inspect_tally_packet(struct inspect_tallies *tallies, uint32_t tally)
{
    if (tally != TALLY_NONE)
        tallies->items[tally].packets++;
}

/* It was refused; CLOSES: and the conn with it. */
static inline void
inspect_tally_refuse(struct inspect_tallies *tallies, uint32_t tally, bool closes)
{
    if (tally == TALLY_NONE)
        return;
    tallies->items[tally].drops++;
    tallies->items[tally].resets += closes;
}

#endif

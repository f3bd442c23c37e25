/*
 * search.h: the fewest commands with which all flows of a group pass, found by trying: on a scratch
 * revision, with the packets replayed, the smallest sets first. What stops a flow after some
 * commands says which others may come to them.
 */
#ifndef REFIRE_CLI_EXPLAIN_SEARCH_H
#define REFIRE_CLI_EXPLAIN_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/explain/groups.h"
#include "cli/explain/passage.h"
#include "cli/explain/scratch.h"
#include "engine/base/arena.h"

#define SEARCH_TRIALS 64
/* Fewer for large configurations, each trial reading a copy: bytes of all that one search reads. */
#define SEARCH_TEXT ((size_t)64 << 20)
#define SEARCH_TRIALS_LEAST 8
#define SEARCH_COMMANDS 5 /* of one plan, those that restore not counted */
#define SEARCH_FLOWS 256  /* of a group that must pass in a trial */
#define PROPOSALS 4

/* What became of the flows of two passages, before and after. */
struct effect {
    size_t mended;   /* flows of the group that pass now */
    size_t left;     /* ... that do not */
    size_t joined;   /* flows that are one with them now: answers that were stopped */
    size_t also;     /* flows of other groups that pass now */
    size_t harmed;   /* flows that passed before and do not now */
    size_t appeared; /* flows that did not enter before, and are stopped now */
    size_t entered;  /* flows that did not enter before, and pass */
};

/* The flows that are to pass, by their keys in order. Those of ALL are of the same group: with the
 * packets of some hosts alone, not all of them are there. */
struct effect_flows {
    const uint64_t *keys;
    size_t count;
    const uint64_t *all;
    size_t all_count;
};

struct proposal {
    struct plan plan;
    struct effect effect; /* of the trial */
    bool proved;          /* PROOF is of all packets of the captures */
    struct effect proof;
};

struct search_result {
    struct proposal items[PROPOSALS]; /* fewest commands first, then by how much they open */
    size_t count;
    size_t trials, refused; /* REFUSED: the version does not take a command */
    bool bounded;           /* there was more to try */
    const char *why_none;   /* why there is nothing to try, where that is known */
};

struct search_task {
    const struct scratch *scratch;
    const struct passage_source *source; /* the packets of the group's hosts */
    const struct stop_group *group;
    struct effect_flows flows;
    struct arena *arena; /* of the commands */
};

enum search_end {
    SEARCH_DONE,
    SEARCH_NOT_SEEN, /* with these packets alone the flows are not stopped so */
    SEARCH_STOPPED,  /* interrupted */
    SEARCH_NO_MEMORY,
};

NODISCARD enum search_end search_run(const struct search_task *task, struct search_result *result);

/*
 * PASS(CONTEXT, AT), which may be NULL, is told of each flow of BEFORE that is stopped there and
 * passes in AFTER.
 */
struct effect effect_between(const struct passage *before, const struct passage *after,
                             const struct effect_flows *flows,
                             void (*pass)(void *context, size_t at), void *context);

/* Puts keys in order. */
void effect_sort(uint64_t *keys, size_t count);

/* Commands but those that restore. */
size_t plan_commands(const struct plan *plan);

#endif

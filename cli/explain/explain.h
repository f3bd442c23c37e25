/*
 * explain.h: what keeps flows from passing, and the commands that mend it. The verb and the
 * prompt's command stand on it; what it finds is printed by explain_print.h.
 */
#ifndef REFIRE_CLI_EXPLAIN_EXPLAIN_H
#define REFIRE_CLI_EXPLAIN_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/explain/groups.h"
#include "cli/explain/search.h"
#include "engine/base/arena.h"

/* Causes that are looked into; further ones are counted. */
#define EXPLAIN_CAUSES 16
/* Captures of so many frames are replayed whole in each trial; of others, the packets of the hosts
 * of a cause. */
#define EXPLAIN_WHOLE_FRAMES ((uint64_t)4000)
/* Frames, at most, that all proofs of single causes read; what is left is proved together. */
#define EXPLAIN_PROOF_FRAMES ((uint64_t)500000)

enum cause_state {
    CAUSE_MENDED,       /* there are proposals */
    CAUSE_FOLLOWS,      /* what mends another cause mends it */
    CAUSE_NO_COMMAND,   /* WHY_NOT says why none can */
    CAUSE_NONE_WORKED,  /* all that is known was tried */
    CAUSE_OUT_OF_SIGHT, /* it cannot be seen with the packets of its hosts alone */
};

struct explained_miss {
    const char *line, *why;
    unsigned matched, fields;
};

struct explained {
    struct stop_group group;
    const char *ingress; /* nameif */
    const char *phase;   /* "ACCESS-LIST" */
    const char *decided; /* the line, or what stands in its place */
    struct explained_miss nearest[TRACE_NEAREST];
    size_t nearest_count;
    enum cause_state state;
    const char *why_not;
    size_t follows; /* the number of the other cause, from 1 */
    struct search_result search;
};

struct explanation {
    struct arena *arena; /* of all texts */
    struct explained causes[EXPLAIN_CAUSES];
    size_t count;
    size_t more_causes, more_flows; /* that were not looked into */
    size_t flows, stopped;          /* of the captures */
    uint64_t frames, untold;        /* UNTOLD: packets of flows that had no place */
    bool together_proved;           /* the first proposals of all causes, at once */
    struct effect together;
    bool damaged;
    char damage[PASSAGE_ERROR_SIZE];
};

/*
 * EXPLANATION is to be freed with explain_free after PASSAGE_DONE only; else ERROR says why not.
 */
NODISCARD enum passage_end explain_run(const struct config *config,
                                       const struct passage_source *source,
                                       struct explanation *explanation,
                                       char error[PASSAGE_ERROR_SIZE]);
void explain_free(struct explanation *explanation);

#endif

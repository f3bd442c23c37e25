/*
 * causes.h: the flows that fare otherwise under the second of two configurations, by the lines that
 * make it so.
 */
#ifndef REFIRE_CLI_DIFF_CAUSES_H
#define REFIRE_CLI_DIFF_CAUSES_H

#include "cli/diff/edits.h"
#include "cli/diff/lines.h"
#include "cli/diff/run.h"
#include "cli/fate/fates.h"

enum cause_kind {
    CAUSE_EDITS,   /* those edits, together, by trial */
    CAUSE_GONE,    /* OLD's line decided and is not in the second */
    CAUSE_NEW,     /* NEW's line decides and is not in the first */
    CAUSE_CHANGED, /* both in the same phase */
    CAUSE_ORDER,   /* both lines are in both: another one decides */
    CAUSE_VERSION, /* the same lines decide, in another version */
    CAUSE_FOLLOWS, /* none of its own lines changed: it hangs on what became of others */
};

#define CAUSE_EDITS_SHOWN 8

struct cause {
    enum cause_kind kind;
    const char *old_line, *new_line; /* borrowed; NULL: none; of CAUSE_EDITS none */
    size_t edits[CAUSE_EDITS_SHOWN]; /* of CAUSE_EDITS: the first of them */
    size_t edit_count;
    size_t flows;
    size_t other_fate, other_translation, other_log, other_inspection;
    const struct fate *first_old, *first_new; /* of its first flow; one may be NULL */
    const struct fate *first_base;            /* what trials must come to */
};

struct diff_side {
    const struct config *config;
    const struct fates *fates;
    struct lines lines;
};

struct causes {
    struct cause *items; /* the largest first */
    size_t count, capacity;
    size_t equal;   /* flows */
    size_t untried; /* causes that trials do not tell: they are those of the lines that decided */
};

/* Does a flow fare otherwise? NULL: it did not enter. */
bool fates_differ(const struct fate *old, const struct fate *new);

/*
 * OLD in the version of NEW is BASE, which is OLD where the versions are the same: what it makes of
 * a flow and OLD does not is the version's doing. EDITS are those between BASE and NEW.
 *
 * RUN names the captures, for the trials that tell which EDITS it is. STATUS_OK, with CAUSES to be
 * freed by causes_free; else the status to end with.
 */
NODISCARD int causes_find(const struct diff_run *run, const struct edits *edits,
                          const struct diff_side *old, const struct diff_side *base,
                          const struct diff_side *new, struct causes *causes);
void causes_free(struct causes *causes);

#endif

/*
 * causes.h: the flows that fare otherwise under the second of two configurations, by the lines that
 * make it so.
 */
#ifndef REFIRE_CLI_DIFF_CAUSES_H
#define REFIRE_CLI_DIFF_CAUSES_H

#include "cli/diff/lines.h"
#include "cli/fate/fates.h"

enum cause_kind {
    CAUSE_GONE,    /* OLD's line decided and is not in the second */
    CAUSE_NEW,     /* NEW's line decides and is not in the first */
    CAUSE_CHANGED, /* both in the same phase */
    CAUSE_ORDER,   /* both lines are in both: another one decides */
    CAUSE_VERSION, /* the same lines decide, in another version */
    CAUSE_FOLLOWS, /* none of its own lines changed: it hangs on what became of others */
};

struct cause {
    enum cause_kind kind;
    const char *old_line, *new_line; /* borrowed; NULL: none */
    size_t flows;
    size_t other_fate, other_translation, other_log, other_inspection;
    const struct fate *first_old, *first_new; /* of its first flow; one may be NULL */
};

struct diff_side {
    const struct config *config;
    const struct fates *fates;
    struct lines lines;
};

struct causes {
    struct cause *items; /* the largest first */
    size_t count, capacity;
    size_t equal; /* flows */
};

/* False when memory has run out; else to be freed with causes_free. */
NODISCARD bool causes_find(const struct diff_side *old, const struct diff_side *new,
                           struct causes *causes);
void causes_free(struct causes *causes);

#endif

/*
 * extract.h: the packets of some hosts out of captures, kept in memory: what a cause is tried on
 * when the captures are large.
 */
#ifndef REFIRE_CLI_EXPLAIN_EXTRACT_H
#define REFIRE_CLI_EXPLAIN_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/explain/groups.h"
#include "cli/explain/kept_frames.h"
#include "cli/explain/passage.h"
#include "engine/base/compiler.h"

/* Groups at most, and frames of one of them; those behind are left out. */
#define EXTRACT_GROUPS 16
#define EXTRACT_FRAMES 4096

struct extract {
    size_t groups, inputs;
    struct kept_frames *kept;      /* of group G and input I: [G * inputs + I] */
    struct passage_input *made;    /* the same way: what a passage takes */
    size_t frames[EXTRACT_GROUPS]; /* of each group */
};

/*
 * One pass over the inputs of SOURCE, for the first COUNT of GROUPS. CONFIG tells the names of
 * interfaces and is borrowed as EXTRACT is used. False: no memory, or an input cannot be read
 * again.
 */
NODISCARD bool extract_run(const struct config *config, const struct passage_source *source,
                           const struct stop_group *groups, size_t count, struct extract *extract);
void extract_free(struct extract *extract);

/* SOURCE with the frames of group AT instead of its own inputs. */
struct passage_source extract_source(const struct extract *extract,
                                     const struct passage_source *source, size_t at);

#endif

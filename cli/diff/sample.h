/*
 * sample.h: what some hosts say to each other, taken out of captures into small captures of its
 * own, which can be replayed again and again.
 */
#ifndef REFIRE_CLI_DIFF_SAMPLE_H
#define REFIRE_CLI_DIFF_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"

/* More frames than that are left out: it is the beginning that decides. */
#define SAMPLE_FRAMES 20000

/* Whose frames: the less, the faster; but others may have done what a flow hangs on. */
enum sample_width { SAMPLE_BOTH_ENDS, SAMPLE_EITHER_END, SAMPLE_EVERYTHING, SAMPLE_WIDTHS };

struct sample {
    char *folder;       /* of temporary files */
    char **captures;    /* [NAMEIF=]FILE, one for each capture */
    const char **paths; /* ... without the interface */
    size_t count;
};

/*
 * CAPTURES are as on the command line, with the interfaces of CONFIG; WIDTH says which ends
 * of a frame are among HOSTS. False when a capture or the folder for temporary files cannot be read
 * or written; else to be freed with sample_free.
 */
NODISCARD bool sample_make(const struct config *config, char *const *captures, size_t count,
                           const uint32_t *hosts, size_t host_count, enum sample_width width,
                           struct sample *sample);
/* The files are gone after that. */
void sample_free(struct sample *sample);

#endif

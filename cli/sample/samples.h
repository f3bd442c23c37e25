/*
 * samples.h: the frames of some hosts out of captures, kept in memory: what a trial is made on when
 * the captures are large.
 */
#ifndef REFIRE_CLI_SAMPLE_SAMPLES_H
#define REFIRE_CLI_SAMPLE_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/sample/kept_frames.h"
#include "cli/sample/sample_input.h"

#define SAMPLES_MAX 16
#define SAMPLE_HOSTS 16

/* Whose frames: the less, the faster; but others may have done what a flow hangs on. */
enum sample_width { SAMPLE_BOTH_ENDS, SAMPLE_EITHER_END, SAMPLE_EVERYTHING, SAMPLE_WIDTHS };

struct sample_wish {
    enum sample_width width; /* which ends of a frame are among the hosts */
    uint32_t hosts[SAMPLE_HOSTS];
    size_t count;
};

struct samples {
    size_t count, inputs;
    struct kept_frames *kept;   /* of sample S and input I: [S * inputs + I] */
    struct sample_input *made;  /* the same way: what is replayed */
    size_t frames[SAMPLES_MAX]; /* of each sample */
};

/*
 * One pass over the inputs for up to SAMPLES_MAX wishes; of each sample the first MOST frames,
 * as it is the beginning that decides. CONFIG tells the names of interfaces and is borrowed as
 * SAMPLES is used. False: no memory, or an input cannot be read again; else to be freed.
 */
NODISCARD bool samples_make(const struct config *config, const struct sample_input *inputs,
                            size_t input_count, const struct sample_wish *wishes, size_t count,
                            size_t most, struct samples *samples);
void samples_free(struct samples *samples);

/* As many inputs as there were, with the frames of sample AT. */
const struct sample_input *samples_at(const struct samples *samples, size_t at);

#endif

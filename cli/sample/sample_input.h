/*
 * sample_input.h: a capture to be replayed, as it is named on a command line or as bytes in memory.
 */
#ifndef REFIRE_CLI_SAMPLE_SAMPLE_INPUT_H
#define REFIRE_CLI_SAMPLE_SAMPLE_INPUT_H

#include <stddef.h>

#include "engine/base/compiler.h"
#include "engine/capture/capture.h"
#include "engine/model/config.h"
#include "engine/replay/replay.h"

/* Everything is borrowed. */
struct sample_input {
    const char *word; /* [NAMEIF=]CAPTURE; with BYTES, what stands before the equals sign or "" */
    const void *bytes;
    size_t size;
};

enum sample_added {
    SAMPLE_ADDED,
    SAMPLE_REFUSED,    /* it names no interface of CONFIG: usage */
    SAMPLE_UNREADABLE, /* it is no capture */
};

/* Puts it among what REPLAY runs. After anything but SAMPLE_ADDED ERROR says why. */
NODISCARD enum sample_added sample_add(const struct config *config,
                                       const struct sample_input *input, struct replay *replay,
                                       char error[CAPTURE_ERROR_SIZE]);

/*
 * A reader of it, from its beginning, and in *NAME the name of the interface where it was taken
 * ("": not told). NULL: it cannot be read.
 */
NODISCARD struct capture_reader *sample_open(const struct config *config,
                                             const struct sample_input *input, const char **name);

#endif

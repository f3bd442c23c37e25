/*
 * described.h: packets that somebody describes at the prompt, for `packet-tracer`, `trace` and
 * `explain`. Each goes through an engine of its own under the configuration as it is now: it meets
 * none of the living connections and translations, and leaves neither those nor a log line behind.
 */
#ifndef REFIRE_CLI_EXEC_DESCRIBED_H
#define REFIRE_CLI_EXEC_DESCRIBED_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/prompt/session.h"
#include "cli/trace/trace_input.h"
#include "engine/engine.h"

/* "refire: WHAT"; returns false. */
bool described_refuse(const struct session *session, const char *what);

/* Cuts TEXT at blanks into up to MOST words, which point into it. False: there are more. */
NODISCARD bool described_split(char *text, char **words, size_t most, size_t *count);

struct described {
    uint8_t bytes[PACKET_MADE_SIZE];
    struct packet packet;
    struct trace trace;
    struct outcome outcome; /* with its trace */
    struct engine *engine;  /* that it went through */
};

/* SINK is told what is told of it. False: no memory. Else to be freed with described_end. */
NODISCARD bool described_run(const struct session *session, const struct trace_input *input,
                             struct event_sink sink, struct described *described);
void described_end(struct described *described);

#endif

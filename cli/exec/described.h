/*
 * described.h: packets that somebody describes at the prompt, for `packet-tracer` and `trace`.
 *
 * Each goes through the living engine, and meets its connections and translations, in a child
 * process: what it does there is gone with the child. Where no process is to be had, it goes
 * through an engine of its own, and meets none of them, which is said.
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

#define DESCRIBED_EVENTS 32 /* translations and conns, a denial, a few of inspections */

/* The frame of a bare IP packet. */
struct described_packet {
    uint8_t bytes[PACKET_MADE_SIZE];
    struct packet packet;
};

struct described {
    const struct session *session;
    const struct trace_input *input;
    struct described_packet made;
    struct trace trace;
    struct outcome outcome; /* with its trace */
    struct event events[DESCRIBED_EVENTS];
    size_t event_count, events_left_out;
    struct engine *engine; /* that it went through */
};

/* How it ended. */
struct described_end {
    enum verdict verdict;
    enum drop_reason drop;
};

/* Writes what became of it; false: it could not. */
typedef bool described_shows(void *context, const struct described *described, FILE *out);

/*
 * Sends the packet of INPUT; what SHOWS writes of it goes to the screen. False: it could not be
 * done, which was said.
 */
NODISCARD bool described_show(struct session *session, const struct trace_input *input,
                              described_shows *shows, void *context, struct described_end *end);

/* The packet itself. */
void described_make(const struct session *session, const struct trace_input *input,
                    struct described_packet *made);

#endif

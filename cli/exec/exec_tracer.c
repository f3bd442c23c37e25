/*
 * exec_tracer.c: `packet-tracer`, as the device shows it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/exec/described.h"
#include "cli/exec/exec_rows.h"
#include "cli/trace/tracer_screen.h"
#include "parser/word.h"

#define WORDS 16

struct tracer_arguments {
    const char *what;
};

static void
no_event(void *context, const struct event *event)
{
    (void)context;
    (void)event;
}

static bool
refuse(struct session *session, const char *why)
{
    fprintf(session->screen, "ERROR: %s\n", why);
    return true;
}

static bool
trace_packet(struct session *session, const struct trace_input *input)
{
    struct described described;
    if (!described_run(session, input, (struct event_sink){ .emit = no_event }, &described))
        return refuse(session, "out of memory");
    tracer_screen(session->config, described.engine, input->ifc, &described.outcome,
                  session->dialect->tracer_begins_at_macs, session->screen);
    described_end(&described);
    return true;
}

/* `detailed` adds what only the device's memory has; `xml` is another form: neither is there. */
static bool
take_options(struct session *session, char **words, size_t *count)
{
    while (*count > 0) {
        const char *last = words[*count - 1];
        if (strcmp(last, "xml") == 0)
            return !refuse(session, "xml is not modelled: refire trace --json has the phases");
        if (strcmp(last, "detailed") != 0)
            return true;
        --*count;
    }
    return true;
}

static bool
tracer_words_set(struct session *session, char *text)
{
    struct trace_input input;
    char error[TRACE_INPUT_ERROR_SIZE];
    char *words[WORDS];
    size_t count;
    if (!described_split(text, words, WORDS, &count))
        return refuse(session, "too many words for a packet");
    if (!take_options(session, words, &count))
        return true;
    if (!trace_input_read(session->config, words, count, &input, error))
        return refuse(session, error);
    return trace_packet(session, &input);
}

static bool
tracer_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    const char *given = line_rest(call->line, 2);
    char *text = strdup(given != NULL ? given : "");
    bool done = text != NULL ? tracer_words_set(session, text) : refuse(session, "out of memory");
    free(text);
    return done;
}

static const struct word tracer_words[] = {
    KEYWORD("packet-tracer", "Trace packets in F1 data path"),
    KEYWORD("input", "Ingress interface on which to trace packet"),
    VALUE(rest, struct tracer_arguments, what,
          "NAMEIF, then tcp or udp SOURCE PORT DESTINATION PORT, icmp SOURCE TYPE CODE [ID] "
          "DESTINATION, or rawip SOURCE PROTOCOL DESTINATION"),
    END_OF_WORDS,
};
const struct command packet_tracer_command = {
    .name = "packet-tracer",
    .help = "Trace packets in F1 data path",
    .words = tracer_words,
    .modes = PRIVILEGED,
    .since = OS_7_2,
    .set = tracer_set,
    .scratch_size = sizeof(struct tracer_arguments),
};

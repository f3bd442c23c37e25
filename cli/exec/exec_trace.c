/*
 * exec_trace.c: `trace input` at the prompt: what a described packet meets, phase by phase, as
 * `refire trace input` prints it.
 */
#include "cli/exec/exec_trace.h"

#include <stdlib.h>
#include <string.h>

#include "cli/exec/described.h"
#include "cli/trace/trace_print.h"
#include "engine/base/compiler.h"
#include "parser/word.h"

/* The longest form, icmp with an identifier, has seven. */
#define WORDS 8
#define EVENTS 32 /* told of one packet: translations and conns, a denial, a few of inspections */

struct trace_arguments {
    const char *packet;
};

struct told {
    struct event events[EVENTS];
    size_t count, left_out;
};

static void
take_event(void *context, const struct event *event)
{
    struct told *told = context;
    if (told->count < EVENTS)
        told->events[told->count++] = *event;
    else
        told->left_out++;
}

/* False: there is no memory. */
static bool
print_traced(struct session *session, const struct traced *traced)
{
    struct output output;
    if (!output_init(&output, session->screen))
        return false;
    struct trace_printer *printer = trace_printer_new(session->config, &output);
    bool done = printer != NULL;
    if (done) {
        trace_print_text(printer, traced);
        done = output_flush(&output);
    }
    trace_printer_free(printer);
    output_fini(&output);
    return done;
}

static bool
trace_packet(struct session *session, const struct trace_input *input, struct told *told)
{
    struct described described;
    if (!described_run(session, input, (struct event_sink){ take_event, told }, &described))
        return described_refuse(session, "out of memory");
    const struct traced traced = { .packet = &described.packet,
                                   .ingress = input->ifc,
                                   .outcome = &described.outcome,
                                   .events = told->events,
                                   .event_count = told->count };
    bool done = print_traced(session, &traced) || described_refuse(session, "out of memory");
    if (done && told->left_out > 0)
        fprintf(session->screen, "refire: %zu more log lines\n", told->left_out);
    described_end(&described);
    return done;
}

static bool
trace_words(struct session *session, char *text)
{
    char *words[WORDS];
    size_t count;
    struct trace_input input;
    char error[TRACE_INPUT_ERROR_SIZE];
    if (!described_split(text, words, WORDS, &count))
        return described_refuse(session, "too many words for a packet");
    if (!trace_input_read(session->config, words, count, &input, error))
        return described_refuse(session, error);
    struct told *told = calloc(1, sizeof *told);
    bool done = told != NULL ? trace_packet(session, &input, told)
                             : described_refuse(session, "out of memory");
    free(told);
    return done;
}

static bool
trace_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    const char *given = line_rest(call->line, 2);
    char *text = strdup(given != NULL ? given : "");
    bool done =
        text != NULL ? trace_words(session, text) : described_refuse(session, "out of memory");
    free(text);
    return done;
}

static const struct word trace_words_of_row[] = {
    KEYWORD("trace", "What a packet meets, phase by phase"),
    KEYWORD("input", "One that is described"),
    VALUE(rest, struct trace_arguments, packet,
          "NAMEIF and a packet as packet-tracer takes it; it meets no living connection"),
    END_OF_WORDS,
};
const struct command trace_command = {
    .name = "trace",
    .help = "What a described packet meets, phase by phase; nothing is changed by it",
    .words = trace_words_of_row,
    .modes = MODE_BIT(MODE_EXEC),
    .set = trace_set,
    .scratch_size = sizeof(struct trace_arguments),
};

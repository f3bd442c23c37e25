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

struct trace_arguments {
    const char *packet;
};

static bool
print_traced(void *context, const struct described *described, FILE *out)
{
    (void)context;
    const struct traced traced = { .packet = &described->made.packet,
                                   .ingress = described->input->ifc,
                                   .outcome = &described->outcome,
                                   .events = described->events,
                                   .event_count = described->event_count };
    struct output output;
    if (!output_init(&output, out))
        return false;
    struct trace_printer *printer = trace_printer_new(described->session->config, &output);
    bool done = printer != NULL;
    if (done) {
        trace_print_text(printer, &traced);
        done = output_flush(&output);
    }
    trace_printer_free(printer);
    output_fini(&output);
    if (done && described->events_left_out > 0)
        fprintf(out, "refire: %zu more log lines\n", described->events_left_out);
    return done;
}

static bool
trace_words(struct session *session, char *text)
{
    char *words[WORDS];
    size_t count;
    struct trace_input input;
    struct described_end end;
    char error[TRACE_INPUT_ERROR_SIZE];
    if (!described_split(text, words, WORDS, &count))
        return described_refuse(session, "too many words for a packet");
    if (!trace_input_read(session->config, words, count, &input, error))
        return described_refuse(session, error);
    return described_show(session, &input, print_traced, NULL, &end);
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
    VALUE(rest, struct trace_arguments, packet, "NAMEIF and a packet as packet-tracer takes it"),
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

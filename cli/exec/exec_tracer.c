/*
 * exec_tracer.c: `packet-tracer`. The packet goes through an engine of its own, so that it changes
 * nothing: no connection stands for it afterwards, and none that lives now is met by it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/exec/exec_rows.h"
#include "cli/prompt/session.h"
#include "cli/trace/trace_input.h"
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
    uint8_t bytes[PACKET_MADE_SIZE];
    struct packet packet;
    struct trace trace = { .count = 0 };
    struct outcome outcome = { .trace = &trace };
    const struct engine_options options = { .strict_routes = session->firewall->strict_routes };
    struct engine *engine =
        engine_new(session->config, &options, (struct event_sink){ .emit = no_event });
    if (engine == NULL)
        return refuse(session, "out of memory");
    size_t length = packet_make(&input->wish, bytes);
    packet_decode(&packet, LINK_RAW_IP, bytes, length, length);
    packet.is_described = true;
    packet.time = engine_now(session->engine);
    packet.number = 1;
    engine_packet(engine, input->ifc, &packet, &outcome);
    tracer_screen(session->config, engine, input->ifc, &outcome,
                  session->dialect->tracer_begins_at_macs, session->screen);
    engine_free(engine);
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
tracer_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    struct trace_input input;
    char error[TRACE_INPUT_ERROR_SIZE];
    char *words[WORDS], *word;
    size_t count = 0;
    const char *given = line_rest(call->line, 2);
    char *list = strdup(given != NULL ? given : "");
    char *rest = list;
    if (list == NULL)
        return refuse(session, "out of memory");
    while ((word = strsep(&rest, " \t")) != NULL && count < WORDS) {
        if (*word != '\0')
            words[count++] = word;
    }
    bool done = true;
    if (take_options(session, words, &count)) {
        if (trace_input_read(session->config, words, count, &input, error))
            done = trace_packet(session, &input);
        else
            done = refuse(session, error);
    }
    free(list);
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

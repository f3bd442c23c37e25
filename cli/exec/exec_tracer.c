/*
 * exec_tracer.c: `packet-tracer`, as the device shows it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/capture/capture_feed.h"
#include "cli/exec/described.h"
#include "cli/exec/exec_rows.h"
#include "cli/trace/tracer_screen.h"
#include "parser/word.h"

#define WORDS 16

struct tracer_arguments {
    const char *what;
};

static bool
refuse(struct session *session, const char *why)
{
    fprintf(session->screen, "ERROR: %s\n", why);
    return true;
}

struct form {
    bool detailed, xml, is_captured;
};

static bool
show_screen(void *context, const struct described *described, FILE *out)
{
    const struct form *form = context;
    const struct session *session = described->session;
    return tracer_screen(
        &(struct tracer_request){
            .config = session->config,
            .engine = described->engine,
            .packet = &described->made.packet,
            .ingress = described->input->ifc,
            .outcome = &described->outcome,
            .begins_at_macs = session->dialect->tracer_begins_at_macs,
            .is_captured = form->is_captured,
            .detailed = form->detailed,
            .xml = form->xml,
        },
        out);
}

/* Captures take it where it enters, and where it is dropped (?): it never leaves. */
static void
offer_to_captures(struct session *session, const struct trace_input *input,
                  const struct described_end *end)
{
    struct capture_feed *feed =
        capture_feed_new(session->firewall->captures, session->config, session->engine, false);
    if (feed == NULL)
        return;
    struct described_packet made;
    described_make(session, input, &made);
    const struct outcome outcome = { .verdict = end->verdict,
                                     .drop = end->drop,
                                     .egress = IFC_NONE };
    capture_feed_packet(feed,
                        &(struct replay_packet){ .packet = &made.packet,
                                                 .outcome = &outcome,
                                                 .ingress = input->ifc,
                                                 .link_number = capture_link_number(LINK_RAW_IP) });
    capture_feed_free(feed);
}

static bool
trace_packet(struct session *session, const struct trace_input *input, struct form *form)
{
    struct described_packet made;
    struct described_end end;
    described_make(session, input, &made);
    form->is_captured = packet_captures_want(session->firewall->captures, session->config,
                                             &made.packet, input->ifc);
    if (!described_show(session, input, show_screen, form, &end))
        return false;
    offer_to_captures(session, input, &end);
    return true;
}

/* Words at the end that say how it is shown. */
static void
take_options(char **words, size_t *count, struct form *form)
{
    while (*count > 0) {
        const char *last = words[*count - 1];
        if (strcmp(last, "xml") == 0)
            form->xml = true;
        else if (strcmp(last, "detailed") == 0)
            form->detailed = true;
        else
            return;
        --*count;
    }
}

static bool
tracer_words_set(struct session *session, char *text)
{
    struct trace_input input;
    struct form form = { .xml = false };
    char error[TRACE_INPUT_ERROR_SIZE];
    char *words[WORDS];
    size_t count;
    if (!described_split(text, words, WORDS, &count))
        return refuse(session, "too many words for a packet");
    take_options(words, &count, &form);
    if (!trace_input_read(session->config, words, count, &input, error))
        return refuse(session, error);
    return trace_packet(session, &input, &form);
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
          "DESTINATION, or rawip SOURCE PROTOCOL DESTINATION; then detailed, xml or both"),
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

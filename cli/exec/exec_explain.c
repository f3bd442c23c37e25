/*
 * exec_explain.c: `explain` at the prompt: why flows of the last replay, of captures or of one
 * packet that is described are denied, and what mends it.
 *
 * What it replays goes through an engine of its own, without the connections of the living one,
 * under the configuration as it is now.
 */
#include "cli/exec/exec_explain.h"

#include <stdlib.h>
#include <string.h>

#include "cli/exec/described.h"
#include "cli/explain/explain_print.h"
#include "cli/sample/kept_frames.h"
#include "parser/word.h"

#define WORDS 32

struct explain_arguments {
    const char *what;
};

struct words {
    char *items[WORDS];
    size_t count;
    bool decap; /* captures: as the last replay was */
};

static bool
is_stopped(void *context)
{
    const struct session *session = context;
    return session->interrupted != NULL && session->interrupted(session->interrupted_context);
}

static bool
explain(struct session *session, const struct sample_input *inputs, size_t count, bool decap)
{
    const struct passage_source source = {
        .engine.strict_routes = session->firewall->strict_routes,
        .replay.not_before = INT64_MIN,
        .replay.decap = decap,
        .inputs = inputs,
        .input_count = count,
        .stopped = is_stopped,
        .stopped_context = session,
    };
    char error[PASSAGE_ERROR_SIZE] = "out of memory";
    struct explanation *explanation = calloc(1, sizeof *explanation);
    enum passage_end end = explanation != NULL
                               ? explain_run(session->config, &source, explanation, error)
                               : PASSAGE_NO_MEMORY;
    if (end == PASSAGE_DONE) {
        explain_print_text(session->screen, explanation);
        if (explanation->damaged)
            described_refuse(session,
                             *explanation->damage != '\0' ? explanation->damage : "damaged");
        explain_free(explanation);
    } else {
        described_refuse(session, end == PASSAGE_STOPPED ? "interrupted" : error);
    }
    free(explanation);
    return end == PASSAGE_DONE;
}

/* ---- captures ---- */

static bool
may_read(const struct session *session, const char *word)
{
    const char *equals = strchr(word, '=');
    const char *path = equals != NULL ? equals + 1 : word;
    if (strcmp(path, "-") == 0)
        return described_refuse(session, "standard input is the prompt's");
    return session_may_wait_for(session, path);
}

static bool
explain_captures(struct session *session, const struct words *words)
{
    struct sample_input inputs[WORDS] = { 0 };
    if (!session_may_use_files(session))
        return false;
    for (size_t i = 0; i < words->count; i++) {
        if (!may_read(session, words->items[i]))
            return false;
        inputs[i].word = words->items[i];
    }
    return explain(session, inputs, words->count, words->decap);
}

/* ---- a packet that is described ---- */

static bool
explain_packet(struct session *session, const struct words *words)
{
    struct trace_input described;
    char error[TRACE_INPUT_ERROR_SIZE];
    uint8_t bytes[PACKET_MADE_SIZE];
    if (!trace_input_read(session->config, words->items + 1, words->count - 1, &described, error))
        return described_refuse(session, error);
    size_t length = packet_make(&described.wish, bytes);
    const struct capture_frame frame = {
        .time = engine_now(session->engine),
        .link = LINK_RAW_IP,
        .link_number = capture_link_number(LINK_RAW_IP),
        .bytes = bytes,
        .captured = length,
        .wire_length = length,
        .seen = SEEN_INCOMING,
    };
    struct kept_frames kept = { 0 };
    bool done;
    if (kept_frames_add(&kept, &frame, NULL)) {
        const struct sample_input input = { .word = config_interface_label(session->config,
                                                                           described.ifc),
                                            .bytes = kept.bytes,
                                            .size = kept.size };
        done = explain(session, &input, 1, false);
    } else {
        done = described_refuse(session, "out of memory");
    }
    kept_frames_free(&kept);
    return done;
}

/* ---- which ---- */

static bool
explain_list(struct session *session, char *list, bool decap)
{
    struct words words = { .decap = decap };
    if (!described_split(list, words.items, WORDS, &words.count))
        return described_refuse(session, "too many captures");
    if (words.count == 0)
        return described_refuse(session, "nothing has been replayed");
    if (strcmp(words.items[0], "input") == 0)
        return explain_packet(session, &words);
    return explain_captures(session, &words);
}

static bool
explain_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    const char *given = line_rest(call->line, 1);
    const char *replayed = session->firewall->replayed;
    bool is_last = given == NULL || *given == '\0';
    char *list = strdup(!is_last ? given : replayed != NULL ? replayed : "");
    bool done = list != NULL
                    ? explain_list(session, list, is_last && session->firewall->replayed_decap)
                    : described_refuse(session, "out of memory");
    free(list);
    return done;
}

static const struct word explain_words[] = {
    KEYWORD("explain", "Why flows are denied, and the commands that mend it"),
    VALUE(
        rest, struct explain_arguments, what,
        "[NAMEIF=]FILE ..., or input NAMEIF and a packet as packet-tracer takes it; else the last "
        "replay",
        .optional = true),
    END_OF_WORDS,
};
const struct command explain_command = {
    .name = "explain",
    .help = "Why flows of the last replay are denied, and the commands that mend it",
    .words = explain_words,
    .modes = MODE_BIT(MODE_EXEC),
    .set = explain_set,
    .scratch_size = sizeof(struct explain_arguments),
};

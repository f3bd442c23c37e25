/*
 * exec_threat.c: `show threat-detection rate` and its `clear`, from 8.0. What other statistics of
 * threat detection would show is not kept.
 */
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"
#include "parser/threat_words.h"
#include "parser/word.h"

struct rate_arguments {
    bool has_least, has_event;
    uint32_t least;
    int event;
};

static bool
show_rate_set(struct command_call *call, void *scratch)
{
    const struct rate_arguments *arguments = scratch;
    struct session *session = call->user;
    enum threat_event event = (enum threat_event)arguments->event;
    show_threat_rates(session, arguments->has_event ? &event : NULL, arguments->least);
    return true;
}

static const struct word least_words[] = {
    KEYWORD("min-display-rate", "Only rates of so many events in a second, or more"),
    NUMBER(struct rate_arguments, least, 0, INT32_MAX, "Events in a second"),
    END_OF_WORDS,
};
static const struct word event_words[] = {
    CHOICE(struct rate_arguments, event, threat_event_choices),
    END_OF_WORDS,
};
static const struct word show_rate_words[] = {
    KEYWORD("show", "Show running system information"),
    KEYWORD("threat-detection", "Threat detection"),
    KEYWORD("rate", "How often packets were refused"),
    GROUP(struct rate_arguments, has_least, least_words),
    GROUP(struct rate_arguments, has_event, event_words),
    END_OF_WORDS,
};
const struct command show_threat_rate_command = {
    .name = "show threat-detection",
    .help = "Show running system information",
    .words = show_rate_words,
    .modes = PRIVILEGED,
    .since = OS_8_0,
    .set = show_rate_set,
    .scratch_size = sizeof(struct rate_arguments),
};

static bool
clear_rate_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    engine_clear_threats(((struct session *)call->user)->engine);
    return true;
}

static const struct word clear_rate_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("threat-detection", "Threat detection"),
    KEYWORD("rate", "How often packets were refused"),
    END_OF_WORDS,
};
const struct command clear_threat_rate_command = {
    .name = "clear threat-detection",
    .help = "Clear run-time state",
    .words = clear_rate_words,
    .modes = PRIVILEGED,
    .since = OS_8_0,
    .set = clear_rate_set,
};

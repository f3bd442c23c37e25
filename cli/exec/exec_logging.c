/*
 * exec_logging.c: `show logging` and what it may be asked for. Layouts: syslog.md 1.5, those of
 * queue, message and disabled (unverified).
 */
#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "cli/prompt/log.h"
#include "cli/prompt/session.h"
#include "engine/syslog/syslog.h"
#include "parser/word.h"

#define SHOW_HELP "Show running system information"
#define SHOW KEYWORD("show", SHOW_HELP)
#define LOGGING KEYWORD("logging", "Logging configuration and buffer")

enum { LEVEL_OF_ACE = LEVEL_INFORMATIONAL }; /* what one without a level of its own has */

static const struct known_message {
    uint32_t id;
    uint8_t severity;
    uint8_t since, until;
} known_messages[] = {
#define SYSLOG(id, severity, since, until, event, text) { id, LEVEL_##severity, since, until },
#include "engine/syslog/syslog.def"
#define SHELL_MESSAGE(name, id, severity, since, until, text, kinds, ...)                          \
    { id, LEVEL_##severity, since, until },
#include "cli/prompt/shell_message.def"
};

static bool
show_logging_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    log_show(&session->firewall->log, session->config, session->screen);
    return true;
}

static const struct word show_logging_words[] = { SHOW, LOGGING, END_OF_WORDS };
const struct command show_logging_command = {
    .name = "show logging",
    .help = SHOW_HELP,
    .words = show_logging_words,
    .modes = PRIVILEGED,
    .set = show_logging_set,
};

static bool
show_setting_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    log_show_setting(&session->firewall->log, session->config, session->screen);
    return true;
}

static const struct word show_setting_words[] = {
    SHOW,
    LOGGING,
    KEYWORD("setting", "Logging configuration without the buffer"),
    END_OF_WORDS,
};
const struct command show_logging_setting_command = {
    .name = "show logging setting",
    .help = SHOW_HELP,
    .words = show_setting_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = show_setting_set,
};

/* A line is written as soon as it is made: the queue is always empty, and nothing is dropped. */
static bool
show_queue_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    fprintf(session->screen, "\tLogging Queue length limit : %u msg(s)\n",
            (unsigned)session->config->logging.queue);
    fputs("\tCurrent 0 msg on queue, 0 msgs most on queue, 0 msg discard.\n", session->screen);
    return true;
}

static const struct word show_queue_words[] = {
    SHOW,
    LOGGING,
    KEYWORD("queue", "The queue of messages"),
    END_OF_WORDS,
};
const struct command show_logging_queue_command = {
    .name = "show logging queue",
    .help = SHOW_HELP,
    .words = show_queue_words,
    .modes = PRIVILEGED,
    .set = show_queue_set,
};

/* ---- what only 7.0 has ---- */

static bool
show_asdm_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    log_show_asdm(&session->firewall->log, session->screen);
    return true;
}

static const struct word show_asdm_words[] = {
    SHOW,
    LOGGING,
    KEYWORD("asdm", "The lines that are kept for the ASDM"),
    END_OF_WORDS,
};
const struct command show_logging_asdm_command = {
    .name = "show logging asdm",
    .help = SHOW_HELP,
    .words = show_asdm_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = show_asdm_set,
};

static bool
clear_asdm_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    log_clear_asdm(&session->firewall->log);
    return true;
}

static const struct word clear_asdm_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("logging", "The log buffer"),
    KEYWORD("asdm", "The lines that are kept for the ASDM"),
    END_OF_WORDS,
};
const struct command clear_logging_asdm_command = {
    .name = "clear logging asdm",
    .help = "Clear run-time state",
    .words = clear_asdm_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = clear_asdm_set,
};

/* The limits as they are configured; how the device lays them out is not known (?). */
static bool
show_rate_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    const struct logging *logging = &session->config->logging;
    FILE *out = session->screen;
    for (size_t i = 0; i < logging->rate_count; i++) {
        const struct log_rate *rate = &logging->rates[i];
        fputs("logging rate-limit ", out);
        if (rate->unlimited)
            fputs("unlimited ", out);
        else
            fprintf(out, "%u %u ", rate->count, rate->interval_seconds);
        if (rate->by_level)
            fprintf(out, "level %s\n", syslog_level_name((int)rate->what));
        else
            fprintf(out, "message %06u\n", rate->what);
    }
    return true;
}

static const struct word show_rate_words[] = {
    SHOW,
    LOGGING,
    KEYWORD("rate-limit", "How many messages may come at a time"),
    END_OF_WORDS,
};
const struct command show_logging_rate_command = {
    .name = "show logging rate-limit",
    .help = SHOW_HELP,
    .words = show_rate_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = show_rate_set,
};

/* ---- messages ---- */

/* NULL: not in the catalogue of the version. */
static const struct known_message *
known_message(const struct config *config, uint32_t id)
{
    for (size_t i = 0; i < ARRAY_LENGTH(known_messages); i++) {
        const struct known_message *known = &known_messages[i];
        if (known->id == id && config->os.version >= known->since &&
            config->os.version <= known->until)
            return known;
    }
    return NULL;
}

/* The usual level of a message that is not in the catalogue is not known: it is left out. */
static void
print_message(struct session *session, uint32_t id)
{
    const struct config *config = session->config;
    const struct known_message *known = known_message(config, id);
    uint8_t usual = known != NULL ? known->severity : UINT8_MAX;
    struct syslog_message message = syslog_message_by_id(config, id, usual);
    fprintf(session->screen, "syslog %06u:", (unsigned)id);
    if (known != NULL)
        fprintf(session->screen, " default-level %s", syslog_level_name(usual));
    if (message.severity != usual)
        fprintf(session->screen, "%s current-level %s", known != NULL ? "," : "",
                syslog_level_name(message.severity));
    fprintf(session->screen, " (%s)\n", message.disabled ? "disabled" : "enabled");
}

static void
print_changed(struct session *session)
{
    const struct logging *logging = &session->config->logging;
    for (size_t i = 0; i < logging->message_count; i++)
        print_message(session, logging->messages[i].id);
}

/* In the order of their numbers, each once. */
static void
print_all(struct session *session)
{
    uint32_t last = 0;
    for (;;) {
        uint32_t next = UINT32_MAX;
        for (size_t i = 0; i < ARRAY_LENGTH(known_messages); i++) {
            uint32_t id = known_messages[i].id;
            if (id > last && id < next && known_message(session->config, id) != NULL)
                next = id;
        }
        if (next == UINT32_MAX)
            return;
        print_message(session, next);
        last = next;
    }
}

struct message_arguments {
    uint32_t id; /* 0: none is named */
};

static bool
show_message_set(struct command_call *call, void *scratch)
{
    const struct message_arguments *arguments = scratch;
    if (arguments->id != 0)
        print_message(call->user, arguments->id);
    else
        print_changed(call->user);
    return true;
}

#define MESSAGE KEYWORD("message", "Messages that are changed, or one")

static const struct word show_message_words[] = {
    SHOW,
    LOGGING,
    MESSAGE,
    NUMBER(struct message_arguments, id, 100000, 999999, "Number of a message", .optional = true),
    END_OF_WORDS,
};
const struct command show_logging_message_command = {
    .name = "show logging message",
    .help = SHOW_HELP,
    .words = show_message_words,
    .modes = PRIVILEGED,
    .since = OS_6_3,
    .set = show_message_set,
    .scratch_size = sizeof(struct message_arguments),
};

static bool
show_all_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    print_all(call->user);
    return true;
}

static const struct word show_all_words[] = {
    SHOW, LOGGING, MESSAGE, KEYWORD("all", "All messages"), END_OF_WORDS,
};
const struct command show_logging_all_command = {
    .name = "show logging message all",
    .help = SHOW_HELP,
    .words = show_all_words,
    .modes = PRIVILEGED,
    .since = OS_6_3,
    .set = show_all_set,
};

static bool
show_disabled_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    const struct logging *logging = &session->config->logging;
    for (size_t i = 0; i < logging->message_count; i++) {
        if (logging->messages[i].disabled)
            fprintf(session->screen, "no logging message %06u\n",
                    (unsigned)logging->messages[i].id);
    }
    return true;
}

static const struct word show_disabled_words[] = {
    SHOW,
    LOGGING,
    KEYWORD("disabled", "Messages that are not logged"),
    END_OF_WORDS,
};
const struct command show_logging_disabled_command = {
    .name = "show logging disabled",
    .help = SHOW_HELP,
    .words = show_disabled_words,
    .modes = PRIVILEGED,
    .before = OS_6_3,
    .set = show_disabled_set,
};

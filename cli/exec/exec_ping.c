/*
 * exec_ping.c: `ping` without a network: the box answers for its own addresses, and nobody else
 * does. That nobody answers is this emulator's word, not a device's. Layouts [R].
 */
#include <string.h>

#include "cli/exec/exec_rows.h"
#include "cli/prompt/session.h"
#include "engine/base/ip.h"
#include "parser/word.h"

#define PING_HELP "Test connectivity: only the box itself answers"

struct ping_arguments {
    ifc_id ifc;
    bool by_repeat, by_size, by_timeout;
    const char *host; /* from 7.0 on, where its own error says that it is no name */
    uint32_t address, repeat, size, timeout;
};

static void
ping_init(void *scratch)
{
    *(struct ping_arguments *)scratch =
        (struct ping_arguments){ .ifc = IFC_NONE, .repeat = 5, .size = 100, .timeout = 2 };
}

static bool
is_own(const struct config *config, const struct ping_arguments *arguments)
{
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface_is_up(interface) && interface->address != 0 &&
            interface->address == arguments->address &&
            (arguments->ifc == IFC_NONE || arguments->ifc == i))
            return true;
    }
    return false;
}

/* No name server can be asked: shell.md 3.1 [V]. */
static void
print_no_host(struct session *session, const struct line *line, const char *host)
{
    size_t at = 1;
    while (at + 1 < line->count && strcmp(line->tokens[at].text, host) != 0)
        at++;
    fprintf(session->screen, "%*s\nERROR: %% Invalid Hostname\n",
            (int)(strlen(session->prompt) + line_column(line, at)), "^");
}

static bool
ping_set(struct command_call *call, void *scratch)
{
    struct ping_arguments *arguments = scratch;
    struct session *session = call->user;
    FILE *out = session->screen;
    if (!ip_parse(arguments->host, strlen(arguments->host), &arguments->address) &&
        !config_address_of(session->config, arguments->host, &arguments->address)) {
        print_no_host(session, call->line, arguments->host);
        return false;
    }
    bool answers = is_own(session->config, arguments);
    uint32_t count = arguments->repeat;
    char address[IP_TEXT_SIZE];
    ip_format(arguments->address, address);
    fprintf(out,
            "Type escape sequence to abort.\n"
            "Sending %u, %u-byte ICMP Echos to %s, timeout is %u seconds:\n",
            count, arguments->size, address, arguments->timeout);
    for (uint32_t i = 0; i < count; i++)
        putc(answers ? '!' : '?', out);
    fprintf(out, "\nSuccess rate is %u percent (%u/%u)%s\n", answers ? 100U : 0U,
            answers ? count : 0U, count, answers ? ", round-trip min/avg/max = 1/1/1 ms" : "");
    return true;
}

static const struct word repeat_words[] = {
    KEYWORD("repeat", "How often"),
    NUMBER(struct ping_arguments, repeat, 1, 1000, "Echo requests"),
    END_OF_WORDS,
};
static const struct word size_words[] = {
    KEYWORD("size", "How large"),
    NUMBER(struct ping_arguments, size, 36, 18024, "Bytes of a request"),
    END_OF_WORDS,
};
static const struct word timeout_words[] = {
    KEYWORD("timeout", "How long an answer is waited for"),
    NUMBER(struct ping_arguments, timeout, 1, 3600, "Seconds"),
    END_OF_WORDS,
};
static const struct word ping_options[] = {
    GROUP(struct ping_arguments, by_repeat, repeat_words),
    GROUP(struct ping_arguments, by_size, size_words),
    GROUP(struct ping_arguments, by_timeout, timeout_words),
    END_OF_WORDS,
};
static const struct word ping_words[] = {
    KEYWORD("ping", PING_HELP),
    VALUE(nameif, struct ping_arguments, ifc, "Interface that it is sent from", .optional = true),
    VALUE(text, struct ping_arguments, host, "Address or name"),
    ANY_ORDER(ping_options),
    END_OF_WORDS,
};
const struct command ping_command = {
    .name = "ping",
    .help = PING_HELP,
    .words = ping_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .init = ping_init,
    .set = ping_set,
    .scratch_size = sizeof(struct ping_arguments),
};

/* ---- 6.x: three, a line each ---- */

static bool
ping_old_set(struct command_call *call, void *scratch)
{
    const struct ping_arguments *arguments = scratch;
    struct session *session = call->user;
    char address[IP_TEXT_SIZE];
    ip_format(arguments->address, address);
    for (int i = 0; i < 3; i++)
        fprintf(session->screen, "\t%s %s\n", address,
                is_own(session->config, arguments) ? "response received -- 0ms"
                                                   : "NO response received -- 1000ms");
    return true;
}

static const struct word ping_old_words[] = {
    KEYWORD("ping", PING_HELP),
    VALUE(nameif, struct ping_arguments, ifc, "Interface that it is sent from", .optional = true),
    VALUE(address, struct ping_arguments, address, "Address or name"),
    END_OF_WORDS,
};
const struct command ping_old_command = {
    .name = "ping",
    .help = PING_HELP,
    .words = ping_old_words,
    .modes = PRIVILEGED,
    .before = OS_7_0,
    .init = ping_init,
    .set = ping_old_set,
    .scratch_size = sizeof(struct ping_arguments),
};

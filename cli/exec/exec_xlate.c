/*
 * exec_xlate.c: show xlate and clear xlate, which pick slots by the same words (shell.md 6.2).
 */
#include "cli/exec/exec_range.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"
#include "parser/word.h"

struct xlate_arguments {
    struct xlate_query query;
    bool global_mask, local_mask;
};

static void
xlate_init(void *scratch)
{
    struct xlate_arguments *arguments = scratch;
    arguments->query.global.netmask = IP_HOST_MASK;
    arguments->query.local.netmask = IP_HOST_MASK;
}

static const struct word global_mask_words[] = {
    KEYWORD("netmask", "Netmask of the address"),
    VALUE(netmask, struct xlate_arguments, query.global.netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word local_mask_words[] = {
    KEYWORD("netmask", "Netmask of the address"),
    VALUE(netmask, struct xlate_arguments, query.local.netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word global_words[] = {
    KEYWORD("global", "By global address"),
    VALUE(address_range, struct xlate_arguments, query.global, "Global addresses"),
    GROUP(struct xlate_arguments, global_mask, global_mask_words),
    END_OF_WORDS,
};
static const struct word local_words[] = {
    KEYWORD("local", "By local address"),
    VALUE(address_range, struct xlate_arguments, query.local, "Local addresses"),
    GROUP(struct xlate_arguments, local_mask, local_mask_words),
    END_OF_WORDS,
};
static const struct word gport_words[] = {
    KEYWORD("gport", "By global port"),
    VALUE(port_range, struct xlate_arguments, query.gport, "Global ports"),
    END_OF_WORDS,
};
static const struct word lport_words[] = {
    KEYWORD("lport", "By local port"),
    VALUE(port_range, struct xlate_arguments, query.lport, "Local ports"),
    END_OF_WORDS,
};
static const struct word interface_words[] = {
    KEYWORD("interface", "By interface"),
    VALUE(nameif, struct xlate_arguments, query.ifc, "Interface"),
    END_OF_WORDS,
};
static const struct choice states[] = {
    { "identity", "Addresses that stay as they are", XLATE_IDENTITIES, 0, 0 },
    { "norandomseq", "Whose sequence numbers stay as they are", XLATE_IN_ORDER, 0, 0 },
    { "portmap", "Ports", XLATE_PORTMAPS, 0, 0 },
    { "static", "Of statics", XLATE_STATICS, 0, 0 },
    { 0 },
};
static const struct word state_words[] = {
    KEYWORD("state", "By state"),
    CHOICE(struct xlate_arguments, query.state, states),
    END_OF_WORDS,
};
#define PICKS                                                                                      \
    GROUP(struct xlate_arguments, query.by_global, global_words),                                  \
        GROUP(struct xlate_arguments, query.by_gport, gport_words),                                \
        GROUP(struct xlate_arguments, query.by_interface, interface_words),                        \
        GROUP(struct xlate_arguments, query.by_local, local_words),                                \
        GROUP(struct xlate_arguments, query.by_lport, lport_words),                                \
        GROUP(struct xlate_arguments, query.by_state, state_words)

static bool
show_xlate_set(struct command_call *call, void *scratch)
{
    const struct xlate_arguments *arguments = scratch;
    show_xlate(call->user, &arguments->query);
    return true;
}

static const struct word show_options[] = {
    PICKS,
    FLAG(struct xlate_arguments, query.count, "count", "Only how many"),
    FLAG(struct xlate_arguments, query.debug, "debug", "With idle times and timeouts"),
    FLAG(struct xlate_arguments, query.detail, "detail", "With interfaces and flags"),
    END_OF_WORDS,
};
static const struct word show_xlate_words[] = {
    KEYWORD("show", "Show running system information"),
    KEYWORD("xlate", "Translations"),
    ANY_ORDER(show_options),
    END_OF_WORDS,
};
const struct command show_xlate_command = {
    .name = "show xlate",
    .help = "Show running system information",
    .words = show_xlate_words,
    .modes = PRIVILEGED,
    .init = xlate_init,
    .set = show_xlate_set,
    .scratch_size = sizeof(struct xlate_arguments),
};

static bool
clear_xlate_set(struct command_call *call, void *scratch)
{
    const struct xlate_arguments *arguments = scratch;
    struct session *session = call->user;
    engine_clear_picked_xlates(session->engine, xlate_query_picks, &arguments->query);
    return true;
}

static const struct word clear_options[] = { PICKS, END_OF_WORDS };
static const struct word clear_xlate_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("xlate", "Translations, and the connections that use them"),
    ANY_ORDER(clear_options),
    END_OF_WORDS,
};
const struct command clear_xlate_command = {
    .name = "clear xlate",
    .help = "Clear run-time state",
    .words = clear_xlate_words,
    .modes = PRIVILEGED,
    .init = xlate_init,
    .set = clear_xlate_set,
    .scratch_size = sizeof(struct xlate_arguments),
};

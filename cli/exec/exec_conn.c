/*
 * exec_conn.c: the rows of `show conn` and `show local-host` (shell.md 6.3, 6.4).
 */
#include <string.h>

#include "cli/exec/exec_range.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"
#include "parser/word.h"

#define SHOW_HELP "Show running system information"

/* ---- conn ---- */

struct conn_arguments {
    struct conn_query query;
    bool foreign_mask, local_mask, address_mask;
};

static void
conn_init(void *scratch)
{
    struct conn_arguments *arguments = scratch;
    arguments->query.foreign.netmask = IP_HOST_MASK;
    arguments->query.local.netmask = IP_HOST_MASK;
    arguments->query.address.netmask = IP_HOST_MASK;
}

static bool
show_conn_set(struct command_call *call, void *scratch)
{
    const struct conn_arguments *arguments = scratch;
    show_conn(call->user, &arguments->query);
    return true;
}

/* The state that TEXT names in full, as a bit; 0: none of this version. */
static uint32_t
state_bit(enum os_version version, const char *text, size_t length)
{
    for (size_t i = 0; conn_states[i].text != NULL; i++) {
        const struct conn_state *state = &conn_states[i];
        if (version_in(version, state->since, 0) && strlen(state->text) == length &&
            memcmp(state->text, text, length) == 0)
            return UINT32_C(1) << i;
    }
    return 0;
}

/* "up,finin": false when one of them is no state. */
static bool
read_states(enum os_version version, const char *text, uint32_t *states)
{
    *states = 0;
    for (;;) {
        size_t length = strcspn(text, ",");
        uint32_t bit = state_bit(version, text, length);
        if (bit == 0)
            return false;
        *states |= bit;
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
}

/* One state may be short, several are typed in full. */
static bool
states_match(const struct word *word, struct matching *matching, void *scratch)
{
    const struct token *token = matching_next(matching);
    enum os_version version = matching->context->version;
    uint32_t states = 0;
    if (token != NULL && read_states(version, token->text, &states))
        matching_take(matching);
    for (size_t i = 0; states == 0 && conn_states[i].text != NULL; i++) {
        if (version_in(version, conn_states[i].since, 0) &&
            matching_keyword(matching, conn_states[i].text, conn_states[i].help))
            states = UINT32_C(1) << i;
    }
    memcpy(word_place(scratch, word->offset), &states, sizeof(states));
    return states != 0;
}

static const struct word_type word_states = { "state[,state]", states_match, word_write_nothing };

static const struct word foreign_mask_words[] = {
    KEYWORD("netmask", "Netmask of the address"),
    VALUE(netmask, struct conn_arguments, query.foreign.netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word local_mask_words[] = {
    KEYWORD("netmask", "Netmask of the address"),
    VALUE(netmask, struct conn_arguments, query.local.netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word address_mask_words[] = {
    KEYWORD("netmask", "Netmask of the address"),
    VALUE(netmask, struct conn_arguments, query.address.netmask, "Netmask"),
    END_OF_WORDS,
};
static const struct word conn_foreign_words[] = {
    KEYWORD("foreign", "By the address at the lower security level"),
    VALUE(address_range, struct conn_arguments, query.foreign, "Foreign addresses"),
    GROUP(struct conn_arguments, foreign_mask, foreign_mask_words),
    END_OF_WORDS,
};
static const struct word conn_local_words[] = {
    KEYWORD("local", "By the address at the higher security level"),
    VALUE(address_range, struct conn_arguments, query.local, "Local addresses"),
    GROUP(struct conn_arguments, local_mask, local_mask_words),
    END_OF_WORDS,
};
static const struct word conn_address_words[] = {
    KEYWORD("address", "By the address of either end"),
    VALUE(address_range, struct conn_arguments, query.address, "Addresses"),
    GROUP(struct conn_arguments, address_mask, address_mask_words),
    END_OF_WORDS,
};
static const struct word conn_protocol_words[] = {
    KEYWORD("protocol", "By protocol"),
    VALUE(protocol, struct conn_arguments, query.protocol, "tcp, udp or a number"),
    END_OF_WORDS,
};
static const struct word conn_fport_words[] = {
    KEYWORD("fport", "By the foreign port"),
    VALUE(port_range, struct conn_arguments, query.fport, "Foreign ports"),
    END_OF_WORDS,
};
static const struct word conn_lport_words[] = {
    KEYWORD("lport", "By the local port"),
    VALUE(port_range, struct conn_arguments, query.lport, "Local ports"),
    END_OF_WORDS,
};
static const struct word conn_port_words[] = {
    KEYWORD("port", "By the port of either end"),
    VALUE(port_range, struct conn_arguments, query.port, "Ports"),
    END_OF_WORDS,
};
static const struct word conn_state_words[] = {
    KEYWORD("state", "By state"),
    VALUE(states, struct conn_arguments, query.states, "One of these states, with commas between"),
    END_OF_WORDS,
};
static const struct word conn_options[] = {
    GROUP(struct conn_arguments, query.by_address, conn_address_words, .since = OS_7_0),
    FLAG(struct conn_arguments, query.count, "count", "Only how many"),
    FLAG(struct conn_arguments, query.detail, "detail", "With interfaces and the list of flags"),
    GROUP(struct conn_arguments, query.by_foreign, conn_foreign_words),
    GROUP(struct conn_arguments, query.by_fport, conn_fport_words),
    GROUP(struct conn_arguments, query.by_local, conn_local_words),
    GROUP(struct conn_arguments, query.by_lport, conn_lport_words),
    GROUP(struct conn_arguments, query.by_port, conn_port_words, .since = OS_7_0),
    GROUP(struct conn_arguments, query.by_protocol, conn_protocol_words),
    GROUP(struct conn_arguments, query.by_state, conn_state_words),
    END_OF_WORDS,
};
static const struct word show_conn_words[] = {
    KEYWORD("show", SHOW_HELP),
    KEYWORD("conn", "Connections"),
    ANY_ORDER(conn_options),
    END_OF_WORDS,
};
const struct command show_conn_command = {
    .name = "show conn",
    .help = SHOW_HELP,
    .words = show_conn_words,
    .modes = PRIVILEGED,
    .init = conn_init,
    .set = show_conn_set,
    .scratch_size = sizeof(struct conn_arguments),
};

/* ---- local-host ---- */

static bool
show_local_host_set(struct command_call *call, void *scratch)
{
    struct local_host_query *query = scratch;
    query->by_address = query->address != 0;
    show_local_host(call->user, query);
    return true;
}

static const struct word show_local_host_words[] = {
    KEYWORD("show", SHOW_HELP),
    KEYWORD("local-host", "Local hosts with their connections"),
    VALUE(address, struct local_host_query, address, "One of them", .optional = true),
    FLAG(struct local_host_query, detail, "detail", "With interfaces and flags", .since = OS_7_0),
    END_OF_WORDS,
};
const struct command show_local_host_command = {
    .name = "show local-host",
    .help = SHOW_HELP,
    .words = show_local_host_words,
    .modes = PRIVILEGED,
    .set = show_local_host_set,
    .scratch_size = sizeof(struct local_host_query),
};

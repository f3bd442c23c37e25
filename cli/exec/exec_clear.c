/*
 * exec_clear.c: the rows of `clear` that set counters back (shell.md 5). None of them prints.
 *
 * The engine's counters only grow; what they had is remembered where it is shown from.
 */
#include <string.h>

#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "parser/word.h"

#define CLEAR_HELP "Clear run-time state"
#define CLEAR KEYWORD("clear", CLEAR_HELP)

/* ---- interface, traffic ---- */

struct interface_arguments {
    const char *name;
};

static bool
clear_interface_set(struct command_call *call, void *scratch)
{
    const struct interface_arguments *arguments = scratch;
    struct session *session = call->user;
    ifc_id ifc = IFC_NONE;
    if (arguments->name != NULL && !exec_interface(session, arguments->name, &ifc))
        return false;
    for (size_t i = 0; i < session->firewall->meter_count; i++) {
        if (ifc == IFC_NONE || i == ifc)
            session->firewall->meters[i].interface = (struct interface_counters){ 0 };
    }
    return true;
}

static const struct word clear_interface_words[] = {
    CLEAR,
    KEYWORD("interface", "Counters of the interfaces"),
    VALUE(text, struct interface_arguments, name, "Name of the interface", .optional = true),
    END_OF_WORDS,
};
const struct command clear_interface_command = {
    .name = "clear interface",
    .help = CLEAR_HELP,
    .words = clear_interface_words,
    .modes = PRIVILEGED,
    .set = clear_interface_set,
    .scratch_size = sizeof(struct interface_arguments),
};

static bool
clear_traffic_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    for (size_t i = 0; i < session->firewall->meter_count; i++)
        session->firewall->meters[i].traffic = (struct interface_counters){ 0 };
    session->firewall->traffic_since = engine_now(session->engine);
    return true;
}

static const struct word clear_traffic_words[] = {
    CLEAR,
    KEYWORD("traffic", "Packets by interface, and since when they are counted"),
    END_OF_WORDS,
};
const struct command clear_traffic_command = {
    .name = "clear traffic",
    .help = CLEAR_HELP,
    .words = clear_traffic_words,
    .modes = PRIVILEGED,
    .set = clear_traffic_set,
};

/* ---- arp ---- */

/* What has been learned goes, which here is nothing; the configuration's entries stay. */
static bool
clear_learned_set(struct command_call *call, void *scratch)
{
    (void)call;
    (void)scratch;
    return true;
}

static const struct word clear_arp_words[] = {
    CLEAR,
    KEYWORD("arp", "Learned entries of the ARP table: there never are any"),
    END_OF_WORDS,
};
/* In 6.x it is a command of the configuration (parser/cmd_arp.c). */
const struct command clear_arp_command = {
    .name = "clear arp",
    .help = CLEAR_HELP,
    .words = clear_arp_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = clear_learned_set,
};

/* ---- route ---- */

/* What routing protocols have told goes, which here is nothing. */
static const struct word clear_route_words[] = {
    CLEAR,
    KEYWORD("route", "Learned routes: there never are any"),
    END_OF_WORDS,
};
/* In 6.x it is a command of the configuration. */
const struct command clear_route_command = {
    .name = "clear route",
    .help = CLEAR_HELP,
    .words = clear_route_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = clear_learned_set,
};

/* ---- asp drop ---- */

static bool
clear_asp_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    struct engine_counters counters = engine_counters(session->engine);
    struct cleared_drops *cleared = &session->firewall->cleared_drops;
    cleared->time = engine_now(session->engine);
    memcpy(cleared->drops, counters.drops, sizeof(cleared->drops));
    return true;
}

static const struct word clear_asp_words[] = {
    CLEAR,
    KEYWORD("asp", "Accelerated security path"),
    KEYWORD("drop", "Why packets were dropped"),
    END_OF_WORDS,
};
const struct command clear_asp_command = {
    .name = "clear asp drop",
    .help = CLEAR_HELP,
    .words = clear_asp_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = clear_asp_set,
};

/* ---- service-policy ---- */

struct policy_arguments {
    bool global, by_interface;
    ifc_id ifc;
};

static bool
clear_policy_set(struct command_call *call, void *scratch)
{
    const struct policy_arguments *arguments = scratch;
    struct session *session = call->user;
    const struct config *config = session->config;
    bool all = !arguments->global && !arguments->by_interface;
    for (size_t i = 0; i < config->service_policy_count; i++) {
        const struct service_policy *service = &config->service_policies[i];
        bool is_global = service->ifc == IFC_NONE;
        if (all || (arguments->global && is_global) ||
            (arguments->by_interface && !is_global && service->ifc == arguments->ifc))
            engine_clear_policy_counts(session->engine, service->policy_map);
    }
    return true;
}

static const struct word policy_interface_words[] = {
    KEYWORD("interface", "The policy of one interface"),
    VALUE(nameif, struct policy_arguments, ifc, "Interface"),
    END_OF_WORDS,
};
static const struct word policy_options[] = {
    FLAG(struct policy_arguments, global, "global", "The global policy"),
    GROUP(struct policy_arguments, by_interface, policy_interface_words),
    END_OF_WORDS,
};
static const struct word clear_policy_words[] = {
    CLEAR,
    KEYWORD("service-policy", "Counters of the service policies"),
    ANY_ORDER(policy_options),
    END_OF_WORDS,
};
const struct command clear_policy_command = {
    .name = "clear service-policy",
    .help = CLEAR_HELP,
    .words = clear_policy_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = clear_policy_set,
    .scratch_size = sizeof(struct policy_arguments),
};

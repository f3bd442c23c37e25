/*
 * mend.c: which mends there are for which reason, and what those who make them share.
 */
#include "cli/explain/mend.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trace/trace_private.h"
#include "engine/base/ip.h"

typedef void mend_maker(struct mend_ask *ask);

#define MAKERS 4

struct reason {
    mend_maker *makers[MAKERS];
    const char *why_not; /* when nobody makes one */
};

static const char capture_lacks[] =
    "the capture lacks the packet that opens the connection, or that packet was denied itself";
static const char as_damaged[] =
    "the packet is damaged; no version lets such a one pass, and no command changes that";
static const char state_decides[] =
    "the state of its connection decides, not a line of the configuration";

static const struct reason reasons[DROP_REASON_COUNT] = {
    [DROP_NOT_IP] = { .why_not = "it is no IPv4 packet" },
    [DROP_IPV6] = { .why_not = "IPv6 is not modelled" },
    [DROP_INVALID_IP_HEADER] = { .why_not = as_damaged },
    [DROP_IP_CHECKSUM] = { .why_not = as_damaged },
    [DROP_INVALID_IP_LENGTH] = { .why_not = as_damaged },
    [DROP_INVALID_TCP_HEADER] = { .why_not = as_damaged },
    [DROP_INVALID_UDP_LENGTH] = { .why_not = as_damaged },
    [DROP_CAPTURE_CUT] = { .why_not = "too little of the packet was captured: capture whole "
                                      "packets" },
    [DROP_SPOOF] = { .why_not = "its address cannot be a source or a destination there; no command "
                                "lets it pass" },
    [DROP_LAND] = { .why_not = "source and destination are the same: a land attack, which no "
                               "command lets pass" },
    [DROP_IP_OPTIONS] = { .why_not = "IP options are refused, and no command of this version that "
                                     "is modelled lets them pass" },
    [DROP_PORT_ZERO] = { .why_not = "port 0 is refused, and no command lets it pass" },
    [DROP_SHUNNED] = { .why_not = "its source is shunned, which stands above all lines: take the "
                                  "shun away (no shun ADDRESS), if it is not there for a good "
                                  "reason" },
    [DROP_AUDIT] = { .why_not = "an ip audit signature refuses it: see its policy (ip audit "
                                "name, ip audit signature N disable)" },
    [DROP_REVERSE_PATH] = { .makers = { mend_guards, mend_route_lines } },
    [DROP_CONN_SPOOF] = { .why_not = "it belongs to a connection of another interface: the capture "
                                     "shows the packet where it should not be" },
    [DROP_NO_CONN] = { .makers = { mend_inspections }, .why_not = capture_lacks },
    [DROP_TCP_RESERVED] = { .why_not = state_decides },
    [DROP_TCP_OPTION] = { .why_not = "a TCP option that is not allowed: a tcp-map decides" },
    [DROP_TCP_CHECKSUM] = { .why_not = as_damaged },
    [DROP_TTL_EXCEEDED] = { .why_not = "its time to live has run out on the way" },
    [DROP_MIDSTREAM] = { .why_not = capture_lacks },
    [DROP_UNREAD] = { .why_not = "an inspection may let it pass: the capture is cut, or lacks "
                                 "packets, where its control connection would say so" },
    [DROP_ACL] = { .makers = { mend_access, mend_inspections } },
    [DROP_OUTBOUND] = { .makers = { mend_access } },
    [DROP_IMPLICIT] = { .makers = { mend_access, mend_inspections, mend_destination,
                                    mend_exemption } },
    [DROP_MANAGEMENT_ONLY] = { .makers = { mend_interface } },
    [DROP_NO_ROUTE] = { .makers = { mend_route_lines } },
    [DROP_NO_XLATE] = { .makers = { mend_destination, mend_exemption, mend_inspections } },
    [DROP_NO_TRANSLATION] = { .makers = { mend_source, mend_exemption, mend_inspections,
                                          mend_destination } },
    [DROP_TRANSLATION_FAILED] = { .makers = { mend_inspections, mend_source } },
    [DROP_NAT_REVERSE_PATH] = { .makers = { mend_destination, mend_exemption, mend_source } },
    [DROP_TCP_STATE] = { .why_not = state_decides },
    [DROP_DUPLICATE_SYN] = { .why_not = state_decides },
    [DROP_TCP_DUAL_OPEN] = { .why_not = state_decides },
    [DROP_TCP_WRONG_ACK] = { .why_not = state_decides },
    [DROP_TCP_PAST_WINDOW] = { .why_not = state_decides },
    [DROP_TCP_RESET_PAST_WINDOW] = { .why_not = state_decides },
    [DROP_TCP_INVALID_ACK] = { .why_not = state_decides },
    [DROP_TCP_SYN_DATA] = { .why_not = "TCP normalization refuses it: a tcp-map decides" },
    [DROP_TCP_SYN_ACK_DATA] = { .why_not = "TCP normalization refuses it: a tcp-map decides" },
    [DROP_TCP_EXCEEDS_MSS] = { .why_not = "the segment is larger than what its receiver asked for: "
                                          "a tcp-map with exceed-mss allow lets it pass" },
    [DROP_TCP_WINDOW_SHRUNK] = { .why_not = state_decides },
    [DROP_TO_THE_BOX] = { .why_not = "it is for the firewall itself, which has no service there" },
    [DROP_BOX_REFUSED] = { .makers = { mend_box } },
    [DROP_INTERFACE_DOWN] = { .makers = { mend_interface } },
    [DROP_INSPECTION] = { .makers = { mend_uninspected } },
    [DROP_CONN_LIMIT] = { .why_not = "a limit of connections is reached: that of its nat, static "
                                     "or class is the line to look at" },
    [DROP_CONN_TABLE_FULL] = { .why_not = "the connection table is full" },
    [DROP_XLATE_TABLE_FULL] = { .why_not = "the translation table is full" },
    [DROP_FRAGMENT] = { .why_not = "the capture lacks the other fragments of its datagram" },
    [DROP_FRAGMENT_TIMEOUT] = { .why_not = "the other fragments of its datagram did not come" },
    [DROP_FRAGMENT_LIMIT] = { .makers = { mend_guards } },
    [DROP_FRAGMENT_CHAIN] = { .makers = { mend_guards } },
    [DROP_FRAGMENT_SIZE] = { .why_not = as_damaged },
    [DROP_TEARDROP] = { .why_not = as_damaged },
    [DROP_FRAGMENT_GUARD] = { .makers = { mend_guards } },
    [DROP_FRAGMENT_MEMORY] = { .why_not = "more fragments wait than are kept" },
};

void
mend_offer(struct mend_ask *ask)
{
    const struct reason *reason = &reasons[ask->stop->drop];
    for (size_t i = 0; i < MAKERS && reason->makers[i] != NULL; i++)
        reason->makers[i](ask);
}

const char *
mend_why_not(const struct stop *stop)
{
    if (stop->verdict == VERDICT_UNDECIDED && stop->drop == DROP_NONE)
        return "the model cannot tell what becomes of it";
    return reasons[stop->drop].why_not;
}

/* ---- plans ---- */

struct plan *
mend_begin(struct mend_ask *ask, double opens)
{
    if (ask->count == MENDS_MAX) {
        ask->bounded = true;
        return NULL;
    }
    struct plan *plan = &ask->mends[ask->count++];
    *plan = (struct plan){ .opens = opens };
    return plan;
}

struct plan *
mend_begin_other(struct mend_ask *ask, double opens)
{
    struct plan *plan = mend_begin(ask, opens);
    if (plan != NULL)
        plan->if_refused = true;
    return plan;
}

void
mend_text(struct mend_ask *ask, struct plan *plan, bool restores, const char *text)
{
    if (plan == NULL)
        return;
    char *copy = arena_strdup(ask->arena, text);
    ask->no_memory = ask->no_memory || copy == NULL;
    if (plan->count == PLAN_COMMANDS || copy == NULL) {
        ask->bounded = true;
        if (plan == &ask->mends[ask->count - 1])
            ask->count--;
        return;
    }
    plan->commands[plan->count++] = (struct plan_command){ copy, restores };
}

static void
add_formatted(struct mend_ask *ask, struct plan *plan, bool restores, const char *format,
              va_list arguments)
{
    char text[512];
    int length = vsnprintf(text, sizeof text, format, arguments);
    if (length < 0 || (size_t)length >= sizeof text)
        text[0] = '\0'; /* no version takes it */
    mend_text(ask, plan, restores, text);
}

void
mend_command(struct mend_ask *ask, struct plan *plan, bool restores, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_formatted(ask, plan, restores, format, arguments);
    va_end(arguments);
}

void
mend_insert(struct mend_ask *ask, struct plan *plan, size_t at, const char *format, ...)
{
    size_t count = plan->count;
    va_list arguments;
    va_start(arguments, format);
    add_formatted(ask, plan, false, format, arguments);
    va_end(arguments);
    if (plan->count == count || at >= count)
        return;
    struct plan_command last = plan->commands[count];
    memmove(&plan->commands[at + 1], &plan->commands[at], (count - at) * sizeof last);
    plan->commands[at] = last;
}

/* ---- words ---- */

const char *
mend_end(struct network network, char text[static END_TEXT_SIZE])
{
    char address[IP_TEXT_SIZE], netmask[IP_TEXT_SIZE];
    ip_format(network.address, address);
    ip_format(network.netmask, netmask);
    if (network.netmask == 0)
        snprintf(text, END_TEXT_SIZE, "any");
    else if (network.netmask == IP_HOST_MASK)
        snprintf(text, END_TEXT_SIZE, "host %s", address);
    else
        snprintf(text, END_TEXT_SIZE, "%s %s", address, netmask);
    return text;
}

const char *
mend_label(const struct mend_ask *ask, ifc_id ifc)
{
    return config_interface_label(ask->config, ifc);
}

double
mend_bits(struct network network)
{
    return 32 - __builtin_popcount(network.netmask);
}

/* ---- where it goes ---- */

ifc_id
mend_route(const struct config *config, uint32_t address)
{
    ifc_id found = IFC_NONE;
    int longest = -1;
    for (size_t i = 0; i < config->interface_count; i++) {
        const struct interface *interface = config->interfaces[i];
        if (interface_is_up(interface) && interface->address != 0 &&
            ((interface->address ^ address) & interface->netmask) == 0 &&
            __builtin_popcount(interface->netmask) > longest) {
            longest = __builtin_popcount(interface->netmask);
            found = (ifc_id)i;
        }
    }
    for (size_t i = 0; i < config->route_count; i++) {
        const struct route *route = &config->routes[i];
        if (!route->tunneled && network_contains(route->network, address) &&
            __builtin_popcount(route->network.netmask) > longest) {
            longest = __builtin_popcount(route->network.netmask);
            found = route->ifc;
        }
    }
    return found;
}

ifc_id
mend_egress(const struct mend_ask *ask)
{
    ifc_id egress = ask->trace != NULL ? trace_egress(ask->trace) : IFC_NONE;
    return egress != IFC_NONE ? egress : ask->stop->route;
}

struct network
mend_sources(const struct mend_ask *ask)
{
    if (ask->group == NULL)
        return (struct network){ ask->stop->source, IP_HOST_MASK };
    return ask->group->covering;
}

struct network
mend_targets(const struct mend_ask *ask)
{
    if (ask->group == NULL)
        return (struct network){ ask->stop->destination, IP_HOST_MASK };
    return ask->group->reached;
}

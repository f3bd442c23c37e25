/*
 * exec_policy.c: `show service-policy flow`: what the policies would do to a flow that is described
 * as an access list describes it. Of a network its first address is asked about.
 */
#include "cli/exec/exec_plain.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"
#include "engine/acl/classify.h"

struct flow_arguments {
    uint8_t protocol;
    struct address_match source, destination;
    struct port_match source_port, destination_port;
};

static uint32_t
address_of(const struct address_match *match)
{
    return match->kind == ADDRESS_NETWORK ? match->network.address : 0;
}

static bool
show_flow_set(struct command_call *call, void *scratch)
{
    const struct flow_arguments *arguments = scratch;
    struct session *session = call->user;
    const struct flow flow = {
        .protocol = arguments->protocol,
        .source = address_of(&arguments->source),
        .destination = address_of(&arguments->destination),
        .source_port = arguments->source_port.low,
        .destination_port = arguments->destination_port.low,
        .time = engine_now(session->engine),
    };
    show_service_policy_flow(session, &flow);
    return true;
}

static const struct word flow_words[] = {
    SHOW,
    KEYWORD("service-policy", "Service policies with their counters"),
    KEYWORD("flow", "What they would do to a flow"),
    VALUE(protocol, struct flow_arguments, protocol, "Protocol"),
    VALUE(endpoint, struct flow_arguments, source, "Source", .high = 1),
    VALUE(ports, struct flow_arguments, source_port, "Source port",
          .other = offsetof(struct flow_arguments, protocol)),
    VALUE(endpoint, struct flow_arguments, destination, "Destination", .high = 1),
    VALUE(ports, struct flow_arguments, destination_port, "Destination port",
          .other = offsetof(struct flow_arguments, protocol)),
    END_OF_WORDS,
};
const struct command show_policy_flow_command = {
    .name = "show service-policy",
    .help = SHOW_HELP,
    .words = flow_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = show_flow_set,
    .scratch_size = sizeof(struct flow_arguments),
};

/*
 * cmd_outbound.c: outbound and apply of 6.x (commands.md 5.6).
 */
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_range.h"

struct outbound_line {
    uint16_t list;
    int action; /* enum outbound_action */
    uint32_t address;
    bool has_netmask, has_ports, has_protocol;
    uint32_t netmask;
    struct port_range ports;
    bool java;
    uint8_t protocol;
};

/* What a line without a protocol is about (unverified): listings spell it. */
#define PROTOCOL_IF_UNWRITTEN IP_TCP

static const struct choice actions[] = {
    { .text = "deny", .help = "Deny these addresses", .value = OUTBOUND_DENY },
    { .text = "except",
      .help = "Except these addresses of the other end",
      .value = OUTBOUND_EXCEPT },
    { .text = "permit", .help = "Permit these addresses", .value = OUTBOUND_PERMIT },
    { .text = NULL },
};

/* ---- 80, 80-90, www, 0, java ---- */

static const struct word plain_ports = { .type = &word_port_range,
                                         FIELD(struct outbound_line, ports),
                                         .help = "Port or range of ports; 0 is all" };

static bool
outbound_ports_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct outbound_line *line = scratch;
    (void)word;
    line->java = matching_keyword(matching, "java", "Java applets that come by port 80");
    return line->java || word_port_range.match(&plain_ports, matching, scratch);
}

static void
outbound_ports_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct outbound_line *line = scratch;
    (void)word;
    if (line->java)
        writing_put(writing, "java");
    else
        word_port_range.write(&plain_ports, writing, scratch);
}

static const struct word_type word_outbound_ports = { "port", outbound_ports_match,
                                                      outbound_ports_write };

/* ---- outbound ---- */

static void
init_outbound(void *scratch)
{
    ((struct outbound_line *)scratch)->protocol = PROTOCOL_IF_UNWRITTEN;
}

static struct outbound_rule
rule_of(const struct outbound_line *line)
{
    uint32_t netmask = line->netmask;
    if (!line->has_netmask) /* a host, or 0 for all (unverified) */
        netmask = line->address != 0 ? IP_HOST_MASK : 0;
    return (struct outbound_rule){
        .list = line->list,
        .action = (enum outbound_action)line->action,
        .network = { line->address, netmask },
        .low = line->ports.low,
        .high = line->ports.high,
        .java = line->java,
        .protocol = line->protocol,
    };
}

static bool
same_rule(const struct outbound_rule *a, const struct outbound_rule *b)
{
    return a->list == b->list && a->action == b->action &&
           a->network.address == b->network.address && a->network.netmask == b->network.netmask &&
           a->low == b->low && a->high == b->high && a->java == b->java &&
           a->protocol == b->protocol;
}

static size_t
find_rule(const struct config *config, const struct outbound_rule *rule)
{
    size_t i = 0;
    while (i < config->outbound_count && !same_rule(&config->outbounds[i], rule))
        i++;
    return i;
}

static bool
set_outbound(struct command_call *call, void *scratch)
{
    struct config *config = call->config;
    struct outbound_rule rule = rule_of(scratch);
    if (!check_pair(call, rule.network.address, rule.network.netmask))
        return false;
    if (find_rule(config, &rule) < config->outbound_count)
        return true;
    struct outbound_rule *slot =
        arena_append(config->arena, &config->outbounds, &config->outbound_count,
                     &config->outbound_capacity, sizeof(*slot));
    if (slot == NULL)
        return no_memory(call);
    rule.origin = call_origin(call);
    *slot = rule;
    return true;
}

/* `no outbound 10`: the whole list. */
static bool
remove_list(const struct command_call *call, uint16_t list)
{
    struct config *config = call->config;
    size_t before = config->outbound_count;
    for (size_t i = before; i-- > 0;) {
        if (config->outbounds[i].list == list)
            LIST_REMOVE(config->outbounds, config->outbound_count, i);
    }
    return config->outbound_count < before ||
           refuse_word(call, 2, NULL, "there is no outbound list %u", list);
}

static bool
unset_outbound(struct command_call *call, void *scratch)
{
    struct config *config = call->config;
    const struct outbound_line *line = scratch;
    if (call->words_given == 2)
        return remove_list(call, line->list);
    struct outbound_rule rule = rule_of(line);
    bool whole = call->words_given > 3;
    size_t at = whole ? find_rule(config, &rule) : config->outbound_count;
    if (at == config->outbound_count)
        return refuse(call, NULL, "there is no such line of outbound list %u", line->list);
    LIST_REMOVE(config->outbounds, config->outbound_count, at);
    return true;
}

static bool
clear_outbound(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->outbound_count = 0;
    return true;
}

static void
each_outbound(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->outbound_count; i++) {
        struct outbound_rule *rule = &config->outbounds[i];
        struct outbound_line line = {
            .list = rule->list,
            .action = (int)rule->action,
            .address = rule->network.address,
            .has_netmask = true,
            .netmask = rule->network.netmask,
            .has_ports = true,
            .ports = { rule->low, rule->high },
            .java = rule->java,
            .has_protocol = true,
            .protocol = rule->protocol,
        };
        visit(context, &line, rule);
    }
}

static const struct word protocol_words[] = {
    VALUE(protocol, struct outbound_line, protocol, "Protocol"),
    END_OF_WORDS,
};
static const struct word port_words[] = {
    { .type = &word_outbound_ports, .text = "port", .help = "Ports" },
    GROUP(struct outbound_line, has_protocol, protocol_words),
    END_OF_WORDS,
};
static const struct word netmask_words[] = {
    VALUE(any_netmask, struct outbound_line, netmask, "Netmask"),
    GROUP(struct outbound_line, has_ports, port_words),
    END_OF_WORDS,
};

static const struct command outbound_row = {
    .name = "outbound",
    .help = "Create an access list for outbound connections",
    .words =
        (const struct word[]){
            KEYWORD("outbound", "Create an access list for outbound connections"),
            NUMBER(struct outbound_line, list, 1, OUTBOUND_LIST_MAX, "Number of the list"),
            CHOICE(struct outbound_line, action, actions),
            VALUE(address, struct outbound_line, address, "Address"),
            GROUP(struct outbound_line, has_netmask, netmask_words), END_OF_WORDS },
    .before = OS_7_0,
    .scratch_size = sizeof(struct outbound_line),
    .init = init_outbound,
    .set = set_outbound,
    .unset = unset_outbound,
    .no_words = 2,
    .each = each_outbound,
    .clear = clear_outbound,
};

/* ---- apply ---- */

struct apply_line {
    ifc_id ifc;
    uint16_t list;
    bool by_destination;
};

static const struct choice ends[] = {
    { .text = "outgoing_dest", .help = "The list's addresses are destinations", .value = true },
    { .text = "outgoing_src", .help = "The list's addresses are sources", .value = false },
    { .text = NULL },
};

static void
init_apply(void *scratch)
{
    ((struct apply_line *)scratch)->ifc = IFC_NONE;
}

static size_t
find_apply(const struct config *config, const struct apply_line *line)
{
    size_t i = 0;
    while (i < config->apply_count &&
           (config->applies[i].ifc != line->ifc || config->applies[i].list != line->list ||
            config->applies[i].by_destination != line->by_destination))
        i++;
    return i;
}

static bool
set_apply(struct command_call *call, void *scratch)
{
    struct apply_line *line = scratch;
    struct config *config = call->config;
    if (!call_usual_interface(call, &line->ifc, "inside"))
        return false;
    if (find_apply(config, line) < config->apply_count)
        return true;
    struct outbound_apply *slot =
        arena_append(config->arena, &config->applies, &config->apply_count, &config->apply_capacity,
                     sizeof(*slot));
    if (slot == NULL)
        return no_memory(call);
    *slot =
        (struct outbound_apply){ line->ifc, line->list, line->by_destination, call_origin(call) };
    return true;
}

static bool
unset_apply(struct command_call *call, void *scratch)
{
    struct apply_line *line = scratch;
    struct config *config = call->config;
    if (!call_usual_interface(call, &line->ifc, "inside"))
        return false;
    size_t at = find_apply(config, line);
    if (at == config->apply_count)
        return refuse(call, NULL, "outbound list %u is not applied there", line->list);
    LIST_REMOVE(config->applies, config->apply_count, at);
    return true;
}

static bool
clear_apply(struct command_call *call, const char *rest)
{
    (void)rest;
    call->config->apply_count = 0;
    return true;
}

static void
each_apply(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->apply_count; i++) {
        struct outbound_apply *apply = &config->applies[i];
        struct apply_line line = { apply->ifc, apply->list, apply->by_destination };
        visit(context, &line, apply);
    }
}

static const struct command apply_row = {
    .name = "apply",
    .help = "Apply outbound lists to source or destination IP addresses",
    .words =
        (const struct word[]){
            KEYWORD("apply", "Apply outbound lists to source or destination IP addresses"),
            VALUE(paren_nameif, struct apply_line, ifc, "Interface", .optional = true),
            NUMBER(struct apply_line, list, 1, OUTBOUND_LIST_MAX, "Number of the list"),
            CHOICE(struct apply_line, by_destination, ends), END_OF_WORDS },
    .before = OS_7_0,
    .scratch_size = sizeof(struct apply_line),
    .init = init_apply,
    .set = set_apply,
    .unset = unset_apply,
    .each = each_apply,
    .clear = clear_apply,
};

const struct command *const outbound_commands[] = { &outbound_row, &apply_row, NULL };

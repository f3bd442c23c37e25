/*
 * word_group.c: `object-group NAME` in the place of a protocol, endpoint, ports or ICMP type.
 */
#include "parser/word_group.h"

#include <string.h>
#include <strings.h>

#include "parser/family.h"

static bool
take_group(struct matching *matching, const char *help, const char **name)
{
    if (!matching_keyword(matching, "object-group", help))
        return false;
    const struct token *token = matching_next(matching);
    if (token == NULL) {
        matching_expect(matching, "WORD", "Name of the object group", false);
        return false;
    }
    *name = token->text;
    matching_take(matching);
    return true;
}

static bool
starts_group(const struct matching *matching)
{
    const struct token *token = matching_next(matching);
    return token != NULL && strncasecmp("object-group", token->text, token->length) == 0;
}

static void
put_group(struct writing *writing, group_id id)
{
    const struct object_group *group = object_group_at(writing->context->config, id);
    if (group != NULL)
        writing_put(writing, "object-group %s", group->name);
}

/* ---- the protocol ---- */

static bool
protocol_or_group_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word number = { .type = &word_protocol,
                                        .offset = offsetof(struct protocol_word, number),
                                        .size = sizeof(uint8_t),
                                        .help = "Protocol" };
    struct protocol_word *place = word_place(scratch, word->offset);
    if (starts_group(matching))
        return take_group(matching, "Specify an object-group for protocol", &place->name);
    matching_expect(matching, "object-group", "Specify an object-group for protocol", true);
    return word_protocol.match(&number, matching, place);
}

static void
protocol_or_group_write(const struct word *word, struct writing *writing, const void *scratch)
{
    static const struct word number = { .type = &word_protocol,
                                        .offset = offsetof(struct protocol_word, number) };
    const struct protocol_word *value = word_value(scratch, word->offset);
    if (value->group != GROUP_NONE)
        put_group(writing, value->group);
    else
        word_protocol.write(&number, writing, value);
}

const struct word_type word_protocol_or_group = { "protocol", protocol_or_group_match,
                                                  protocol_or_group_write };

/* ---- endpoints ---- */

static const struct word plain_endpoint = { .type = &word_endpoint,
                                            .offset = offsetof(struct endpoint_word, match),
                                            .help = "Address" };

static bool
endpoint_or_group_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct endpoint_word *place = word_place(scratch, word->offset);
    if (starts_group(matching))
        return take_group(matching, "An object group of networks", &place->name);
    matching_expect(matching, "object-group", "An object group of networks", true);
    struct word plain = plain_endpoint;
    plain.high = word->high;
    return word_endpoint.match(&plain, matching, place);
}

static void
endpoint_or_group_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct endpoint_word *value = word_value(scratch, word->offset);
    if (value->match.kind == ADDRESS_GROUP)
        put_group(writing, value->match.group);
    else
        word_endpoint.write(&plain_endpoint, writing, value);
}

const struct word_type word_endpoint_or_group = { "endpoint", endpoint_or_group_match,
                                                  endpoint_or_group_write };

/* ---- ports ---- */

/* The group that stands at word AT, when one does and is there. */
static const struct object_group *
group_named_at(const struct matching *matching, size_t at)
{
    const struct config *config = matching->context->config;
    if (config == NULL || at + 1 >= matching->line->count)
        return NULL;
    const struct object_group *group =
        config_object_group(config, matching->line->tokens[at + 1].text);
    return group != NULL && group->exists ? group : NULL;
}

static bool
word_is(const struct matching *matching, size_t at, const char *text)
{
    return at < matching->line->count && strcasecmp(matching->line->tokens[at].text, text) == 0;
}

static bool
is_one_of(const struct matching *matching, size_t at, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (word_is(matching, at, *words))
            return true;
    }
    return false;
}

static bool
operator_starts_at(const struct matching *matching, size_t at)
{
    static const char *const operators[] = { "eq", "neq", "lt", "gt", "range", NULL };
    return is_one_of(matching, at, operators);
}

static bool
endpoint_starts_at(const struct matching *matching, size_t at)
{
    static const char *const options[] = { "log", "inactive", "time-range", NULL };
    return at < matching->line->count && !operator_starts_at(matching, at) &&
           !is_one_of(matching, at, options);
}

/* Is the `object-group X` at the next word one of services? Unknown groups are told by what
 * follows. */
static bool
is_service_group(const struct matching *matching, bool endpoint_follows)
{
    const struct object_group *group = group_named_at(matching, matching->at);
    if (group != NULL)
        return group->type == GROUP_SERVICE;
    size_t next = matching->at + 2;
    if (!endpoint_follows)
        return true;
    if (!endpoint_starts_at(matching, next))
        return false;
    if (!word_is(matching, next, "object-group"))
        return true;
    group = group_named_at(matching, next);
    if (group != NULL)
        return group->type == GROUP_NETWORK;
    return endpoint_starts_at(matching, next + 2) || operator_starts_at(matching, next + 2);
}

/* What names of ports are read and written as: a group of protocols may hold both. */
static uint8_t
names_of(const struct protocol_word *protocol)
{
    return protocol->name != NULL || protocol->group != GROUP_NONE ? SERVICE_TCP_UDP
                                                                   : protocol->number;
}

struct ports_of {
    struct port_match match;
    uint8_t protocol;
};

static const struct word ports_of_protocol = { .type = &word_ports,
                                               .offset = offsetof(struct ports_of, match),
                                               .other = offsetof(struct ports_of, protocol) };

static bool
ports_or_group_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct ports_word *place = word_place(scratch, word->offset);
    struct ports_of ports = { .protocol = names_of(word_value(scratch, word->other)) };
    if (ports.protocol != IP_TCP && ports.protocol != IP_UDP && ports.protocol != SERVICE_TCP_UDP)
        return true;
    if (starts_group(matching)) {
        if (!is_service_group(matching, word->high != 0))
            return true;
        return take_group(matching, "An object group of services", &place->name);
    }
    matching_expect(matching, "object-group", "An object group of services", true);
    bool fits = word_ports.match(&ports_of_protocol, matching, &ports);
    place->match = ports.match;
    return fits;
}

static void
ports_or_group_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct ports_word *value = word_value(scratch, word->offset);
    struct ports_of ports = { value->match, names_of(word_value(scratch, word->other)) };
    if (value->match.op == PORT_OP_GROUP)
        put_group(writing, port_match_group(&value->match));
    else
        word_ports.write(&ports_of_protocol, writing, &ports);
}

const struct word_type word_ports_or_group = { "ports", ports_or_group_match,
                                               ports_or_group_write };

/* ---- the ICMP type, which only `icmp` and groups of protocols have ---- */

static const struct word plain_icmp = { .type = &word_icmp_type,
                                        .offset = offsetof(struct icmp_word, type),
                                        .help = "ICMP type" };

static bool
icmp_or_group_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct icmp_word *place = word_place(scratch, word->offset);
    const struct protocol_word *protocol = word_value(scratch, word->other);
    if (protocol->name == NULL && protocol->number != IP_ICMP)
        return false;
    if (starts_group(matching))
        return take_group(matching, "An object group of ICMP types", &place->name);
    if (protocol->name != NULL)
        return false;
    matching_expect(matching, "object-group", "An object group of ICMP types", true);
    return word_icmp_type.match(&plain_icmp, matching, place);
}

static void
icmp_or_group_write(const struct word *word, struct writing *writing, const void *scratch)
{
    const struct icmp_word *value = word_value(scratch, word->offset);
    if (value->group != GROUP_NONE)
        put_group(writing, value->group);
    else
        word_icmp_type.write(&plain_icmp, writing, value);
}

const struct word_type word_icmp_or_group = { "icmp_type", icmp_or_group_match,
                                              icmp_or_group_write };

/* ---- names to groups ---- */

bool
refuse_unknown_group(const struct command_call *call, const char *name)
{
    /* (unverified), shell.md 3.2 */
    const char *device =
        call_does(call)->flat_commands
            ? call_text(call, "object-group %s does not exist", name)
            : call_text(call, "ERROR: specified object group <%s> not found", name);
    return refuse(call, device, "there is no object-group %s", name);
}

/* Which types may stand there: a bit each. */
#define TYPE_BIT(type) (1u << (type))

struct wanted {
    unsigned types;
    const char *what;
    uint8_t protocol; /* of a service group: IP_TCP, IP_UDP, or IP_ANY: as it comes */
};

static bool
fits_place(const struct object_group *group, const struct wanted *wanted)
{
    if ((wanted->types & TYPE_BIT(group->type)) == 0)
        return false;
    return group->type != GROUP_SERVICE || wanted->protocol == IP_ANY ||
           group->protocol == SERVICE_TCP_UDP || group->protocol == wanted->protocol;
}

static bool
find_group(struct command_call *call, const char *name, const struct wanted *wanted, group_id *id)
{
    struct object_group *group = config_object_group(call->config, name);
    if (call->file == NULL && (group == NULL || !group->exists))
        return refuse_unknown_group(call, name);
    if (group == NULL && (group = config_object_group_make(call->config, name)) == NULL)
        return no_memory(call);
    if (group->exists && !fits_place(group, wanted))
        return refuse(call, NULL, "object-group %s is not one of %s", name, wanted->what);
    if (group->exists && group->count == 0 && call->file == NULL)
        return refuse(call, NULL, "object-group %s has no members", name);
    if (group->count == 0)
        warn(call, NULL, "object-group %s %s: this line matches nothing", name,
             group->exists ? "has no members" : "is not defined before this line");
    *id = group->id;
    return true;
}

/* Where a rule's groups stand, and what for. */
struct group_place {
    const char *name;
    struct wanted wanted;
    group_id id;
};

enum {
    PLACE_PROTOCOL,
    PLACE_SOURCE,
    PLACE_DESTINATION,
    PLACE_SOURCE_PORT,
    PLACE_DESTINATION_PORT,
    PLACE_ICMP,
    PLACES
};

static void
list_places(const struct rule_words *rule, enum os_version version,
            struct group_place places[static PLACES])
{
    const struct wanted networks = { TYPE_BIT(GROUP_NETWORK), "networks", IP_ANY };
    const struct wanted services = { TYPE_BIT(GROUP_SERVICE), "services of this protocol",
                                     rule->protocol.number };
    unsigned first = TYPE_BIT(GROUP_PROTOCOL) |
                     (behaviour(version)->service_groups_in_front ? TYPE_BIT(GROUP_SERVICE) : 0);
    const struct group_place all[PLACES] = {
        [PLACE_PROTOCOL] = { rule->protocol.name, { first, "protocols", IP_ANY }, GROUP_NONE },
        [PLACE_SOURCE] = { rule->source.name, networks, GROUP_NONE },
        [PLACE_DESTINATION] = { rule->destination.name, networks, GROUP_NONE },
        [PLACE_SOURCE_PORT] = { rule->source_port.name, services, GROUP_NONE },
        [PLACE_DESTINATION_PORT] = { rule->destination_port.name, services, GROUP_NONE },
        [PLACE_ICMP] = { rule->icmp.name,
                         { TYPE_BIT(GROUP_ICMP_TYPE), "ICMP types", IP_ANY },
                         GROUP_NONE },
    };
    memcpy(places, all, sizeof(all));
}

static void
use_places(struct rule_words *rule, const struct group_place places[static PLACES])
{
    struct endpoint_word *ends[] = { &rule->source, &rule->destination };
    struct ports_word *ports[] = { &rule->source_port, &rule->destination_port };
    for (size_t i = 0; i < 2; i++) {
        group_id network = places[PLACE_SOURCE + i].id;
        group_id service = places[PLACE_SOURCE_PORT + i].id;
        if (network != GROUP_NONE)
            ends[i]->match = (struct address_match){ .kind = ADDRESS_GROUP, .group = network };
        if (service != GROUP_NONE)
            ports[i]->match = port_match_of_group(service);
    }
    rule->protocol.group = places[PLACE_PROTOCOL].id;
    rule->icmp.group = places[PLACE_ICMP].id;
}

bool
call_rule_groups(struct command_call *call, struct rule_words *rule)
{
    struct group_place places[PLACES];
    list_places(rule, call_version(call), places);
    for (size_t i = 0; i < PLACES; i++) {
        if (places[i].name != NULL &&
            !find_group(call, places[i].name, &places[i].wanted, &places[i].id))
            return false;
    }
    use_places(rule, places);
    return true;
}

bool
rule_groups_known(const struct config *config, struct rule_words *rule)
{
    struct group_place places[PLACES];
    list_places(rule, config->os.version, places);
    for (size_t i = 0; i < PLACES; i++) {
        if (places[i].name == NULL)
            continue;
        const struct object_group *group = config_object_group(config, places[i].name);
        if (group == NULL)
            return false;
        places[i].id = group->id;
    }
    use_places(rule, places);
    return true;
}

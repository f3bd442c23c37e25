/*
 * ace.c: words of access rules to and from ACEs.
 */
#include "parser/family.h"
#include "parser/word_group.h"

void
ace_take_rule(struct ace *ace, struct ace_extra *extra, const struct rule_words *rule)
{
    bool has_type = rule->protocol.number == IP_ICMP && rule->icmp.group == GROUP_NONE;
    ace->protocol = rule->protocol.number;
    ace->source = rule->source.match;
    ace->destination = rule->destination.match;
    ace->source_port = rule->source_port.match;
    ace->destination_port = rule->destination_port.match;
    ace->icmp_type = has_type ? rule->icmp.type : ICMP_TYPE_ANY;
    extra->protocol_group = rule->protocol.group;
    extra->icmp_group = rule->icmp.group;
}

struct rule_words
ace_rule(const struct ace *ace)
{
    const struct ace_extra none = { 0 }, *extra = ace->extra != NULL ? ace->extra : &none;
    return (struct rule_words){
        .protocol = { ace->protocol, extra->protocol_group, NULL },
        .source = { ace->source, NULL },
        .destination = { ace->destination, NULL },
        .source_port = { ace->source_port, NULL },
        .destination_port = { ace->destination_port, NULL },
        .icmp = { ace->icmp_type, extra->icmp_group, NULL },
    };
}

void
ace_take_origin(const struct command_call *call, struct ace *ace)
{
    struct origin origin = call_origin(call);
    ace->file = config_file_number(call->config, origin.file);
    ace->line = origin.line;
    ace->revision = origin.revision;
}

bool
ace_check_pairs(const struct command_call *call, const struct rule_words *rule)
{
    const struct address_match *ends[] = { &rule->source.match, &rule->destination.match };
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        if (ends[i]->kind == ADDRESS_NETWORK &&
            !check_pair(call, ends[i]->network.address, ends[i]->network.netmask))
            return false;
    }
    return true;
}

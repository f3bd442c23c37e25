/*
 * word_group.h: what access rules may name an object group for: protocol, endpoint, ports, ICMP
 * type. Each word type fills a struct with the value or, for `object-group NAME`, with the name,
 * which call_rule_groups turns into the group.
 */
#ifndef REFIRE_PARSER_WORD_GROUP_H
#define REFIRE_PARSER_WORD_GROUP_H

#include "parser/word.h"

struct protocol_word {
    uint8_t number; /* IP_ANY with a group */
    group_id group;
    const char *name; /* of the group as typed; NULL */
};

struct endpoint_word {
    struct address_match match;
    const char *name;
};

struct ports_word {
    struct port_match match;
    const char *name;
};

struct icmp_word {
    int16_t type; /* ICMP_TYPE_ANY when not given, or with a group */
    group_id group;
    const char *name;
};

/* The match part of an access rule: a scratch struct may hold one. */
struct rule_words {
    struct protocol_word protocol;
    struct endpoint_word source, destination;
    struct ports_word source_port, destination_port;
    struct icmp_word icmp;
};

extern const struct word_type word_protocol_or_group;
/* HIGH as that of word_endpoint. */
extern const struct word_type word_endpoint_or_group;
/*
 * OTHER: the protocol_word before it. HIGH not 0: an endpoint follows, so that `object-group X`
 * may be that; nothing matches every port.
 */
extern const struct word_type word_ports_or_group;
/* OTHER: the protocol_word before it. */
extern const struct word_type word_icmp_or_group;

/*
 * Finds the groups that a rule names. At the prompt each must be there and have members; files
 * are forgiven a missing or empty one with a warning: it matches nothing. A group of another type
 * is refused.
 */
NODISCARD bool call_rule_groups(struct command_call *call, struct rule_words *rule);
/* The same for a `no` form, which makes nothing and says nothing; false: there is no such group. */
NODISCARD bool rule_groups_known(const struct config *config, struct rule_words *rule);
/* The match part of an ACE; EXTRA gets what needs one. The groups of RULE have been found. */
void ace_take_rule(struct ace *ace, struct ace_extra *extra, const struct rule_words *rule);
struct rule_words ace_rule(const struct ace *ace);
/* Address bits outside a mask of the rule, as check_pair has it. */
bool ace_check_pairs(const struct command_call *call, const struct rule_words *rule);
/* What the device says when a group is not there, before or from 7.0 (shell.md 3.2). */
bool refuse_unknown_group(const struct command_call *call, const char *name);

#endif

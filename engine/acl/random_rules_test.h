/*
 * random_rules_test.h: access lists and flows at random, from a seed or from the bytes of a fuzzer,
 * with everything in them that an ACE can say.
 *
 * Addresses come from a small world in which networks nest and flows often meet them. Nothing here
 * needs a test library.
 */
#ifndef REFIRE_ENGINE_ACL_RANDOM_RULES_TEST_H
#define REFIRE_ENGINE_ACL_RANDOM_RULES_TEST_H

#include <stdio.h>
#include <stdlib.h>

#include "engine/acl/classify.h"
#include "engine/base/clock.h"

/* Numbers from BYTES while there are any; without bytes from a seed. */
struct dice {
    uint64_t state;
    const uint8_t *bytes;
    size_t left;
    bool from_bytes;
};

static inline struct dice
dice_of_seed(uint64_t seed)
{
    return (struct dice){ .state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1 };
}

static inline struct dice
dice_of_bytes(const uint8_t *bytes, size_t size)
{
    return (struct dice){ .bytes = bytes, .left = size, .from_bytes = true };
}

/* 0 to BELOW - 1; 0 when the bytes have run out. */
static inline uint32_t
roll(struct dice *dice, uint32_t below)
{
    if (!dice->from_bytes) {
        dice->state ^= dice->state >> 12;
        dice->state ^= dice->state << 25;
        dice->state ^= dice->state >> 27;
        return (uint32_t)((dice->state * UINT64_C(2685821657736338717) >> 32) % below);
    }
    uint32_t value = 0;
    for (uint32_t most = 1; most < below && dice->left > 0;
         most = most > below >> 8 ? below : most << 8) {
        value = value << 8 | *dice->bytes++;
        dice->left--;
    }
    return value % below;
}

static inline void
must(bool good)
{
    if (!good)
        abort();
}

/* --- addresses and ports --------------------------------------------------------------------- */

/* 10.0.0.0 and its neighbours, in few distinct octets. */
static inline uint32_t
random_address(struct dice *dice)
{
    uint32_t a = roll(dice, 8) == 0 ? roll(dice, 256) : 10 + roll(dice, 2);
    return a << 24 | roll(dice, 4) << 16 | roll(dice, 4) << 8 | roll(dice, 16);
}

static inline uint32_t
random_mask(struct dice *dice)
{
    static const uint8_t usual[] = { 32, 32, 32, 31, 30, 28, 24, 24, 16, 8 };
    uint32_t kind = roll(dice, 16);
    if (kind == 0)
        return 0xff00ff00 | roll(dice, 256); /* holes */
    uint32_t bits = kind < 3 ? roll(dice, 33) : usual[roll(dice, ARRAY_LENGTH(usual))];
    return bits == 0 ? 0 : UINT32_MAX << (32 - bits);
}

static inline struct network
random_network(struct dice *dice)
{
    uint32_t mask = random_mask(dice);
    uint32_t address = random_address(dice);
    /* as a rule without host bits; they say nothing */
    return (struct network){ roll(dice, 16) == 0 ? address : address & mask, mask };
}

static inline uint16_t
random_port(struct dice *dice)
{
    static const uint16_t ends[] = { 0, 1, 65534, 65535 };
    return roll(dice, 8) == 0 ? ends[roll(dice, 4)] : (uint16_t)(20 + roll(dice, 8));
}

static inline struct port_match
random_operator(struct dice *dice)
{
    return (struct port_match){ (enum port_operator)(PORT_OP_EQ + roll(dice, 5)), random_port(dice),
                                random_port(dice) };
}

/* --- the rest of the configuration ----------------------------------------------------------- */

#define RANDOM_GROUPS 6 /* of each type */

enum { NETWORKS, SERVICES, MIXED, PROTOCOLS, ICMP_TYPES, GROUP_KINDS };

struct random_rules {
    struct dice *dice;
    struct config *config;
    group_id groups[GROUP_KINDS][RANDOM_GROUPS];
    struct time_range *range;
};

static inline struct group_member
random_member(struct dice *dice, unsigned kind)
{
    static const uint8_t protocols[] = { IP_TCP, IP_UDP, IP_ICMP, IP_GRE, IP_ANY };
    struct group_member member = { .icmp_type = ICMP_TYPE_ANY };
    switch (kind) {
    case NETWORKS:
        member.kind = ITEM_NETWORK;
        member.network = random_network(dice);
        break;
    case SERVICES:
        member.kind = ITEM_PORT;
        member.port = random_operator(dice);
        break;
    case MIXED:
        member.kind = ITEM_SERVICE;
        member.protocol = roll(dice, 4) == 0 ? SERVICE_TCP_UDP : protocols[roll(dice, 5)];
        if (member.protocol == IP_ICMP)
            member.icmp_type = (int16_t)roll(dice, 16);
        else if (member.protocol != IP_ANY && member.protocol != IP_GRE)
            member.port = random_operator(dice);
        break;
    case PROTOCOLS:
        member.kind = ITEM_PROTOCOL;
        member.protocol = protocols[roll(dice, 16) == 0 ? 4 : roll(dice, 4)];
        break;
    default:
        member.kind = ITEM_ICMP_TYPE;
        member.icmp_type = (int16_t)((int)roll(dice, 17) - 1);
    }
    return member;
}

static inline void
make_random_group(struct random_rules *rules, unsigned kind, unsigned number)
{
    static const enum group_type types[] = { GROUP_NETWORK, GROUP_SERVICE, GROUP_SERVICE,
                                             GROUP_PROTOCOL, GROUP_ICMP_TYPE };
    struct dice *dice = rules->dice;
    char name[16];
    snprintf(name, sizeof(name), "g%u-%u", kind, number);
    struct object_group *group = config_object_group_make(rules->config, name);
    must(group != NULL && object_group_define(rules->config, group, types[kind],
                                              kind == MIXED ? SERVICE_MIXED : SERVICE_TCP_UDP));
    uint32_t count = roll(dice, 8) == 0 ? 0 : 1 + roll(dice, number < 2 ? 3 : 12);
    for (uint32_t i = 0; i < count; i++) {
        struct group_member member = random_member(dice, kind);
        if (number > 0 && roll(dice, 6) == 0)
            member = (struct group_member){ .kind = ITEM_GROUP,
                                            .group = rules->groups[kind][roll(dice, number)] };
        if (object_group_find(group, &member) == group->count)
            must(object_group_add(rules->config, group, &member));
    }
    rules->groups[kind][number] = group->id;
}

static inline void
add_random_interface(struct random_rules *rules, unsigned number)
{
    static const char *const names[] = { "outside", "inside", "dmz", "dmz2" };
    static const uint8_t levels[] = { 0, 100, 50, 50 };
    char hardware[16];
    snprintf(hardware, sizeof(hardware), "Ethernet%u", number);
    ifc_id ifc = config_add_interface(rules->config, hardware);
    must(ifc != IFC_NONE);
    struct interface *interface = rules->config->interfaces[ifc];
    interface->name = names[number];
    interface->security_level = levels[number];
    interface->address = random_address(rules->dice);
    interface->netmask = UINT32_MAX << (8 + roll(rules->dice, 16));
    interface->shutdown = roll(rules->dice, 32) == 0;
}

/* A configuration with groups and interfaces, and no ACL yet. */
static inline struct random_rules
random_rules_new(struct dice *dice, enum os_version version)
{
    struct random_rules rules = { .dice = dice };
    rules.config = config_new((struct os_release){ .version = version });
    must(rules.config != NULL);
    for (unsigned i = 0; i < 4; i++)
        add_random_interface(&rules, i);
    for (unsigned kind = 0; kind < GROUP_KINDS; kind++)
        for (unsigned i = 0; i < RANDOM_GROUPS; i++)
            make_random_group(&rules, kind, i);
    rules.range = config_time_range_make(rules.config, "t");
    must(rules.range != NULL);
    rules.range->exists = rules.range->has_start = true;
    rules.range->start = 1000;
    return rules;
}

/* --- access lists ---------------------------------------------------------------------------- */

static inline struct address_match
random_end(struct random_rules *rules)
{
    struct dice *dice = rules->dice;
    struct address_match match = { .kind = ADDRESS_ANY };
    uint32_t kind = roll(dice, 16);
    if (kind < 3)
        return match;
    if (kind == 3) {
        match.kind = ADDRESS_OF_INTERFACE;
        match.ifc = (ifc_id)roll(dice, 5);
    } else if (kind < 8) {
        match.kind = ADDRESS_GROUP;
        match.group = rules->groups[NETWORKS][roll(dice, RANDOM_GROUPS)];
    } else {
        match.kind = ADDRESS_NETWORK;
        match.network = random_network(dice);
    }
    return match;
}

static inline struct port_match
random_ports(struct random_rules *rules)
{
    uint32_t kind = roll(rules->dice, 8);
    if (kind < 3)
        return (struct port_match){ .op = PORT_OP_NONE };
    if (kind < 7)
        return random_operator(rules->dice);
    return port_match_of_group(rules->groups[SERVICES][roll(rules->dice, RANDOM_GROUPS)]);
}

/* What few ACEs have; NULL: nothing. */
static inline struct ace_extra *
random_extra(struct random_rules *rules, struct ace *ace)
{
    struct dice *dice = rules->dice;
    uint32_t kind = roll(dice, 16);
    if (kind > 3)
        return NULL;
    struct ace_extra *extra = arena_zalloc(rules->config->arena, sizeof(*extra));
    must(extra != NULL);
    if (kind == 0) {
        extra->range = rules->range;
    } else if (kind == 3) {
        ace->protocol = IP_ICMP;
        ace->source_port.op = ace->destination_port.op = PORT_OP_NONE;
        extra->icmp_group = rules->groups[ICMP_TYPES][roll(dice, RANDOM_GROUPS)];
    } else {
        ace->protocol = IP_ANY;
        ace->icmp_type = ICMP_TYPE_ANY;
        extra->protocol_group =
            rules->groups[kind == 1 ? PROTOCOLS : MIXED][roll(dice, RANDOM_GROUPS)];
    }
    return extra;
}

static inline struct ace
random_ace(struct random_rules *rules)
{
    static const uint8_t protocols[] = { IP_TCP, IP_TCP, IP_UDP, IP_ICMP, IP_ANY, IP_GRE };
    struct dice *dice = rules->dice;
    struct ace ace = { .permit = roll(dice, 3) != 0,
                       .protocol = protocols[roll(dice, ARRAY_LENGTH(protocols))],
                       .is_remark = roll(dice, 24) == 0,
                       .inactive = roll(dice, 24) == 0,
                       .source = random_end(rules),
                       .destination = random_end(rules),
                       .icmp_type = ICMP_TYPE_ANY };
    if (ace.protocol == IP_TCP || ace.protocol == IP_UDP) {
        ace.source_port =
            roll(dice, 3) == 0 ? random_ports(rules) : (struct port_match){ .op = PORT_OP_NONE };
        ace.destination_port = random_ports(rules);
    } else if (ace.protocol == IP_ICMP && roll(dice, 2) == 0) {
        ace.icmp_type = (int16_t)roll(dice, 16);
    }
    ace.extra = random_extra(rules, &ace);
    return ace;
}

static inline struct acl *
add_random_acl(struct random_rules *rules, const char *name, size_t count)
{
    struct acl *acl = config_acl_make(rules->config, name);
    must(acl != NULL);
    acl->exists = true;
    for (size_t i = 0; i < count; i++) {
        struct ace ace = random_ace(rules);
        must(acl_insert(rules->config, acl, &ace, ace_hash(&ace), acl->count) != NULL);
    }
    return acl;
}

static inline struct flow
random_flow(struct dice *dice)
{
    static const uint8_t protocols[] = { IP_TCP, IP_TCP, IP_UDP, IP_ICMP, IP_GRE, 0 };
    return (struct flow){
        .protocol = protocols[roll(dice, ARRAY_LENGTH(protocols))],
        .source = random_address(dice),
        .destination = random_address(dice),
        .source_port = random_port(dice),
        .destination_port = random_port(dice),
        .icmp_type = (uint8_t)roll(dice, 16),
        .time = (999 + (int64_t)roll(dice, 2)) * NS_PER_SECOND,
    };
}

#endif

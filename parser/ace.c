/*
 * ace.c: when two lines of an ACL are duplicates.
 */
#include <string.h>

#include "engine/base/hash.h"
#include "parser/family.h"

/* All that two ACEs have in common when they are duplicates. */
static bool
same_address(const struct address_match *a, const struct address_match *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case ADDRESS_ANY:
        return true;
    case ADDRESS_NETWORK:
        return a->network.address == b->network.address && a->network.netmask == b->network.netmask;
    case ADDRESS_OF_INTERFACE:
        return a->ifc == b->ifc;
    case ADDRESS_GROUP:
        return a->group == b->group;
    }
    return false;
}

bool
same_ports(const struct port_match *a, const struct port_match *b)
{
    return a->op == b->op && a->low == b->low && a->high == b->high;
}

/* What an ACE has beside its options; none has a text and the rest. */
struct identity {
    const char *text;
    group_id protocol_group, icmp_group;
};

static struct identity
identity_of(const struct ace *ace)
{
    const struct ace_extra none = { 0 }, *extra = ace->extra != NULL ? ace->extra : &none;
    return (struct identity){ extra->text, extra->protocol_group, extra->icmp_group };
}

static bool
same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_ace(const struct ace *a, const struct ace *b)
{
    struct identity own = identity_of(a), other = identity_of(b);
    return a->is_remark == b->is_remark && a->permit == b->permit &&
           same_text(own.text, other.text) && own.protocol_group == other.protocol_group &&
           own.icmp_group == other.icmp_group && a->protocol == b->protocol &&
           a->icmp_type == b->icmp_type && same_address(&a->source, &b->source) &&
           same_address(&a->destination, &b->destination) &&
           same_ports(&a->source_port, &b->source_port) &&
           same_ports(&a->destination_port, &b->destination_port);
}

/* The value of an address_match in two words. */
static void
address_words(const struct address_match *match, uint32_t words[static 2])
{
    words[0] = words[1] = 0;
    switch (match->kind) {
    case ADDRESS_ANY:
        break;
    case ADDRESS_NETWORK:
        words[0] = match->network.address;
        words[1] = match->network.netmask;
        break;
    case ADDRESS_OF_INTERFACE:
        words[0] = match->ifc;
        break;
    case ADDRESS_GROUP:
        words[0] = match->group;
        break;
    }
}

uint64_t
ace_hash(const struct acl *acl, const struct ace *ace)
{
    uint64_t seed = (uint64_t)(uintptr_t)acl;
    struct identity own = identity_of(ace);
    if (own.text != NULL)
        return hash_bytes(own.text, strlen(own.text), seed);
    uint32_t key[] = {
        ace->permit,
        ace->protocol,
        (uint32_t)ace->icmp_type,
        own.protocol_group,
        own.icmp_group,
        (uint32_t)ace->source.kind << 8 | ace->destination.kind,
        (uint32_t)ace->source_port.low << 16 | ace->source_port.high,
        (uint32_t)ace->destination_port.low << 16 | ace->destination_port.high,
        (uint32_t)ace->source_port.op << 8 | (uint32_t)ace->destination_port.op,
        0,
        0,
        0,
        0,
    };
    address_words(&ace->source, &key[9]);
    address_words(&ace->destination, &key[11]);
    return hash_bytes(key, sizeof(key), seed);
}

size_t
ace_find(const struct acl *acl, const struct ace *ace)
{
    size_t i = 0;
    while (i < acl->count && !same_ace(acl->aces[i], ace))
        i++;
    return i;
}

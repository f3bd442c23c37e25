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
    }
    return false;
}

bool
same_ports(const struct port_match *a, const struct port_match *b)
{
    return a->op == b->op && a->low == b->low && a->high == b->high;
}

static bool
same_ace(const struct ace *a, const struct ace *b)
{
    if (a->is_remark || b->is_remark)
        return a->is_remark && b->is_remark && strcmp(a->remark, b->remark) == 0;
    if (a->not_modelled || b->not_modelled)
        return a->not_modelled && b->not_modelled && strcmp(a->kept_text, b->kept_text) == 0;
    return a->permit == b->permit && a->protocol == b->protocol && a->icmp_type == b->icmp_type &&
           same_address(&a->source, &b->source) && same_address(&a->destination, &b->destination) &&
           same_ports(&a->source_port, &b->source_port) &&
           same_ports(&a->destination_port, &b->destination_port);
}

uint64_t
ace_hash(const struct acl *acl, const struct ace *ace)
{
    uint64_t seed = (uint64_t)(uintptr_t)acl;
    if (ace->is_remark)
        return hash_bytes(ace->remark, strlen(ace->remark), seed);
    if (ace->not_modelled)
        return hash_bytes(ace->kept_text, strlen(ace->kept_text), seed);
    const uint32_t key[] = {
        ace->permit,
        ace->protocol,
        (uint32_t)ace->icmp_type,
        ace->source.kind,
        ace->source.network.address,
        ace->source.network.netmask,
        ace->destination.kind,
        ace->destination.network.address,
        ace->destination.network.netmask,
        (uint32_t)ace->source.ifc << 16 | ace->destination.ifc,
        (uint32_t)ace->source_port.low << 16 | ace->source_port.high,
        (uint32_t)ace->destination_port.low << 16 | ace->destination_port.high,
        (uint32_t)ace->source_port.op << 8 | (uint32_t)ace->destination_port.op,
    };
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

/*
 * acl_index_basis.c: whether an index still holds, at the price of reading the list once.
 */
#include "engine/acl/acl_index.h"
#include "engine/base/hash.h"

static uint64_t
add_words(uint64_t basis, const uint32_t *words, size_t count)
{
    return hash_bytes(words, count * sizeof(words[0]), basis);
}

static uint64_t
add_member(uint64_t basis, const struct group_member *member)
{
    uint32_t words[3] = { (uint32_t)member->kind << 24 | (uint32_t)member->protocol << 16 |
                          (uint16_t)member->icmp_type };
    if (member->kind == ITEM_NETWORK) {
        words[1] = member->network.address;
        words[2] = member->network.netmask;
    } else if (member->kind == ITEM_GROUP) {
        words[1] = member->group;
    } else if (member->kind == ITEM_PORT || member->kind == ITEM_SERVICE) {
        words[1] = member->port.op;
        words[2] = (uint32_t)member->port.low << 16 | member->port.high;
    }
    return add_words(basis, words, ARRAY_LENGTH(words));
}

/* All groups: which of them a list comes to is not looked into. */
static uint64_t
add_groups(uint64_t basis, const struct config *config)
{
    for (group_id id = 1; id <= config->groups->count; id++) {
        const struct object_group *group = object_group_at(config, id);
        const uint32_t words[2] = { group->exists, (uint32_t)group->count };
        basis = add_words(basis, words, ARRAY_LENGTH(words));
        for (size_t i = 0; i < group->count; i++)
            basis = add_member(basis, &group->members[i]);
    }
    return basis;
}

static uint64_t
add_interfaces(uint64_t basis, const struct config *config)
{
    for (size_t i = 0; i < config->interface_count; i++)
        basis = add_words(basis, &config->interfaces[i]->address, 1);
    return basis;
}

static bool
names_group(const struct ace *ace)
{
    return ace->source.kind == ADDRESS_GROUP || ace->destination.kind == ADDRESS_GROUP ||
           ace->source_port.op == PORT_OP_GROUP || ace->destination_port.op == PORT_OP_GROUP ||
           (ace->extra != NULL &&
            (ace->extra->protocol_group != GROUP_NONE || ace->extra->icmp_group != GROUP_NONE));
}

/* An ACE keeps its number, and what it says but for its options is in its hash. */
uint64_t
acl_index_basis(const struct config *config, const struct acl *acl)
{
    uint64_t basis = acl->count;
    bool groups = false, interfaces = false;
    for (size_t i = 0; i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        bool timed = ace->extra != NULL && ace->extra->range != NULL;
        const uint32_t words[4] = { ace->id, ace_hash(ace), ace->is_remark,
                                    (uint32_t)ace->inactive << 1 | timed };
        basis = add_words(basis, words, ARRAY_LENGTH(words));
        groups |= names_group(ace);
        interfaces |= ace->source.kind == ADDRESS_OF_INTERFACE ||
                      ace->destination.kind == ADDRESS_OF_INTERFACE;
    }
    basis = groups ? add_groups(basis, config) : basis;
    return interfaces ? add_interfaces(basis, config) : basis;
}

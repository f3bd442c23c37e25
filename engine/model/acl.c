/*
 * acl.c: the lines of an ACL, and which of them are duplicates.
 *
 * ACEs are made in blocks and never move, so that traces may point to them. Long ACLs have an index
 * of all they hold: each line that is added is looked up first, and removals look up what goes.
 */
#include "engine/model/acl.h"

#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/hash.h"
#include "engine/model/config.h"

/* Below this a scan is as quick, and an index costs more than the lines. */
#define INDEX_FROM 16

/* Blocks of 4, 8, 16, ... ACEs, then of BLOCK_LARGEST each: an ACL may have one line or millions.
 */
#define BLOCK_FIRST 4U
#define BLOCKS_GROWING 8U
#define BLOCK_LARGEST (BLOCK_FIRST << BLOCKS_GROWING)
#define GROWING_ACES (BLOCK_FIRST * ((1U << BLOCKS_GROWING) - 1))

struct place {
    size_t block;
    size_t at;
};

static struct place
place_of(uint32_t number)
{
    if (number >= GROWING_ACES)
        return (struct place){ BLOCKS_GROWING + (number - GROWING_ACES) / BLOCK_LARGEST,
                               (number - GROWING_ACES) % BLOCK_LARGEST };
    size_t block = 0;
    while (number >= BLOCK_FIRST * ((2U << block) - 1))
        block++;
    return (struct place){ block, number - BLOCK_FIRST * ((1U << block) - 1) };
}

static struct ace *
made_ace(const struct acl *acl, uint32_t number)
{
    struct place place = place_of(number);
    return &acl->blocks[place.block][place.at];
}

static struct ace *
make_ace(struct config *config, struct acl *acl)
{
    struct place place = place_of(acl->made);
    if (place.block == acl->block_count) {
        size_t size = place.block < BLOCKS_GROWING ? BLOCK_FIRST << place.block : BLOCK_LARGEST;
        struct ace *block = arena_zalloc(config->arena, size * sizeof(*block));
        struct ace **slot = block != NULL
                                ? arena_append(config->arena, &acl->blocks, &acl->block_count,
                                               &acl->block_capacity, sizeof(block))
                                : NULL;
        if (slot == NULL)
            return NULL;
        *slot = block;
    }
    return &acl->blocks[place.block][place.at];
}

/* ---- duplicates ---- */

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
port_match_is_same(const struct port_match *a, const struct port_match *b)
{
    return a->op == b->op && a->low == b->low && a->high == b->high;
}

/* What an ACE has beside its options; none has a text and the rest. */
struct identity {
    const char *text;
    group_id protocol_group, icmp_group;
    struct ether_match ether;
};

static struct identity
identity_of(const struct ace *ace)
{
    const struct ace_extra none = { 0 }, *extra = ace->extra != NULL ? ace->extra : &none;
    return (struct identity){ extra->text, extra->protocol_group, extra->icmp_group, extra->ether };
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
           own.icmp_group == other.icmp_group && own.ether.kind == other.ether.kind &&
           own.ether.type == other.ether.type && a->protocol == b->protocol &&
           a->icmp_type == b->icmp_type && same_address(&a->source, &b->source) &&
           same_address(&a->destination, &b->destination) &&
           port_match_is_same(&a->source_port, &b->source_port) &&
           port_match_is_same(&a->destination_port, &b->destination_port);
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

uint32_t
ace_hash(const struct ace *ace)
{
    struct identity own = identity_of(ace);
    if (own.text != NULL)
        return (uint32_t)hash_bytes(own.text, strlen(own.text), 0);
    uint32_t key[] = {
        (uint32_t)ace->permit << 31 | (uint32_t)ace->protocol << 16 | (uint16_t)ace->icmp_type,
        own.protocol_group,
        own.icmp_group ^ ((uint32_t)own.ether.kind << 16 | own.ether.type),
        (uint32_t)ace->source.kind << 24 | (uint32_t)ace->destination.kind << 16 |
            (uint32_t)ace->source_port.op << 8 | (uint32_t)ace->destination_port.op,
        (uint32_t)ace->source_port.low << 16 | ace->source_port.high,
        (uint32_t)ace->destination_port.low << 16 | ace->destination_port.high,
        0,
        0,
        0,
        0,
    };
    address_words(&ace->source, &key[6]);
    address_words(&ace->destination, &key[8]);
    return (uint32_t)hash_bytes(key, sizeof(key), 0);
}

/* ---- the index ---- */

/*
 * It covers every line but the remarks, which may stand there as often as one likes; or there is
 * none, and lines are found by a scan.
 */
static bool
is_indexed(const struct acl *acl)
{
    return acl->index.slots != NULL && acl->index.count + acl->remarks == acl->count;
}

static void
drop_index(struct acl *acl)
{
    index_fini(&acl->index);
}

/* Are the lines the acl's own, in the order they were made? */
static bool
index_lines(struct acl *acl)
{
    if (acl->made != acl->count || !index_init(&acl->index))
        return false;
    for (uint32_t i = 0; i < acl->made; i++) {
        const struct ace *ace = made_ace(acl, i);
        if (!ace->is_remark && !index_add(&acl->index, ace_hash(ace), i)) {
            drop_index(acl);
            return false;
        }
    }
    return true;
}

/* The number of a duplicate; INDEX_EMPTY: there is none. */
static uint32_t
find_number(const struct acl *acl, const struct ace *ace, uint32_t hash)
{
    size_t at;
    uint32_t found = index_first(&acl->index, hash, &at);
    while (found != INDEX_EMPTY && !same_ace(made_ace(acl, found), ace))
        found = index_next(&acl->index, hash, &at);
    return found;
}

struct ace *
acl_duplicate(const struct acl *acl, const struct ace *ace, uint32_t hash)
{
    if (is_indexed(acl) && !ace->is_remark) {
        uint32_t number = find_number(acl, ace, hash);
        return number != INDEX_EMPTY ? made_ace(acl, number) : NULL;
    }
    for (size_t i = 0; i < acl->count; i++) {
        if (same_ace(acl->aces[i], ace))
            return acl->aces[i];
    }
    return NULL;
}

size_t
acl_place(const struct acl *acl, const struct ace *ace)
{
    size_t i = 0;
    while (i < acl->count && acl->aces[i] != ace)
        i++;
    return i;
}

/* ---- changes ---- */

struct ace *
acl_insert(struct config *config, struct acl *acl, const struct ace *ace, uint32_t hash, size_t at)
{
    bool indexed = is_indexed(acl);
    struct ace *made = make_ace(config, acl);
    if (made == NULL ||
        arena_append(config->arena, &acl->aces, &acl->count, &acl->capacity, sizeof(made)) == NULL)
        return NULL;
    if (indexed && !ace->is_remark && !index_add(&acl->index, hash, acl->made)) {
        acl->count--;
        return NULL;
    }
    acl->remarks += ace->is_remark;
    *made = *ace;
    made->id = config->next_ace_id++;
    acl->made++;
    if (at + 1 < acl->count)
        memmove(&acl->aces[at + 1], &acl->aces[at], (acl->count - 1 - at) * sizeof(made));
    acl->aces[at] = made;
    if (!indexed && acl->count >= INDEX_FROM && acl->count == acl->made)
        (void)index_lines(acl); /* without memory for it: slower, and right */
    return made;
}

void
acl_remove(struct acl *acl, size_t at)
{
    const struct ace *ace = acl->aces[at];
    if (is_indexed(acl) && !ace->is_remark) {
        uint32_t hash = ace_hash(ace);
        size_t slot;
        uint32_t number = index_first(&acl->index, hash, &slot);
        while (number != INDEX_EMPTY && made_ace(acl, number) != ace)
            number = index_next(&acl->index, hash, &slot);
        if (number != INDEX_EMPTY)
            index_remove(&acl->index, hash, number);
    }
    acl->remarks -= ace->is_remark;
    acl->count--;
    memmove(&acl->aces[at], &acl->aces[at + 1], (acl->count - at) * sizeof(ace));
    if (acl->count == 0)
        acl_clear(acl);
}

void
acl_clear(struct acl *acl)
{
    acl->count = acl->remarks = 0;
    drop_index(acl);
    /* what comes now gets blocks of its own: the old lines stay where they are */
    acl->blocks = NULL;
    acl->block_count = acl->block_capacity = 0;
    acl->made = 0;
}

void
acl_fini(struct acl *acl)
{
    drop_index(acl);
}

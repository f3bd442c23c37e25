/*
 * acl_index_inside.h: what an index is made of, for acl_index.c and acl_index_make.c alone.
 */
#ifndef REFIRE_ENGINE_ACL_ACL_INDEX_INSIDE_H
#define REFIRE_ENGINE_ACL_ACL_INDEX_INSIDE_H

#include "engine/acl/address_field.h"

#define RULE_NONE UINT32_MAX

enum {
    ENTRY_LAST = 1,  /* of its list */
    ENTRY_CHECK = 2, /* the ACE itself has to be looked at */
    ENTRY_PERMIT = 4,
};

/* A box of ports and protocol that an ACE matches. */
struct acl_entry {
    uint32_t rule;                                /* its place in the list */
    uint16_t source_first, source_span;           /* SPAN: the last one less the first */
    uint16_t destination_first, destination_span; /* or the ICMP type */
    uint8_t protocol;
    uint8_t flags;
};

_Static_assert(sizeof(struct acl_entry) == 16, "four of them in a line of the cache");

/* In the place of a list that begins at an entry: it is one of the long ones. */
#define LIST_IS_LONG UINT32_C(0x80000000)

struct pair_slot {
    uint32_t source, destination; /* sets */
    uint32_t start;               /* of the list of its entries */
    uint32_t best;                /* the first rule in it; RULE_NONE: the slot is free */
};

/*
 * Entries of one destination port, by it; entries of one source port, by it; and the rest. Each
 * part then in the order of the rules.
 */
struct long_list {
    uint32_t start, by_destination, by_source, rest;
};

#define MASK_BITS 64
#define MOST_LAYER_PAIRS (FIELD_LAYERS * FIELD_LAYERS)

struct layer_pair {
    uint8_t source, destination;
};

struct acl_index {
    struct address_field source, destination;
    /* Bit I of a mask stands for pair I, and for those MASK_BITS, 2 MASK_BITS, ... behind it. */
    struct layer_pair layers[MOST_LAYER_PAIRS];
    unsigned layer_pairs;
    uint64_t *partners; /* by source set: partner_bit() of each destination set; NULL: too many */
    size_t partner_count;
    struct pair_slot *slots;
    size_t slot_count;
    struct acl_entry *entries;
    size_t entry_count;
    struct long_list *longs;
    size_t long_count;
    uint64_t seed;
    bool ports;
};

/*
 * Groups overlap, and most pairs of sets that a packet meets then have no rule. With few sets it
 * pays to know of each which ones it may have a rule with: one word of a small array.
 */
#define PARTNERS_MOST 4096

static inline uint64_t
partner_bit(uint32_t destination)
{
    return UINT64_C(1) << (destination * UINT32_C(0x9e3779b1) >> 26);
}

/* Where a pair is looked for first. */
static inline size_t
acl_index_slot(const struct acl_index *index, uint32_t source, uint32_t destination)
{
    uint64_t key = ((uint64_t)source << 32 | destination) ^ index->seed;
    key *= UINT64_C(0x9e3779b97f4a7c15);
    key ^= key >> 32;
    key *= UINT64_C(0xd6e8feb86659fd93);
    return (size_t)((key >> 32) * index->slot_count >> 32);
}

#endif

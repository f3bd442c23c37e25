/*
 * address_field.h: which of many sets of addresses hold an address, in a few memory accesses.
 *
 * Each distinct source (or destination) of an access list is a set: a network, or what an object
 * group comes to. Sets are put into layers, so that no two of a layer overlap; networks nest, and
 * their layer is their depth. An address then meets at most one set of each layer, and all
 * addresses that meet the same sets are one class, with one record. Nothing is multiplied out: a
 * group of a thousand members is one set. Groups overlap as they like: one that finds no layer to
 * itself stands in different layers at different addresses.
 *
 * A set that finds no layer, or whose exact form would fall into too many ranges (a mask with
 * holes), is told by a larger one; what is found by it has to be looked at again.
 */
#ifndef REFIRE_ENGINE_ACL_ADDRESS_FIELD_H
#define REFIRE_ENGINE_ACL_ADDRESS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/base/index.h"
#include "engine/model/config.h"

/* Layer 0 holds the one set of all addresses, whose number is 0. */
#define FIELD_LAYERS 16
#define SET_ANY UINT32_C(0)
#define SET_EMPTY UINT32_MAX /* no address is in it */

/* A range of addresses that all belong to one class; it ends before the next one. */
struct address_span {
    uint32_t first;
    uint32_t class;
};

/* What look-ups read. A record: a mask of 64 bits, low word first, then its set by layer. */
struct address_field {
    uint32_t *top; /* by the first bits: the last span that begins at or before them */
    unsigned shift;
    unsigned layers; /* 0 included */
    struct address_span *spans;
    size_t span_count;
    uint32_t *records;
    size_t record_words, class_count;
};

#define RECORD_MASK_WORDS 2

/* A part of a set, both ends included. */
struct address_piece {
    uint32_t first, last;
    uint32_t set;
};

struct address_set {
    uint32_t key[3];
    uint32_t node;   /* the set that stands for it: itself, or a larger one */
    uint16_t layers; /* a bit for each layer in which the node stands somewhere */
    uint8_t state;   /* of a group: enum in address_field.c */
};

_Static_assert(FIELD_LAYERS <= 16, "a bit for each of them");

/* While sets are collected; all its memory is the arena's but the index. */
struct field_builder {
    struct arena *arena;
    const struct config *config;
    struct address_set *sets;
    size_t set_count, set_capacity;
    struct address_piece *pieces;
    size_t piece_count, piece_capacity;
    struct index index; /* of the sets, by key */
    uint32_t *firsts;   /* where spans begin */
    size_t span_count;
    uint32_t *node_at; /* by layer and span; 0: none */
    unsigned layers;
    size_t budget; /* of spans that may still be looked at for groups */
};

struct set_reference {
    uint32_t set;
    bool exact; /* false: the set is larger than what it stands for */
};

/* False: no memory. Take it down by field_builder_fini in any case. */
NODISCARD bool field_builder_init(struct field_builder *builder, struct arena *arena,
                                  const struct config *config);
void field_builder_fini(struct field_builder *builder);

/* The set of what a match stands for. False: no memory. */
NODISCARD bool field_builder_add(struct field_builder *builder, const struct address_match *match,
                                 struct set_reference *reference);

/* The set of a range of addresses, both ends included. False: no memory. */
NODISCARD bool field_builder_add_range(struct field_builder *builder, uint32_t first, uint32_t last,
                                       uint32_t *set);

/* When all are there: gives each set its layer, or a larger one in its place. */
NODISCARD bool field_builder_layer(struct field_builder *builder);

/*
 * Then what look-ups read. PARTNERS has for each set the layers of the other end in which there may
 * be one that it has a rule with, and BITS what a layer here and one there make of a record's mask;
 * both may be NULL where masks are not asked for. False: no memory; the field is then empty, and
 * may be taken down or not.
 */
typedef uint64_t layer_bits[FIELD_LAYERS][FIELD_LAYERS];
NODISCARD bool address_field_make(struct address_field *field, struct field_builder *builder,
                                  const uint16_t *partners, const layer_bits *bits);
void address_field_fini(struct address_field *field);
size_t address_field_bytes(const struct address_field *field);

/* The record of the class that an address belongs to. */
static inline const uint32_t *
address_field_record(const struct address_field *field, uint32_t address)
{
    const uint32_t *top = &field->top[address >> field->shift];
    const struct address_span *at = &field->spans[top[0]];
    size_t count = top[1] - top[0] + 1;
    while (count > 1) {
        size_t half = count / 2;
        at = at[half].first <= address ? at + half : at;
        count -= half;
    }
    return &field->records[at->class * field->record_words];
}

/* Asks for the memory that looking an address up begins with. */
static inline void
address_field_fetch(const struct address_field *field, uint32_t address)
{
    __builtin_prefetch(&field->top[address >> field->shift]);
}

static inline uint64_t
record_mask(const uint32_t *record)
{
    return (uint64_t)record[1] << 32 | record[0];
}

static inline uint32_t
record_set(const uint32_t *record, unsigned layer)
{
    return record[RECORD_MASK_WORDS + layer];
}

#endif

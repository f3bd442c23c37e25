/*
 * per.c: the walk. Positions are in bits from the start of the message; all reads check the window,
 * which additions and their like narrow for as long as they last.
 */
#include "engine/inspect/per.h"

struct walk {
    const uint8_t *bytes;
    size_t at, end; /* bits */
    unsigned depth, fields;
    per_visit *visit;
    void *context;
};

static bool follow(struct walk *walk, const struct per_type *type, uint8_t tag);

static uint32_t
bit_at(const struct walk *walk, size_t bit)
{
    return (uint32_t)walk->bytes[bit / 8] >> (7 - bit % 8) & 1U;
}

static bool
read_bits(struct walk *walk, unsigned count, uint32_t *value)
{
    if (count > 32 || walk->end - walk->at < count)
        return false;
    *value = 0;
    for (unsigned i = 0; i < count; i++, walk->at++)
        *value = *value << 1 | bit_at(walk, walk->at);
    return true;
}

static bool
skip_bits(struct walk *walk, size_t count)
{
    if (walk->end - walk->at < count)
        return false;
    walk->at += count;
    return true;
}

/* Windows end on whole octets, so that this stays inside. */
static void
align(struct walk *walk)
{
    walk->at = (walk->at + 7) / 8 * 8;
}

static bool
read_octets(struct walk *walk, unsigned count, uint32_t *value)
{
    align(walk);
    return read_bits(walk, count * 8, value);
}

/* X.691 10.9: one octet, or two; larger things come in pieces, which nothing here does. */
static bool
read_length(struct walk *walk, size_t *length)
{
    uint32_t first, second;
    if (!read_octets(walk, 1, &first))
        return false;
    *length = first;
    if (first < 0x80)
        return true;
    if (first >= 0xc0 || !read_bits(walk, 8, &second))
        return false;
    *length = (size_t)(first & 0x3f) << 8 | second;
    return true;
}

/* 10.6: a number that is nearly always below 64. */
static bool
read_small(struct walk *walk, uint32_t *value)
{
    uint32_t is_large;
    return read_bits(walk, 1, &is_large) && !is_large && read_bits(walk, 6, value);
}

static unsigned
bits_for(size_t values)
{
    unsigned bits = 0;
    while (values > (size_t)1 << bits)
        bits++;
    return bits;
}

static bool
tell(struct walk *walk, uint8_t tag, size_t offset, size_t length, uint32_t value)
{
    const struct per_found found = {
        .tag = tag, .offset = offset, .length = length, .value = value
    };
    return tag == 0 || walk->visit(walk->context, &found);
}

static bool
follow_octets(struct walk *walk, size_t length, uint8_t tag)
{
    size_t offset = walk->at / 8;
    return skip_bits(walk, length * 8) && tell(walk, tag, offset, length, 0);
}

/* 16: up to two octets stand where they come, more are aligned. */
static bool
follow_fixed(struct walk *walk, const struct per_type *type, uint8_t tag)
{
    if (type->low <= 2)
        return skip_bits(walk, (size_t)type->low * 8);
    align(walk);
    return follow_octets(walk, type->low, tag);
}

/* 16 and 27: the size as a number of its range, then the characters, aligned. */
static bool
follow_string(struct walk *walk, const struct per_type *type)
{
    size_t range = (size_t)type->high - type->low + 1;
    uint32_t size;
    if (range > 255 ? !read_octets(walk, range > 256 ? 2 : 1, &size)
                    : !read_bits(walk, bits_for(range), &size))
        return false;
    if (size >= range)
        return false;
    align(walk);
    return skip_bits(walk, (size + type->low) * type->width);
}

/* 10.5.7.4: how many octets, then they. */
static bool
follow_number(struct walk *walk, const struct per_type *type, uint8_t tag)
{
    uint32_t octets, value;
    if (!read_bits(walk, bits_for(type->width), &octets) || octets >= type->width)
        return false;
    return read_octets(walk, octets + 1, &value) && tell(walk, tag, walk->at / 8, 0, value);
}

/* An addition brings its length along: what is not known of it does no harm. */
static bool
follow_addition(struct walk *walk, const struct per_field *field)
{
    size_t length;
    if (!read_length(walk, &length) || walk->end - walk->at < length * 8)
        return false;
    size_t outer_end = walk->end, behind = walk->at + length * 8;
    walk->end = behind;
    if (field != NULL && field->type != NULL && !follow(walk, field->type, field->tag))
        return false;
    walk->end = outer_end;
    walk->at = behind;
    return true;
}

static bool
follow_additions(struct walk *walk, const struct per_type *type)
{
    uint32_t count;
    if (!read_small(walk, &count))
        return false;
    count++;
    size_t map = walk->at;
    if (!skip_bits(walk, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (bit_at(walk, map + i) == 0)
            continue;
        if (!follow_addition(walk, i < type->added_count ? &type->added[i] : NULL))
            return false;
    }
    return true;
}

static bool
follow_sequence(struct walk *walk, const struct per_type *type)
{
    uint32_t extended = 0, present = 0;
    unsigned optional = 0, left;
    for (size_t i = 0; i < type->count; i++)
        optional += type->fields[i].optional;
    if ((type->extensible && !read_bits(walk, 1, &extended)) ||
        !read_bits(walk, optional, &present))
        return false;
    left = optional;
    for (size_t i = 0; i < type->count; i++) {
        const struct per_field *field = &type->fields[i];
        if (field->optional && (present >> --left & 1U) == 0)
            continue;
        if (!follow(walk, field->type, field->tag))
            return false;
        if (field->type->kind == PER_REST)
            return true;
    }
    return extended == 0 || follow_additions(walk, type);
}

static bool
follow_choice(struct walk *walk, const struct per_type *type)
{
    uint32_t extended = 0, index;
    if (type->extensible && !read_bits(walk, 1, &extended))
        return false;
    if (extended != 0)
        return read_small(walk, &index) &&
               follow_addition(walk, index < type->added_count ? &type->added[index] : NULL);
    return read_bits(walk, bits_for(type->count), &index) && index < type->count &&
           follow(walk, type->fields[index].type, type->fields[index].tag);
}

static bool
follow_list(struct walk *walk, const struct per_type *type)
{
    size_t count;
    if (!read_length(walk, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!follow(walk, type->fields[0].type, type->fields[0].tag))
            return false;
    }
    return true;
}

static bool
follow_simple(struct walk *walk, const struct per_type *type, uint8_t tag)
{
    uint32_t value = 0;
    size_t length;
    switch (type->kind) {
    case PER_NULL:
        return tell(walk, tag, walk->at / 8, 0, 0);
    case PER_BITS:
        return read_bits(walk, type->width, &value) && tell(walk, tag, walk->at / 8, 0, value);
    case PER_OCTET:
        return read_octets(walk, 1, &value) && tell(walk, tag, walk->at / 8, 0, value);
    case PER_NUMBER_16:
        return read_octets(walk, 2, &value) && tell(walk, tag, walk->at / 8, 0, value);
    case PER_NUMBER:
        return follow_number(walk, type, tag);
    case PER_OCTETS:
        return read_length(walk, &length) && follow_octets(walk, length, tag);
    case PER_FIXED:
        return follow_fixed(walk, type, tag);
    case PER_STRING:
        return follow_string(walk, type);
    case PER_REST:
        walk->at = walk->end;
        return true;
    case PER_SEQUENCE:
    case PER_CHOICE:
    case PER_LIST:
    case PER_UNKNOWN:
        break;
    }
    return false;
}

static bool
follow_compound(struct walk *walk, const struct per_type *type)
{
    if (type->kind == PER_SEQUENCE)
        return follow_sequence(walk, type);
    return type->kind == PER_CHOICE ? follow_choice(walk, type) : follow_list(walk, type);
}

static bool
follow(struct walk *walk, const struct per_type *type, uint8_t tag)
{
    if (++walk->fields > PER_FIELDS || walk->depth >= PER_DEPTH)
        return false;
    if (type->kind != PER_SEQUENCE && type->kind != PER_CHOICE && type->kind != PER_LIST)
        return follow_simple(walk, type, tag);
    if (!tell(walk, tag, walk->at / 8, 0, 0))
        return false;
    walk->depth++;
    bool followed = follow_compound(walk, type);
    walk->depth--;
    return followed;
}

bool
per_follow(const struct per_type *type, const uint8_t *bytes, size_t length, per_visit *visit,
           void *context)
{
    struct walk walk = { .bytes = bytes, .end = length * 8, .visit = visit, .context = context };
    return follow(&walk, type, 0);
}

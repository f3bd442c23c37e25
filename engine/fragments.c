/*
 * fragments.c: the store of fragments that wait. It decides nothing: engine/path does.
 */
#include "engine/fragments.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/hash.h"

#define IP_HEADER 20
#define IP_HEADER_MOST 60
#define IP_LENGTH 2
#define IP_FRAGMENT 6
#define IP_CHECKSUM 10
#define IP_TOTAL_MOST 65535
/* The longest datagram, and a header with options in front of as much: never written past. */
#define ROOM (IP_HEADER_MOST + IP_TOTAL_MOST + 1)
#define SETS_MOST (1U << 22) /* the bytes bound them before */

bool
fragments_init(struct fragments *fragments, uint64_t seed)
{
    *fragments = (struct fragments){ .seed = seed, .next_due = TIME_NEVER };
    pool_init(&fragments->pool, sizeof(struct fragment_set), SETS_MOST);
    return index_init(&fragments->index);
}

void
fragment_free(struct fragment *fragment)
{
    free(fragment);
}

static void
free_all(struct fragment *first)
{
    while (first != NULL) {
        struct fragment *next = first->arrived_next;
        fragment_free(first);
        first = next;
    }
}

void
fragments_fini(struct fragments *fragments)
{
    for (size_t ifc = 0; ifc < fragments->side_count; ifc++) {
        uint32_t number = fragments->sides[ifc].oldest;
        while (number != FRAGMENT_SET_NONE) {
            const struct fragment_set *set = fragment_set_at(fragments, number);
            number = set->newer;
            free_all(set->arrived_first);
        }
    }
    pool_fini(&fragments->pool);
    index_fini(&fragments->index);
    free(fragments->sides);
    free(fragments->whole);
    free(fragments->leaving);
    *fragments = (struct fragments){ .next_due = TIME_NEVER };
}

size_t
fragments_bytes(const struct fragments *fragments)
{
    return fragments->bytes + pool_bytes(&fragments->pool) + index_bytes(&fragments->index) +
           fragments->side_count * sizeof(*fragments->sides) +
           (fragments->whole != NULL ? 2 * (size_t)ROOM : 0);
}

/* --- finding --------------------------------------------------------------------------------- */

struct fragment_key
fragment_key_of(const struct packet *packet, ifc_id ifc)
{
    return (struct fragment_key){
        .source = packet->source,
        .destination = packet->destination,
        .ip_id = packet->ip_id,
        .ifc = ifc,
        .protocol = packet->protocol,
    };
}

static uint32_t
hash_of(const struct fragments *fragments, const struct fragment_key *key)
{
    return (uint32_t)hash_bytes(key, sizeof(*key), fragments->seed);
}

uint32_t
fragments_find(const struct fragments *fragments, const struct fragment_key *key)
{
    uint32_t hash = hash_of(fragments, key);
    size_t at;
    uint32_t number = index_first(&fragments->index, hash, &at);
    while (number != INDEX_EMPTY &&
           memcmp(&fragment_set_at(fragments, number)->key, key, sizeof(*key)) != 0)
        number = index_next(&fragments->index, hash, &at);
    return number;
}

uint32_t
fragments_waiting_at(const struct fragments *fragments, ifc_id ifc)
{
    return ifc < fragments->side_count ? fragments->sides[ifc].waiting : 0;
}

/* --- how pieces lie -------------------------------------------------------------------------- */

static size_t
end_of(const struct packet *packet)
{
    return packet->fragment_offset + packet->l4_length;
}

/* The piece that begins nearest at or before PACKET; NULL: none does. */
static struct fragment *
lower_neighbour(const struct fragment_set *set, const struct packet *packet)
{
    if (set->lowest == NULL || packet->fragment_offset < set->lowest->packet.fragment_offset)
        return NULL;
    struct fragment *fragment = set->highest;
    while (fragment != NULL && fragment->packet.fragment_offset > packet->fragment_offset)
        fragment = fragment->lower;
    return fragment;
}

static bool
has_same_bytes(const struct packet *a, const struct packet *b)
{
    return a->fragment_offset == b->fragment_offset && a->l4_length == b->l4_length &&
           a->more_fragments == b->more_fragments && a->captured == b->captured &&
           a->l4_offset == b->l4_offset && a->captured >= a->l4_offset &&
           memcmp(a->bytes + a->l4_offset, b->bytes + b->l4_offset, a->captured - a->l4_offset) ==
               0;
}

enum fragment_fit
fragment_set_fit(const struct fragment_set *set, const struct packet *packet)
{
    const struct fragment *lower = lower_neighbour(set, packet);
    const struct fragment *higher = lower == NULL ? set->lowest : lower->higher;
    if (lower != NULL && has_same_bytes(&lower->packet, packet))
        return FRAGMENT_REPEATS;
    if ((lower != NULL && end_of(&lower->packet) > packet->fragment_offset) ||
        (higher != NULL && higher->packet.fragment_offset < end_of(packet)))
        return FRAGMENT_OVERLAPS;
    bool is_end = !packet->more_fragments;
    if (is_end ? set->total != 0 || higher != NULL
               : set->total != 0 && end_of(packet) >= set->total)
        return FRAGMENT_OVERLAPS;
    return FRAGMENT_FITS;
}

bool
fragment_set_completes(const struct fragment_set *set, const struct packet *packet)
{
    size_t total = packet->more_fragments ? set->total : end_of(packet);
    return total != 0 && set->held + packet->l4_length == total;
}

/* --- keeping --------------------------------------------------------------------------------- */

static struct fragment_side *
side_of(struct fragments *fragments, ifc_id ifc)
{
    if (ifc >= fragments->side_count) {
        size_t larger = (size_t)ifc + 1;
        struct fragment_side *sides = realloc(fragments->sides, larger * sizeof(*sides));
        if (sides == NULL)
            return NULL;
        for (size_t i = fragments->side_count; i < larger; i++)
            sides[i] = (struct fragment_side){ FRAGMENT_SET_NONE, FRAGMENT_SET_NONE, 0 };
        fragments->sides = sides;
        fragments->side_count = larger;
    }
    return &fragments->sides[ifc];
}

static uint32_t
add_set(struct fragments *fragments, const struct fragment_key *key, int64_t due)
{
    struct fragment_side *side = side_of(fragments, key->ifc);
    uint32_t number = side == NULL ? FRAGMENT_SET_NONE : pool_take(&fragments->pool);
    if (number == FRAGMENT_SET_NONE)
        return FRAGMENT_SET_NONE;
    if (!index_add(&fragments->index, hash_of(fragments, key), number)) {
        pool_give(&fragments->pool, number);
        return FRAGMENT_SET_NONE;
    }
    struct fragment_set *set = fragment_set_at(fragments, number);
    *set = (struct fragment_set){
        .key = *key, .due = due, .older = side->newest, .newer = FRAGMENT_SET_NONE
    };
    if (side->newest == FRAGMENT_SET_NONE) {
        side->oldest = number;
    } else {
        struct fragment_set *before = fragment_set_at(fragments, side->newest);
        before->newer = number;
        if (set->due < before->due)
            set->due = before->due;
    }
    side->newest = number;
    if (set->due < fragments->next_due)
        fragments->next_due = set->due;
    return number;
}

static void
remove_set(struct fragments *fragments, uint32_t number)
{
    struct fragment_set *set = fragment_set_at(fragments, number);
    struct fragment_side *side = &fragments->sides[set->key.ifc];
    if (set->older == FRAGMENT_SET_NONE)
        side->oldest = set->newer;
    else
        fragment_set_at(fragments, set->older)->newer = set->newer;
    if (set->newer == FRAGMENT_SET_NONE)
        side->newest = set->older;
    else
        fragment_set_at(fragments, set->newer)->older = set->older;
    index_remove(&fragments->index, hash_of(fragments, &set->key), number);
    pool_give(&fragments->pool, number);
}

static size_t
size_of(const struct packet *packet)
{
    return sizeof(struct fragment) + packet->captured;
}

static struct fragment *
copy_of(const struct packet *packet)
{
    struct fragment *fragment = malloc(size_of(packet));
    if (fragment == NULL)
        return NULL;
    fragment->arrived_next = NULL;
    fragment->packet = *packet;
    fragment->packet.bytes = fragment->bytes;
    if (packet->captured > 0)
        memcpy(fragment->bytes, packet->bytes, packet->captured);
    if (packet->observed != NULL) {
        fragment->observed = *packet->observed;
        fragment->observed.bytes = fragment->bytes;
        fragment->observed.captured = 0;
        fragment->observed.payload_length = fragment->observed.payload_captured = 0;
        fragment->packet.observed = &fragment->observed;
    }
    return fragment;
}

static void
link_in(struct fragment_set *set, struct fragment *fragment)
{
    const struct packet *packet = &fragment->packet;
    fragment->lower = lower_neighbour(set, packet);
    fragment->higher = fragment->lower == NULL ? set->lowest : fragment->lower->higher;
    *(fragment->lower == NULL ? &set->lowest : &fragment->lower->higher) = fragment;
    *(fragment->higher == NULL ? &set->highest : &fragment->higher->lower) = fragment;
    *(set->arrived_last == NULL ? &set->arrived_first : &set->arrived_last->arrived_next) =
        fragment;
    set->arrived_last = fragment;
    set->count++;
    set->held += (uint32_t)packet->l4_length;
    if (!packet->more_fragments)
        set->total = (uint32_t)end_of(packet);
}

bool
fragments_keep(struct fragments *fragments, uint32_t number, const struct packet *packet,
               ifc_id ifc, int64_t due)
{
    if (fragments->bytes + size_of(packet) > FRAGMENT_BYTES_MOST)
        return false;
    struct fragment *fragment = copy_of(packet);
    if (fragment == NULL)
        return false;
    if (number == FRAGMENT_SET_NONE) {
        struct fragment_key key = fragment_key_of(packet, ifc);
        number = add_set(fragments, &key, due);
    }
    if (number == FRAGMENT_SET_NONE) {
        fragment_free(fragment);
        return false;
    }
    link_in(fragment_set_at(fragments, number), fragment);
    fragments->sides[ifc].waiting++;
    fragments->waiting++;
    fragments->bytes += size_of(packet);
    return true;
}

struct fragment_set
fragments_take(struct fragments *fragments, uint32_t number)
{
    struct fragment_set set = *fragment_set_at(fragments, number);
    remove_set(fragments, number);
    fragments->sides[set.key.ifc].waiting -= set.count;
    fragments->waiting -= set.count;
    for (const struct fragment *piece = set.arrived_first; piece != NULL;
         piece = piece->arrived_next)
        fragments->bytes -= size_of(&piece->packet);
    return set;
}

uint32_t
fragments_due(struct fragments *fragments, int64_t time)
{
    if (time < fragments->next_due)
        return FRAGMENT_SET_NONE;
    fragments->next_due = TIME_NEVER;
    for (size_t ifc = 0; ifc < fragments->side_count; ifc++) {
        uint32_t oldest = fragments->sides[ifc].oldest;
        if (oldest == FRAGMENT_SET_NONE)
            continue;
        int64_t due = fragment_set_at(fragments, oldest)->due;
        if (due <= time) {
            fragments->next_due = due; /* there may be more */
            return oldest;
        }
        if (due < fragments->next_due)
            fragments->next_due = due;
    }
    return FRAGMENT_SET_NONE;
}

/* --- the datagram ---------------------------------------------------------------------------- */

static bool
make_room(struct fragments *fragments)
{
    if (fragments->whole == NULL)
        fragments->whole = malloc(ROOM);
    if (fragments->leaving == NULL)
        fragments->leaving = malloc(ROOM);
    return fragments->whole != NULL && fragments->leaving != NULL;
}

/* Adds what is there of a piece; false when some is missing, and nothing behind it counts. */
static bool
append(uint8_t *bytes, size_t *length, const struct packet *piece)
{
    size_t there = piece->captured > piece->l4_offset ? piece->captured - piece->l4_offset : 0;
    if (there > piece->l4_length)
        there = piece->l4_length;
    memcpy(bytes + *length, piece->bytes + piece->l4_offset, there);
    *length += there;
    return there == piece->l4_length;
}

/* The header of the first piece, as if the datagram had never been cut. */
static void
write_header(uint8_t *bytes, const struct packet *first, size_t total)
{
    size_t length = first->ip_header_length;
    memcpy(bytes, first->bytes + first->ip_offset, length);
    bytes[IP_LENGTH] = (uint8_t)(total >> 8);
    bytes[IP_LENGTH + 1] = (uint8_t)total;
    bytes[IP_FRAGMENT] = bytes[IP_FRAGMENT + 1] = 0;
    bytes[IP_CHECKSUM] = bytes[IP_CHECKSUM + 1] = 0;
    uint16_t sum = internet_checksum(bytes, length, 0);
    bytes[IP_CHECKSUM] = (uint8_t)(sum >> 8);
    bytes[IP_CHECKSUM + 1] = (uint8_t)sum;
}

static void
decode_whole(struct fragments *fragments, const struct packet *first, const struct packet *latest,
             size_t captured, size_t total, struct packet *whole)
{
    whole->time = latest->time;
    whole->number = latest->number;
    packet_decode(whole, LINK_RAW_IP, fragments->whole, captured, total);
    whole->seen = first->seen;
    whole->as_left = first->as_left;
    whole->vlan = first->vlan;
    whole->observed = first->observed;
}

bool
fragments_join(struct fragments *fragments, const struct fragment_set *set,
               const struct packet *last, struct packet *whole)
{
    if (!make_room(fragments))
        return false;
    const struct fragment *piece = set->lowest;
    bool begins = last != NULL && last->fragment_offset == 0;
    const struct packet *first = begins ? last : &piece->packet;
    size_t header = first->ip_header_length;
    size_t total = header + set->held + (last != NULL ? last->l4_length : 0);
    /* A header with options that was itself cut: as much as there is. */
    bool there = first->captured >= first->ip_offset + header && total <= IP_TOTAL_MOST;
    size_t length = header;
    if (!there) {
        *whole = *first;
        whole->kind = PACKET_MALFORMED;
        whole->malformed = DROP_CAPTURE_CUT;
        return true;
    }
    const struct packet *latest = last != NULL ? last : &set->arrived_last->packet;
    write_header(fragments->whole, first, total);
    while (there && (piece != NULL || last != NULL)) {
        bool takes_last = last != NULL &&
                          (piece == NULL || last->fragment_offset < piece->packet.fragment_offset);
        there = append(fragments->whole, &length, takes_last ? last : &piece->packet);
        if (takes_last)
            last = NULL;
        else
            piece = piece->higher;
    }
    decode_whole(fragments, first, latest, length, total, whole);
    return true;
}

void
fragments_translate(struct fragments *fragments, const struct packet *whole,
                    struct translation *translation)
{
    struct frame_size size = packet_translate(whole, translation, fragments->leaving);
    if (size.captured <= whole->l4_offset)
        return;
    translation->whole = fragments->leaving + whole->l4_offset;
    translation->whole_length = size.captured - whole->l4_offset;
}

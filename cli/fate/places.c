/*
 * places.c: linear probing; what is taken out is closed up by moving others back.
 */
#include "cli/fate/places.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/base/ip.h"

#define PLACES_FIRST ((size_t)1 << 12) /* a small table stays in the caches */

bool
places_init(struct places *places, size_t largest, uint64_t seed)
{
    size_t size = largest < PLACES_FIRST ? largest : PLACES_FIRST;
    *places = (struct places){
        .items = calloc(size, sizeof *places->items), .size = size, .largest = largest, .seed = seed
    };
    return places->items != NULL;
}

void
places_fini(struct places *places)
{
    free(places->items);
}

struct place *
places_at(const struct places *places, uint64_t key)
{
    size_t at = key & (places->size - 1);
    while (places->items[at].key != 0 && places->items[at].key != key)
        at = (at + 1) & (places->size - 1);
    return &places->items[at];
}

/* Twice as many places; as many as there are where memory or the bound does not allow it. */
static void
grow(struct places *places)
{
    struct place *old = places->items;
    size_t size = places->size;
    struct place *items = size < places->largest ? calloc(2 * size, sizeof *items) : NULL;
    if (items == NULL)
        return;
    places->items = items;
    places->size = 2 * size;
    for (size_t i = 0; i < size; i++)
        if (old[i].key != 0)
            *places_at(places, old[i].key) = old[i];
    free(old);
}

bool
places_put(struct places *places, uint64_t key, uint32_t flow, uint32_t ingress)
{
    if (places_at(places, key)->key != 0)
        return true;
    if (places->used >= places->size / 2)
        grow(places);
    if (places->used >= places->size / 2)
        return false;
    *places_at(places, key) = (struct place){ key, flow, ingress };
    places->used++;
    return true;
}

/* Those behind it move up, so that each is found where it is looked for. */
void
places_take(struct places *places, uint64_t key)
{
    const struct place *place = places_at(places, key);
    size_t last = places->size - 1;
    if (place->key == 0)
        return;
    size_t hole = (size_t)(place - places->items);
    for (size_t at = (hole + 1) & last; places->items[at].key != 0; at = (at + 1) & last) {
        size_t home = places->items[at].key & last;
        if (((at - home) & last) < ((at - hole) & last))
            continue;
        places->items[hole] = places->items[at];
        hole = at;
    }
    places->items[hole] = (struct place){ 0 };
    places->used--;
}

/* Keys of packets, of connections and of fragments. */
enum key_kind { KEY_OF_PACKET, KEY_OF_CONN, KEY_OF_FRAGMENT };

static uint64_t
hash_of(const struct places *places, const uint32_t key[static 5])
{
    uint64_t hash = hash_bytes(key, 5 * sizeof *key, places->seed);
    return hash != 0 ? hash : 1;
}

uint64_t
places_key_of_conn(const struct places *places, uint32_t conn_id)
{
    return hash_of(places, (const uint32_t[]){ conn_id, 0, 0, 0, KEY_OF_CONN });
}

/* What tells flows between two hosts apart. */
static uint32_t
ports_of(const struct packet *packet)
{
    if (packet->protocol == IP_ICMP)
        return (uint32_t)packet->icmp_type << 16 | packet->source_port;
    if (packet->gre_is_pptp) /* the call, as its receiver calls it */
        return packet->gre_call_id;
    return (uint32_t)packet->source_port << 16 | packet->destination_port;
}

static struct place *
find_place(const struct places *places, const struct packet *packet, uint32_t ingress,
           enum key_kind kind, uint64_t *key)
{
    uint32_t ports = kind == KEY_OF_PACKET ? ports_of(packet) : packet->ip_id;
    for (uint32_t order = 0;; order++) { /* ends: interfaces are few */
        *key = hash_of(places, (const uint32_t[]){ packet->source, packet->destination, ports,
                                                   packet->protocol | order << 8, kind });
        struct place *place = places_at(places, *key);
        if (place->key == 0 || place->ingress == ingress)
            return place;
    }
}

struct place *
places_of_packet(const struct places *places, const struct packet *packet, uint32_t ingress,
                 uint64_t *key)
{
    bool has_no_ports = packet->is_fragment && !packet->is_first_fragment;
    return find_place(places, packet, ingress, has_no_ports ? KEY_OF_FRAGMENT : KEY_OF_PACKET, key);
}

struct place *
places_of_fragments(const struct places *places, const struct packet *packet, uint32_t ingress,
                    uint64_t *key)
{
    return find_place(places, packet, ingress, KEY_OF_FRAGMENT, key);
}

/*
 * places.h: a table from hashes to flows, open-addressed, that grows up to a bound and from which
 * keys can be taken again.
 */
#ifndef REFIRE_CLI_FATE_PLACES_H
#define REFIRE_CLI_FATE_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/packet/packet.h"

struct place {
    uint64_t key; /* 0: free */
    uint32_t flow;
    uint32_t ingress; /* of the packets of this key; of no meaning for a connection's */
};

struct places {
    struct place *items;
    size_t size; /* a power of two; half of them are used at most */
    size_t largest;
    size_t used;
    uint64_t seed;
};

/* LARGEST: a power of two, how many places there will ever be. False: no memory. */
NODISCARD bool places_init(struct places *places, size_t largest, uint64_t seed);
void places_fini(struct places *places);

/* The key's place, or the free one where it would be. */
struct place *places_at(const struct places *places, uint64_t key);

/* False when there is no room; true also when KEY has a place already. Places that were found
 * before are others after it. */
NODISCARD bool places_put(struct places *places, uint64_t key, uint32_t flow, uint32_t ingress);
/* Nothing happens when it has none. Places that were found before may be others after it. */
void places_take(struct places *places, uint64_t key);

uint64_t places_key_of_conn(const struct places *places, uint32_t conn_id);
/*
 * The place of packets with these ends that enter at INGRESS, or the free one where it would be:
 * *KEY. Where packets with the same ends enter at several interfaces they are told apart by which
 * came first, second, ...: an interface may have another name under another configuration.
 */
struct place *places_of_packet(const struct places *places, const struct packet *packet,
                               uint32_t ingress, uint64_t *key);
/* The same of the later fragments of PACKET's datagram, which have no ports: for those
 * places_of_packet gives it too. */
struct place *places_of_fragments(const struct places *places, const struct packet *packet,
                                  uint32_t ingress, uint64_t *key);

#endif

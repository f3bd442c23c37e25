/*
 * fragments.h: fragments that wait until their datagram is whole (engine.md 1.2).
 *
 * Per interface: so many fragments wait at most, a datagram has so many at most, and so long after
 * its first one came it is given up. Each piece is kept as it came, frame and all: what leaves are
 * the pieces, not the datagram. A set is kept twice in order: of arrival, in which its pieces are
 * settled, and of offset, by which overlaps and the end are seen.
 */
#ifndef REFIRE_ENGINE_FRAGMENTS_H
#define REFIRE_ENGINE_FRAGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/packet/packet.h"

/* What may wait in all, frames and book-keeping: the emulator's own bound, no device's. */
#define FRAGMENT_BYTES_MOST ((size_t)64 * 1024 * 1024)

#define FRAGMENT_SET_NONE POOL_NONE

/* Which datagram: ids are the sender's, for each destination and protocol (RFC 791). */
struct fragment_key {
    uint32_t source, destination;
    uint16_t ip_id;
    ifc_id ifc;
    uint32_t protocol;
};

_Static_assert(sizeof(struct fragment_key) == 16, "hashed as it lies in memory: no padding");

/* A piece that waits. Its packet's bytes are its own, and so is what was observed of it. */
struct fragment {
    struct fragment *arrived_next;
    struct fragment *lower, *higher; /* by offset */
    struct packet packet;
    struct packet observed; /* packet.observed points here, or is NULL; its bytes are not kept */
    uint8_t bytes[];
};

struct fragment_set {
    struct fragment_key key;
    int64_t due;
    struct fragment *arrived_first, *arrived_last;
    struct fragment *lowest, *highest;
    uint32_t count;
    uint32_t held;         /* bytes of the datagram that are there */
    uint32_t total;        /* of the datagram; 0: its last piece has not come */
    uint32_t older, newer; /* of the same interface */
};

/* The sets of one interface, the oldest first. */
struct fragment_side {
    uint32_t oldest, newest;
    uint32_t waiting; /* fragments */
};

struct fragments {
    struct pool pool;
    struct index index;
    struct fragment_side *sides; /* by interface */
    size_t side_count;
    size_t bytes; /* of pieces that wait */
    size_t waiting;
    int64_t next_due; /* nothing is due before */
    uint64_t seed;
    uint8_t *whole, *leaving; /* room for a datagram as it came and as it leaves */
};

/* False when there is no memory. What a datagram is put together in is taken when one comes. */
NODISCARD bool fragments_init(struct fragments *fragments, uint64_t seed);
void fragments_fini(struct fragments *fragments);
size_t fragments_bytes(const struct fragments *fragments);

struct fragment_key fragment_key_of(const struct packet *packet, ifc_id ifc);

static inline struct fragment_set *
fragment_set_at(const struct fragments *fragments, uint32_t number)
{
    return pool_at(&fragments->pool, number);
}

/* FRAGMENT_SET_NONE when there is none. */
uint32_t fragments_find(const struct fragments *fragments, const struct fragment_key *key);

/* How many wait that came in at IFC. */
uint32_t fragments_waiting_at(const struct fragments *fragments, ifc_id ifc);

/* How PACKET lies to what is there of its datagram. */
enum fragment_fit {
    FRAGMENT_FITS,
    FRAGMENT_REPEATS, /* the very bytes are there already */
    FRAGMENT_OVERLAPS /* or goes past the end, or is a second end */
};
enum fragment_fit fragment_set_fit(const struct fragment_set *set, const struct packet *packet);

/* Would PACKET, which fits, make it whole? */
bool fragment_set_completes(const struct fragment_set *set, const struct packet *packet);

/*
 * A copy of PACKET waits, in the set NUMBER or, for FRAGMENT_SET_NONE, in a new one that is due at
 * DUE, or with the one before it on its interface if that is later. False when memory, or the
 * emulator's bound, does not let it.
 */
NODISCARD bool fragments_keep(struct fragments *fragments, uint32_t number,
                              const struct packet *packet, ifc_id ifc, int64_t due);

/*
 * Takes the set out: its pieces are the caller's, linked by arrival and by offset, and go with
 * fragment_free. NUMBER is no set any more.
 */
struct fragment_set fragments_take(struct fragments *fragments, uint32_t number);
void fragment_free(struct fragment *fragment);

/* A set that is due at TIME, of the interface with the lowest number first; NONE: there is none. */
uint32_t fragments_due(struct fragments *fragments, int64_t time);

/*
 * Puts SET's datagram together with LAST, a piece that need not wait (NULL: all wait), as it came
 * before it was cut up: WHOLE is a packet of its own with the header of the first piece. Its bytes
 * are FRAGMENTS' until the next. Where a piece was cut by the capture the rest is not there. False
 * when there is no memory.
 */
NODISCARD bool fragments_join(struct fragments *fragments, const struct fragment_set *set,
                              const struct packet *last, struct packet *whole);

/* WHOLE as it leaves: what each piece takes its part of, in TRANSLATION too; as long-lived. */
void fragments_translate(struct fragments *fragments, const struct packet *whole,
                         struct translation *translation);

#endif

/*
 * pinhole.h: conns that inspections have announced: the first packet of one passes whatever policy
 * says (engine.md 6.1 [B]). A pinhole is found by the real socket it leads to.
 */
#ifndef REFIRE_ENGINE_PINHOLE_H
#define REFIRE_ENGINE_PINHOLE_H

#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/inspect.h"

#define PINHOLE_NONE POOL_NONE

/* So many may be open at a time: as many as a control conn of a large gateway asks for, a thousand
 * times over; more are refused, and counted. */
#define PINHOLES_MOST (1U << 20)
/* ... and so many announced on one conn. */
#define PINHOLES_OF_CONN 1024

/* Hashed and compared as it lies in memory: no padding. */
struct pinhole_key {
    uint32_t listener; /* real */
    uint16_t port;
    ifc_id ifc; /* where the listener is */
    uint8_t protocol;
    uint8_t zeros[3];
};

struct pinhole {
    struct pinhole_key key; /* the pool's link lies here while free */
    uint32_t serial;        /* 0: free */
    ifc_id opener_ifc;
    uint32_t opener; /* 0: any */
    uint16_t opener_port;
    bool stays, outlives, lives_on;
    uint8_t role;
    enum inspection_kind kind;
    const struct inspection_engine *inspection;
    const struct inspection *line; /* at work on the parent, of the configuration at REVISION */
    uint32_t revision;
    uint32_t parent;       /* the conn it was announced on; POOL_NONE: gone */
    uint32_t next, before; /* others of the same parent; PINHOLE_NONE */
    uint32_t xlate;        /* held for it; POOL_NONE */
    int64_t since;         /* announced, or announced again */
    int64_t until;         /* it is over then */
    int64_t timer_due;
};

struct pinhole_table {
    struct pool pool;
    struct index index;
    uint64_t seed;
};

NODISCARD bool pinholes_init(struct pinhole_table *table, uint64_t seed);
void pinholes_fini(struct pinhole_table *table);
size_t pinholes_bytes(const struct pinhole_table *table);

static inline struct pinhole *
pinhole_at(const struct pinhole_table *table, uint32_t number)
{
    return pool_at(&table->pool, number);
}

/* The one that lets a packet in that enters at INGRESS; KEY is its real destination. */
uint32_t pinhole_find(const struct pinhole_table *table, const struct pinhole_key *key,
                      ifc_id ingress, uint32_t opener, uint16_t opener_port);

/* Opens WISH, or renews the same one. PINHOLE_NONE when there is no room. */
uint32_t pinhole_open(struct engine *engine, const struct pinhole *wish);
void pinhole_close(struct engine *engine, uint32_t number, int64_t time);

/* Its timer came up. */
void pinhole_fire(struct engine *engine, uint32_t number, int64_t due);

#endif

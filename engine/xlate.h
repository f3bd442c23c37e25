/*
 * xlate.h: translation slots, and the addresses and ports that dynamic ones are made from.
 *
 * A slot outlives its conns and idles on a timer of its own. Two look-ups: by the real socket, and
 * by the mapped one, for statics and dynamic slots apart: a static's slot must not hide a dynamic
 * one that is older than its rule, nor the other way round. A slot of a whole host (NAT, identity)
 * has protocol 0 and port 0; a port slot (PAT, static PAT) has both. GRE without ports takes "port
 * 0" of a PAT address (engine.md 4.7).
 */
#ifndef REFIRE_ENGINE_XLATE_H
#define REFIRE_ENGINE_XLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/index.h"
#include "engine/base/pool.h"
#include "engine/event.h"

#define XLATE_NONE POOL_NONE

struct xlate {
    uint32_t real, mapped; /* the pool's link lies here while free: never the serial */
    uint32_t serial;       /* 0: free */
    enum xlate_kind kind : 8;
    bool is_portmap : 1;
    bool is_identity : 1;
    bool is_policy : 1;      /* of a static by access list: it is for the list's peers only */
    bool is_hidden : 1;      /* a call-id slot: engine.md 4.5, no line is known for it */
    bool is_placeholder : 1; /* stands for a host that the capture does not show */
    bool has_dns : 1;        /* the rule says `dns`, */
    bool keeps_sequence : 1; /* `norandomseq` */
    bool is_mgcp : 1;        /* MGCP has announced media there */
    uint8_t protocol;        /* 0 unless is_portmap */
    ifc_id real_ifc, mapped_ifc;
    uint16_t real_port, mapped_port;
    uint32_t conns;
    uint32_t revision;     /* of the configuration that made it */
    struct row row;        /* the rule; good only while the configuration is at REVISION */
    const struct acl *acl; /* of policy NAT: it is named with the slot, whatever became of it */
    int64_t built;
    int64_t last;      /* last packet or last conn's end */
    int64_t timer_due; /* of its entry in the timers */
};

#define PORT_CLASSES 3
#define PORT_WORDS (65536 / 64)

/* The ports of one mapped address and protocol. */
struct port_counter {
    ifc_id ifc;
    uint8_t protocol;
    uint32_t address;
    uint32_t next[PORT_CLASSES]; /* to be tried next, by port class */
    uint32_t used;               /* how many ports slots have, */
    uint64_t *in_use;            /* a bit for each of them */
};

/* The addresses of one dynamic range. */
struct address_counter {
    ifc_id ifc;
    uint32_t first, last;
    uint32_t lowest;   /* nothing below it is free, */
    uint32_t revision; /* as that configuration has it */
};

struct xlate_table {
    struct pool pool;
    struct index by_real;
    struct index by_mapped;
    struct port_counter *ports;
    size_t port_count, port_capacity;
    struct address_counter *addresses;
    size_t address_count, address_capacity;
    uint32_t slots[2][2]; /* by kind, by whether it is a port slot: what there is none of is not
                             looked for */
    uint64_t built, most_used;
    uint64_t seed;
};

NODISCARD bool xlate_table_init(struct xlate_table *table, uint32_t largest, uint64_t seed);
void xlate_table_fini(struct xlate_table *table);

static inline struct xlate *
xlate_at(const struct xlate_table *table, uint32_t number)
{
    return pool_at(&table->pool, number);
}

/*
 * The slot of a real socket towards MAPPED_IFC: a port slot of that protocol first, then the
 * host's. XLATE_NONE when there is none. Those of policy statics are for some peers only, which
 * nobody here knows: they are not found.
 */
uint32_t xlate_find_real(const struct xlate_table *table, enum xlate_kind kind, ifc_id real_ifc,
                         ifc_id mapped_ifc, uint8_t protocol, uint32_t real, uint16_t real_port);

/* The slot that a mapped socket seen on MAPPED_IFC belongs to, port slots first. */
uint32_t xlate_find_mapped(const struct xlate_table *table, enum xlate_kind kind, ifc_id mapped_ifc,
                           uint8_t protocol, uint32_t mapped, uint16_t mapped_port);

/* Only a port slot. */
uint32_t xlate_find_port(const struct xlate_table *table, enum xlate_kind kind, ifc_id mapped_ifc,
                         uint8_t protocol, uint32_t mapped, uint16_t mapped_port);

/* The slot of a static between these two sockets: several hosts may share what policy maps. */
uint32_t xlate_find_static(const struct xlate_table *table, const struct xlate *wish);

/* Stores a new slot; XLATE_NONE when the table is full. */
NODISCARD uint32_t xlate_add(struct xlate_table *table, const struct xlate *xlate);
void xlate_remove(struct xlate_table *table, uint32_t number);

/* How ports are chosen (engine.md 3.4). */
struct port_rules {
    uint16_t first_high; /* of the class above 1023 */
    bool middle_class;   /* 512..1023 is a class of its own */
};

/* A port of a PAT address, wanted for a source port. */
struct port_request {
    ifc_id ifc;
    uint8_t protocol;
    uint32_t address;
    uint16_t source_port;
    bool in_pairs; /* only one as odd or even as the source's, before another free one */
    struct port_rules rules;
    /* Says that a port may not be used (static PAT, the box itself). */
    bool (*taken_elsewhere)(const void *context, uint16_t port);
    const void *context;
};

/* The next free one; false when the class is used up. Takes nothing unless TAKE is set. */
NODISCARD bool xlate_next_port(struct xlate_table *table, const struct port_request *request,
                               bool take, uint16_t *port);

/* Is PORT one that the request may get: of its class, and free? */
NODISCARD bool xlate_port_is_free(const struct xlate_table *table,
                                  const struct port_request *request, uint16_t port);

/* PORT goes to the request out of turn: the next one is tried behind it. */
void xlate_skip_to_port(struct xlate_table *table, const struct port_request *request,
                        uint16_t port);

/* Has no slot ADDRESS for a whole host, nor any a port of it? */
NODISCARD bool xlate_address_is_free(const struct xlate_table *table, ifc_id ifc, uint32_t address);

/*
 * The lowest free address of a range; false when there is none. REVISION: of what UNUSABLE looks
 * at.
 */
NODISCARD bool xlate_lowest_free(struct xlate_table *table, ifc_id ifc, uint32_t first,
                                 uint32_t last, uint32_t revision,
                                 bool (*unusable)(const void *context, uint32_t address),
                                 const void *context, uint32_t *address);

size_t xlate_table_bytes(const struct xlate_table *table);

#endif

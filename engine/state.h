/*
 * state.h: the inside of an engine, for the files of the packet path only.
 */
#ifndef REFIRE_ENGINE_STATE_H
#define REFIRE_ENGINE_STATE_H

#include "engine/acl/acl_cache.h"
#include "engine/acl/acl_log.h"
#include "engine/acl/element_hits.h"
#include "engine/blind.h"
#include "engine/conn.h"
#include "engine/conn_rules.h"
#include "engine/engine.h"
#include "engine/established.h"
#include "engine/fragments.h"
#include "engine/hit_table.h"
#include "engine/inspect_tally.h"
#include "engine/inspected_ports.h"
#include "engine/limits.h"
#include "engine/local_host.h"
#include "engine/message_rates.h"
#include "engine/nat_hits.h"
#include "engine/pinhole.h"
#include "engine/placeholder.h"
#include "engine/regex_cache.h"
#include "engine/rows.h"
#include "engine/threats.h"
#include "engine/timers.h"
#include "engine/xlate.h"

/* One-sided replay: how the first fragment of a datagram was turned back (engine_reverse). */
struct reversed_piece {
    struct fragment_key key;
    uint32_t source, destination;
    ifc_id ingress;
};

/* Telnet and SSH, by port: as many sessions of each as the box has lines (syslog.md 710004). */
#define PORT_SSH 22
#define PORT_TELNET 23
#define BOX_SESSION_KINDS 2
#define BOX_SESSIONS_MOST 5

#define REVERSED_PIECES 64
#define DATAGRAM_MOST 65507 /* bytes of payload in a UDP datagram */

struct engine {
    const struct config *config;
    uint32_t first_revision;      /* of CONFIG when the engine was made */
    const struct behaviour *does; /* what the configuration's version does */
    struct engine_options options;
    struct event_sink sink;
    struct late_sink late;

    struct conn_table conns;
    struct conn_rules_table rules; /* of conns */
    struct xlate_table xlates;
    struct local_host_table hosts;
    struct limits limits;
    struct inspected_ports inspected;
    struct placeholders placeholders;
    struct pool sessions;           /* of inspections: struct inspect_session */
    struct inspect_tallies tallies; /* what they have seen */
    struct message_rates rates;     /* of rules of maps that limit them */
    struct hit_table nat_hits;
    struct element_hits element_hits;
    struct pinhole_table pinholes;
    struct blind_table blinds;
    uint8_t *datagram; /* what an inspection made of one; DATAGRAM_MOST bytes, or NULL */
    struct regex_cache regexes;
    struct acl_log acl_log;
    struct fragments fragments;
    struct reversed_piece reversed[REVERSED_PIECES];
    uint32_t reversed_next;
    struct acl_cache *acls; /* compiled access lists */
    struct established_table established;
    struct rows *rows; /* translations and routes, to be found by address */
    struct timers timers;
    uint32_t next_serial;
    uint32_t box_sessions[BOX_SESSION_KINDS]; /* conns with the box that are limited */

    int64_t now;
    uint64_t packet_number;        /* of the packet at hand; 0 while a timer fires */
    const struct packet *observed; /* the same on its other side; NULL */

    uint64_t *hits; /* by ACE id */
    size_t hit_capacity;
    bool route_assumed; /* on assumed_route, and said so */
    ifc_id assumed_route;
    struct assumption *assumptions;
    size_t assumption_count, assumption_capacity;
    struct engine_counters counters;
    struct threats threats;
};

/* Stamps from 1933 to 2116: then no sum or difference of times leaves 64 bits. */
#define ENGINE_EARLIEST (-(INT64_C(1) << 60))
#define ENGINE_LATEST (INT64_C(1) << 62)

/* engine_advance where nothing is due; false, and nothing has happened, where something may be. */
static inline bool
engine_moves_on(struct engine *engine, int64_t time)
{
    if (time < ENGINE_EARLIEST || time > ENGINE_LATEST)
        return false;
    if (time < engine->now)
        return true;
    if (timers_are_due(&engine->timers, time) || engine->fragments.next_due <= time)
        return false;
    engine->now = time;
    return true;
}

/* Serial numbers start at 1; 0 marks a free record. */
static inline uint32_t
engine_next_serial(struct engine *engine)
{
    engine->next_serial++;
    if (engine->next_serial == 0)
        engine->next_serial = 1;
    return engine->next_serial;
}

static inline const struct interface *
engine_interface(const struct engine *engine, ifc_id ifc)
{
    return engine->config->interfaces[ifc];
}

/* Above all levels of interfaces: the firewall itself, which is on none. */
#define LEVEL_OF_BOX UINT8_MAX

static inline uint8_t
engine_level(const struct engine *engine, ifc_id ifc)
{
    return ifc == IFC_NONE ? LEVEL_OF_BOX : engine_interface(engine, ifc)->security_level;
}

/* How many sessions of that service there are, by the port of the box; NULL: any number may be. */
static inline uint32_t *
engine_box_sessions(struct engine *engine, uint8_t protocol, uint16_t port)
{
    if (protocol != IP_TCP || (port != PORT_SSH && port != PORT_TELNET))
        return NULL;
    return &engine->box_sessions[port == PORT_TELNET];
}

/* Remembers an assumption; of default routes the same one once. */
void engine_assume(struct engine *engine, struct assumption assumption);

/* What an access list says of a flow: classify(), by its compiled form when there is one. */
static inline struct classify_result
engine_classify(const struct engine *engine, const struct acl *acl, const struct flow *flow)
{
    return acl_cache_find(engine->acls, acl, flow);
}

/* The rows of a list that may be about an address: each is still to be looked at. */
static inline struct row_walk
engine_rows(const struct engine *engine, enum rows_kind kind, uint32_t address)
{
    return rows_walk(engine->rows, kind, address);
}

struct xlate_view engine_xlate_view(const struct engine *engine, const struct xlate *xlate);

/* One more hit of an ACE, and of its element that FLOW is of. */
void engine_count_hit(struct engine *engine, const struct ace *ace, const struct flow *flow);

/* Adds a record to the timers, unless an entry that comes up in time is there already. */
void engine_arm(struct engine *engine, enum timer_owner owner, uint32_t number, uint32_t serial,
                int64_t due, int64_t *armed);

#endif

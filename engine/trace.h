/*
 * trace.h: phase by phase, what one packet met and which model row decided.
 *
 * Filled only when the engine is asked to (outcome.trace points to one); the fast path does not
 * pay for it. Borrowed pointers into the configuration.
 */
#ifndef REFIRE_ENGINE_TRACE_H
#define REFIRE_ENGINE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/config.h"

enum trace_phase_type {
    PHASE_SANITY,
    PHASE_FRAGMENTS,
    PHASE_SHUN,
    PHASE_REVERSE_PATH,
    PHASE_AUDIT,       /* a signature fired */
    PHASE_FLOW_LOOKUP, /* found an existing conn, or not */
    PHASE_UNTRANSLATE, /* destination through a static, xlate or exemption */
    PHASE_ROUTE,
    PHASE_ACCESS_LIST, /* in or out; or the security level rule */
    PHASE_NAT,         /* source translation */
    PHASE_INSPECT,
    PHASE_CONN, /* made, refreshed, ended */
    PHASE_TO_THE_BOX,
};

enum drop_reason {
#define DROP(name, json, text) DROP_##name,
#include "engine/drop.def"
#undef DROP
    DROP_REASON_COUNT
};

const char *drop_reason_name(enum drop_reason reason);    /* "acl-drop" */
const char *drop_reason_text(enum drop_reason reason);    /* "Flow is denied by configured rule" */
const char *trace_phase_name(enum trace_phase_type type); /* "ACCESS-LIST" */

struct trace_phase {
    enum trace_phase_type type;
    bool allowed;
    struct row row; /* the row that decided */
    ifc_id ifc;
    uint32_t from; /* addresses before and after, for the NAT phases */
    uint32_t to;
    uint16_t from_port;
    uint16_t to_port;
    uint32_t conn_id; /* FLOW_LOOKUP, CONN */
};

#define TRACE_PHASES 16
#define TRACE_NEAREST 3

/* A row that lost, and the first of its fields in which the packet failed it. */
enum match_field {
    FIELD_NONE,
    FIELD_INTERFACE, /* of a translation: it stands for other interfaces */
    FIELD_PROTOCOL,
    FIELD_SOURCE,
    FIELD_SOURCE_PORT,
    FIELD_DESTINATION,
    FIELD_DESTINATION_PORT,
    FIELD_ICMP_TYPE,
    FIELD_INACTIVE,
    FIELD_POOL,          /* a nat without a global of its number where the packet leaves */
    FIELD_INTERFACE_DOWN /* a route that leads to an interface that is down */
};

/* "destination-port" */
const char *match_field_name(enum match_field field);

struct near_miss {
    struct row row; /* ACE, CONDUIT, NAT, STATIC, ROUTE */
    enum match_field field;
    uint8_t matched, fields; /* how many fields the row looks at, and how many of them are right */
};

/*
 * Puts MISS where it belongs among the COUNT nearest ones, and returns how many there are then. The
 * fewer fields fail the nearer; then the later the first of them stands in the order of checks;
 * then the earlier it was offered.
 */
size_t trace_offer(struct near_miss nearest[static TRACE_NEAREST], size_t count,
                   struct near_miss miss);

struct trace {
    struct trace_phase phases[TRACE_PHASES];
    size_t count;
    struct near_miss nearest[TRACE_NEAREST]; /* for a denial: by an ACL, for want of a translation
                                                or of a route */
    size_t nearest_count;
    enum drop_reason drop;
};

/* The phase in which packets are dropped for REASON. */
enum trace_phase_type trace_phase_of(enum drop_reason reason);

#endif

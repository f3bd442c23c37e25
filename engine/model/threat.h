/*
 * threat.h: threat detection, from 8.0 (commands.md 1.4, 11.7): what drops are counted, and from
 * which rate on one is told of (733100); who scans, and whether he is shut out (733101, 733102).
 *
 * The grammar and the numbers are those of the 8.0 to 8.2 command references, recalled [R].
 */
#ifndef REFIRE_ENGINE_MODEL_THREAT_H
#define REFIRE_ENGINE_MODEL_THREAT_H

#include "engine/base/compiler.h"
#include "engine/model/acl.h"
#include "engine/model/guard.h"

/* In the order of the listing. */
SMALL_ENUM threat_event{ THREAT_DOS_DROP,        THREAT_BAD_PACKET_DROP, THREAT_ACL_DROP,
                         THREAT_CONN_LIMIT_DROP, THREAT_ICMP_DROP,       THREAT_SCANNING,
                         THREAT_SYN_ATTACK,      THREAT_FIREWALL_DROP,   THREAT_INSPECT_DROP,
                         THREAT_INTERFACE_DROP,  THREAT_EVENT_COUNT };

#define THREAT_INTERVALS_MAX 3 /* of one event */

/* Events in a second at most, over an interval and over a burst of it. */
struct threat_rate {
    enum threat_event event;
    uint32_t interval_seconds; /* 600 to 2592000 */
    uint32_t average, burst;
    struct origin origin;
};

SMALL_ENUM scanning_threat{
    SCANNING_IGNORED, SCANNING_FOUND, /* and told of */
    SCANNING_SHUNNED                  /* and shut out */
};

/* Hosts that are never shut out. */
struct threat_exception {
    struct address_match hosts; /* a network, or a group of networks */
    struct origin origin;
};

/* What statistics may be kept of; of access lists they are a thing of their own. */
enum threat_counted { THREAT_HOST, THREAT_PORT, THREAT_PROTOCOL, THREAT_COUNTED_COUNT };

struct threat_statistics {
    bool kept;
    uint8_t rates; /* `number-of-rate`; 0: not said */
};

#define SHUN_DEFAULT_SECONDS 3600

struct threat_detection {
    enum said basic;           /* on where nothing is said */
    struct threat_rate *rates; /* by event and interval; others have their defaults */
    size_t rate_count, rate_capacity;

    enum scanning_threat scanning;
    struct origin scanning_origin;
    uint32_t shun_seconds; /* 0: not said, SHUN_DEFAULT_SECONDS */
    struct threat_exception *exceptions;
    size_t exception_count, exception_capacity;

    bool all_statistics; /* `threat-detection statistics` */
    struct threat_statistics statistics[THREAT_COUNTED_COUNT];
    enum said access_lists; /* on where nothing is said */
    enum said intercepted;  /* `tcp-intercept`, 8.0(4): off where nothing is said */
    uint32_t intercept_minutes, intercept_burst, intercept_average; /* when SAID_YES */
};

/* The rates of an event that has no others of those intervals: two, the shorter one first. */
#define THREAT_DEFAULT_RATES 2
const struct threat_rate *threat_default_rates(enum threat_event event);

#endif

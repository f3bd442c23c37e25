/*
 * limits.h: how many conns there may be: of a host by its nat or static line, of a class of the
 * service policy and of each of its clients (engine.md 2.5).
 *
 * Counts are kept as conns come, get through their handshake and go: O(1) each. Where no line
 * limits anything, nothing is counted; when one is added, the living conns are counted once.
 */
#ifndef REFIRE_ENGINE_LIMITS_H
#define REFIRE_ENGINE_LIMITS_H

#include "engine/base/compiler.h"
#include "engine/local_host.h"
#include "engine/model/config.h"

struct engine;

/* A class in a policy, and the conns that it counts. Its number is its place, from 1 on. */
struct class_counter {
    const struct policy_map *policy;
    const struct class_map *class_map;
    uint32_t conns, embryonic;
    uint64_t refused; /* conns that there was no room for */
};

struct limits {
    uint32_t revision; /* of the configuration that these are of; 0: not looked yet */
    bool of_rules;     /* some nat or static limits its hosts */
    bool by_classes;   /* some class in use says something of conns */
    bool state_bypass; /* ... that their state is not followed */
    struct class_counter *counters;
    size_t count, capacity;
    struct local_host_table clients; /* ifc: the number of the class */
    int64_t client_line_from;        /* no 201012 before (syslog.md 5.6: one in 10 s) */
};

NODISCARD bool limits_init(struct limits *limits, uint32_t largest, uint64_t seed);
void limits_fini(struct limits *limits);
size_t limits_bytes(const struct limits *limits);

/* Looks at the configuration again when it has changed. Before each first packet. */
void limits_refresh(struct engine *engine);

/* The number of a class's counter, made when it is new; 0 when there is no memory. */
uint16_t limits_counter(struct limits *limits, const struct policy_map *policy,
                        const struct class_map *class_map);

/* A conn that was just made counts; one that is intercepted is not embryonic here ([C]). */
void limits_count(struct engine *engine, uint32_t conn);
/* It is through its handshake. */
void limits_settle(struct engine *engine, uint32_t conn);
/* It goes. */
void limits_uncount(struct engine *engine, uint32_t conn);

#endif

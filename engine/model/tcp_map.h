/*
 * tcp_map.h: TCP normalization, `tcp-map` of 7.0 and later (commands.md 6.2, engine.md 2.3).
 */
#ifndef REFIRE_ENGINE_MODEL_TCP_MAP_H
#define REFIRE_ENGINE_MODEL_TCP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/acl.h"
#include "engine/model/behaviour.h"

enum tcp_map_option {
    TCP_MAP_CHECK_RETRANSMISSION = 1, /* 0 tells no row apart */
    TCP_MAP_CHECKSUM_VERIFICATION,
    TCP_MAP_EXCEED_MSS,
    TCP_MAP_INVALID_ACK,
    TCP_MAP_QUEUE_LIMIT,
    TCP_MAP_RESERVED_BITS,
    TCP_MAP_SEQ_PAST_WINDOW,
    TCP_MAP_SYNACK_DATA,
    TCP_MAP_SYN_DATA,
    TCP_MAP_SELECTIVE_ACK, /* tcp-options ... */
    TCP_MAP_TIMESTAMP,
    TCP_MAP_WINDOW_SCALE,
    TCP_MAP_OPTION_RANGE,
    TCP_MAP_TTL_EVASION,
    TCP_MAP_URGENT_FLAG,
    TCP_MAP_WINDOW_VARIATION,
    TCP_MAP_OPTION_COUNT
};

enum tcp_map_action {
    TCP_MAP_DEFAULT, /* as if nothing had been said */
    TCP_MAP_ALLOW,
    TCP_MAP_CLEAR,
    TCP_MAP_DROP,
    TCP_MAP_ON,
    TCP_MAP_OFF
};

/* tcp-options range 6 7 drop */
struct tcp_option_range {
    uint8_t first, last;
    enum tcp_map_action action;
};

struct tcp_map {
    const char *name;
    bool exists;
    enum tcp_map_action actions[TCP_MAP_OPTION_COUNT]; /* DEFAULT where it is the usual one */
    uint16_t queue_limit;                              /* packets */
    uint16_t queue_timeout;                            /* seconds; 0: not given */
    struct tcp_option_range *ranges;
    size_t range_count, range_capacity;
    struct origin origin;
};

/* What is done when nothing is said. */
enum tcp_map_action tcp_map_usual(struct os_release release, enum tcp_map_option option);
/* What the map does about OPTION. */
enum tcp_map_action tcp_map_action(const struct tcp_map *map, struct os_release release,
                                   enum tcp_map_option option);

#endif

/*
 * story.h: what there is to see of a replay: its flows packet by packet, on both sides of the
 * firewall; the lines of its log; how many connections and translated ports were in use, and when.
 *
 * Bounded: what comes when there is no room any more is counted. An engine tells its events through
 * story_events, a replay its packets through story_take.
 */
#ifndef REFIRE_CLI_PICTURE_STORY_H
#define REFIRE_CLI_PICTURE_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/fate/places.h"
#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/replay/replay.h"
#include "engine/syslog/rate_limit.h"

#define STORY_FLOWS ((size_t)400)
#define STORY_STEPS ((size_t)48)    /* of one flow */
#define STORY_LINES ((size_t)20000) /* of the log */
#define STORY_POINTS ((size_t)1024) /* of a curve: when there are more, every second one goes */

struct story_end {
    uint32_t address;
    uint16_t port; /* or ICMP identifier, or GRE call id */
};

/* One packet: as it came, and as it left, if it did. */
struct story_step {
    uint64_t packet;
    int64_t time;
    struct story_end came_from, came_to, left_from, left_to;
    uint32_t payload; /* bytes */
    uint8_t tcp_flags;
    uint8_t icmp_type;
    bool from_inner; /* it entered on the side that is drawn on the left */
    bool inspected, rewritten;
    enum verdict verdict;
    enum drop_reason drop;
};

struct story_flow {
    uint32_t conn_id; /* 0: it never was a connection */
    uint8_t protocol;
    ifc_id inner, outer; /* drawn on the left and on the right; the second may be IFC_NONE */
    uint64_t packets;    /* more than there are steps, when they did not fit */
    uint64_t denied;
    struct story_step *steps;
    size_t step_count, step_capacity;
    char *why; /* the configuration line that kept its first denied packet out; NULL: none */
};

struct story_line {
    char *text;       /* the whole line, without a line end */
    uint64_t packet;  /* 0: a timer's */
    uint32_t conn_id; /* 0: of none */
    uint8_t severity;
};

struct story_point {
    int64_t time;
    uint32_t count;
};

/* How many of something were in use. */
struct story_curve {
    struct story_point points[STORY_POINTS];
    size_t count;
    uint32_t now, most;
    size_t step, skipped; /* one change in STEP is kept */
};

struct story {
    const struct config *config; /* borrowed */
    struct event_sink next;      /* gets the events as well */
    int level;                   /* lines up to this severity, */
    struct rate_limiter limiter; /* and as many as `logging rate-limit` lets through */
    struct story_flow *flows;
    size_t flow_count;
    struct places places;
    struct story_line *lines;
    size_t line_count, line_capacity;
    struct story_curve conns, ports;
    uint64_t verdicts[VERDICT_FINAL_COUNT];
    uint64_t drops[DROP_REASON_COUNT];
    uint64_t flows_left_out; /* packets of them */
    uint64_t lines_left_out;
    int64_t first, last; /* packets; 0: none */
    bool no_memory;
};

/* CONFIG is borrowed. NULL: no memory. */
NODISCARD struct story *story_new(const struct config *config, int level);
void story_free(struct story *story);

/* For engine_new: NEXT is told too. */
struct event_sink story_events(struct story *story, struct event_sink next);
void story_take(struct story *story, const struct replay_packet *told);

/* The flow of a connection; NULL: none that there was room for. */
const struct story_flow *story_find(const struct story *story, uint32_t conn_id);

#endif

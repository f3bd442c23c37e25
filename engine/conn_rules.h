/*
 * conn_rules.h: what the service policy says about a conn, settled when it is made (engine.md 7):
 * its timers, what its segments are held to, which class counts it.
 *
 * A conn has the number of its rules in a table of the distinct ones; number 0 is of no class.
 */
#ifndef REFIRE_ENGINE_CONN_RULES_H
#define REFIRE_ENGINE_CONN_RULES_H

#include "engine/model/config.h"
#include "engine/tcp_state.h"

/* Timers that a class may set; each stands in for one of the box. */
enum class_timer {
    CLASS_TIMER_EMBRYONIC,
    CLASS_TIMER_HALF_CLOSED,
    CLASS_TIMER_IDLE,
    CLASS_TIMER_COUNT
};

struct conn_rules {
    struct tcp_rules tcp;
    struct tcp_header_rules header;
    const struct tcp_map *map; /* NULL: the usual settings */
    bool timer_said[CLASS_TIMER_COUNT];
    uint32_t seconds[CLASS_TIMER_COUNT]; /* 0: never */
    bool bypasses_state;                 /* TCP is not followed (set connection ... bypass) */
    bool decrements_ttl;
    bool keeps_sequence; /* set connection random-sequence-number disable */
    uint16_t counter;    /* of the class whose limits count it, in struct limits; 0: none */
};

/* Rules stay where they are: a translation may point into them. */
struct conn_rules_table {
    struct conn_rules *rules;
    size_t count;
};

/* Puts the rules of no class in as number 0. False when there is no memory. */
NODISCARD bool conn_rules_init(struct conn_rules_table *table, const struct config *config);
void conn_rules_fini(struct conn_rules_table *table);

/* What MAP makes of segments; NULL: the usual settings of the release. */
struct tcp_rules tcp_rules_of(const struct config *config, const struct tcp_map *map);

/* ... and of their headers. */
struct tcp_header_rules tcp_header_rules_of(const struct config *config, const struct tcp_map *map);

/* The number of rules like these; 0 when there is no room for them. */
uint16_t conn_rules_number(struct conn_rules_table *table, const struct conn_rules *rules);

static inline const struct conn_rules *
conn_rules_at(const struct conn_rules_table *table, uint16_t number)
{
    return &table->rules[number];
}

#endif

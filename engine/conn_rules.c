/*
 * conn_rules.c: a table of distinct rules. There are as many as classes in use, so that a linear
 * search does; it is asked once for each conn, and only where a class says something.
 */
#include "engine/conn_rules.h"

#include <stdlib.h>
#include <string.h>

#define MOST_RULES UINT16_MAX

static enum tcp_map_action
action_of(const struct config *config, const struct tcp_map *map, enum tcp_map_option option)
{
    return map == NULL ? tcp_map_usual(config->os, option)
                       : tcp_map_action(map, config->os, option);
}

struct tcp_rules
tcp_rules_of(const struct config *config, const struct tcp_map *map)
{
    const struct behaviour *does = config->does;
    if (!does->modular_policy) /* 6.x has no normalizer: a loose window is all (engine.md 2.4) */
        return (struct tcp_rules){ .strict = does->duplicate_syn_is_419002, .any_ack = true };
    return (struct tcp_rules){
        .strict = does->duplicate_syn_is_419002,
        .any_sequence = action_of(config, map, TCP_MAP_SEQ_PAST_WINDOW) == TCP_MAP_ALLOW,
        .any_ack = action_of(config, map, TCP_MAP_INVALID_ACK) == TCP_MAP_ALLOW,
        .syn_data_drops = action_of(config, map, TCP_MAP_SYN_DATA) == TCP_MAP_DROP,
        .syn_ack_data_drops = action_of(config, map, TCP_MAP_SYNACK_DATA) == TCP_MAP_DROP,
        .large_segments_drop = action_of(config, map, TCP_MAP_EXCEED_MSS) == TCP_MAP_DROP,
        .shrunk_window_ends_all = action_of(config, map, TCP_MAP_WINDOW_VARIATION) == TCP_MAP_DROP,
    };
}

bool
conn_rules_init(struct conn_rules_table *table, const struct config *config)
{
    *table = (struct conn_rules_table){ 0 };
    struct conn_rules usual = { .tcp = tcp_rules_of(config, NULL) };
    (void)conn_rules_number(table, &usual);
    return table->count == 1;
}

void
conn_rules_fini(struct conn_rules_table *table)
{
    free(table->rules);
    *table = (struct conn_rules_table){ 0 };
}

static bool
are_alike(const struct conn_rules *a, const struct conn_rules *b)
{
    return memcmp(&a->tcp, &b->tcp, sizeof(a->tcp)) == 0 && a->map == b->map &&
           memcmp(a->timer_said, b->timer_said, sizeof(a->timer_said)) == 0 &&
           memcmp(a->seconds, b->seconds, sizeof(a->seconds)) == 0 &&
           a->bypasses_state == b->bypasses_state && a->decrements_ttl == b->decrements_ttl &&
           a->counter == b->counter;
}

uint16_t
conn_rules_number(struct conn_rules_table *table, const struct conn_rules *rules)
{
    for (size_t i = 0; i < table->count; i++) {
        if (are_alike(&table->rules[i], rules))
            return (uint16_t)i;
    }
    if (table->count == table->capacity) {
        size_t larger = table->capacity == 0 ? 8 : table->capacity * 2;
        struct conn_rules *moved =
            larger > MOST_RULES ? NULL : realloc(table->rules, larger * sizeof(*moved));
        if (moved == NULL)
            return 0;
        table->rules = moved;
        table->capacity = larger;
    }
    table->rules[table->count] = *rules;
    return (uint16_t)table->count++;
}

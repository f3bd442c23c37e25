/*
 * conn_rules.c: a table of distinct rules. There are as many as classes in use, so that a linear
 * search does; it is asked once for each conn, and only where a class says something.
 */
#include "engine/conn_rules.h"

#include <stdlib.h>
#include <string.h>

#include "engine/packet/tcp_options.h"

/* Distinct ones at once; memory is touched as they come. */
#define MOST_RULES 4096

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

/* Options 0 and 1 are padding, the MSS is what exceed-mss needs: they always stay. */
static void
sort_option(struct tcp_header_rules *rules, uint8_t kind, enum tcp_map_action action)
{
    uint32_t bit = UINT32_C(1) << kind % 32;
    rules->kept[kind / 32] &= ~bit;
    rules->dropped[kind / 32] &= ~bit;
    if (action == TCP_MAP_DROP)
        rules->dropped[kind / 32] |= bit;
    else if (action != TCP_MAP_CLEAR || kind <= TCP_OPTION_MSS)
        rules->kept[kind / 32] |= bit;
}

static void
sort_options(struct tcp_header_rules *rules, const struct config *config, const struct tcp_map *map)
{
    static const struct {
        uint8_t kind;
        enum tcp_map_option option;
    } named[] = {
        { TCP_OPTION_WINDOW_SCALE, TCP_MAP_WINDOW_SCALE },
        { TCP_OPTION_SACK_PERMITTED, TCP_MAP_SELECTIVE_ACK },
        { TCP_OPTION_SACK, TCP_MAP_SELECTIVE_ACK },
        { TCP_OPTION_TIMESTAMP, TCP_MAP_TIMESTAMP },
    };
    enum tcp_map_action others = action_of(config, map, TCP_MAP_OPTION_RANGE);
    for (unsigned kind = 0; kind <= UINT8_MAX; kind++)
        sort_option(rules, (uint8_t)kind, kind <= TCP_OPTION_MSS ? TCP_MAP_ALLOW : others);
    for (size_t i = 0; i < ARRAY_LENGTH(named); i++)
        sort_option(rules, named[i].kind, action_of(config, map, named[i].option));
    for (size_t i = 0; map != NULL && i < map->range_count; i++) {
        for (unsigned kind = map->ranges[i].first; kind <= map->ranges[i].last; kind++)
            sort_option(rules, (uint8_t)kind, map->ranges[i].action);
    }
    for (size_t i = 0; i < TCP_OPTION_WORDS; i++)
        rules->option_drops = rules->option_drops || rules->dropped[i] != 0;
}

struct tcp_header_rules
tcp_header_rules_of(const struct config *config, const struct tcp_map *map)
{
    struct tcp_header_rules rules = { 0 };
    if (!behaviour(config->os.version)->modular_policy)
        return rules;
    enum tcp_map_action reserved = action_of(config, map, TCP_MAP_RESERVED_BITS);
    rules.is_on = true;
    rules.reserved_drops = reserved == TCP_MAP_DROP;
    rules.reserved_clears = reserved == TCP_MAP_CLEAR;
    rules.urgent_clears = action_of(config, map, TCP_MAP_URGENT_FLAG) == TCP_MAP_CLEAR;
    rules.verifies_checksum = action_of(config, map, TCP_MAP_CHECKSUM_VERIFICATION) == TCP_MAP_ON;
    rules.keeps_ttl = action_of(config, map, TCP_MAP_TTL_EVASION) == TCP_MAP_ON;
    sort_options(&rules, config, map);
    rules.checks = rules.reserved_drops || rules.option_drops || rules.verifies_checksum;
    return rules;
}

bool
conn_rules_init(struct conn_rules_table *table, const struct config *config)
{
    *table = (struct conn_rules_table){ .rules = calloc(MOST_RULES, sizeof(*table->rules)) };
    if (table->rules == NULL)
        return false;
    struct conn_rules usual = {
        .tcp = tcp_rules_of(config, NULL),
        .header = tcp_header_rules_of(config, NULL),
    };
    (void)conn_rules_number(table, &usual);
    return true;
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
    return memcmp(&a->tcp, &b->tcp, sizeof(a->tcp)) == 0 &&
           memcmp(&a->header, &b->header, sizeof(a->header)) == 0 && a->map == b->map &&
           memcmp(a->timer_said, b->timer_said, sizeof(a->timer_said)) == 0 &&
           memcmp(a->seconds, b->seconds, sizeof(a->seconds)) == 0 &&
           a->bypasses_state == b->bypasses_state && a->decrements_ttl == b->decrements_ttl &&
           a->keeps_sequence == b->keeps_sequence && a->counter == b->counter;
}

uint16_t
conn_rules_number(struct conn_rules_table *table, const struct conn_rules *rules)
{
    for (size_t i = 0; i < table->count; i++) {
        if (are_alike(&table->rules[i], rules))
            return (uint16_t)i;
    }
    if (table->count == MOST_RULES)
        return 0;
    table->rules[table->count] = *rules;
    return (uint16_t)table->count++;
}

/*
 * cmd_tcp_map.c: tcp-map, of 7.0 and later (commands.md 6.2). What it sets as it usually is, is not
 * written.
 */
#include "parser/map_rows.h"

struct tcp_map_line {
    uint16_t option; /* enum tcp_map_option, the row's kind */
    const char *name;
    uint8_t action;
    uint16_t first, last; /* of a range; of queue-limit: packets and seconds */
    bool has_timeout;
};

/* ---- tcp-map ---- */

static bool
set_tcp_map(struct command_call *call, void *scratch)
{
    const struct tcp_map_line *line = scratch;
    struct tcp_map *map = config_tcp_map_make(call->config, line->name);
    if (map == NULL)
        return no_memory(call);
    if (!map->exists)
        *map = (struct tcp_map){ .name = map->name, .exists = true, .origin = call_origin(call) };
    call->object = map;
    return true;
}

static bool
unset_tcp_map(struct command_call *call, void *scratch)
{
    const struct tcp_map_line *line = scratch;
    struct tcp_map *map = config_tcp_map(call->config, line->name);
    if (map == NULL || !map->exists)
        return refuse(call, NULL, "there is no tcp-map %s", line->name);
    if (tcp_map_is_used(call->config, map))
        return refuse(call, NULL, "tcp-map %s is in use", line->name);
    map->exists = false;
    return true;
}

static void
each_tcp_map(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->tcp_map_count; i++) {
        struct tcp_map_line line = { .name = config->tcp_maps[i]->name };
        if (config->tcp_maps[i]->exists)
            visit(context, &line, config->tcp_maps[i]);
    }
}

/* Those in use stay. */
static bool
clear_tcp_maps(struct command_call *call, const char *rest)
{
    for (size_t i = 0; i < call->config->tcp_map_count; i++) {
        struct tcp_map *map = call->config->tcp_maps[i];
        if ((rest[0] == '\0' || strcmp(rest, map->name) == 0) &&
            !tcp_map_is_used(call->config, map))
            map->exists = false;
    }
    return true;
}

static const struct command tcp_map_row = {
    .name = "tcp-map",
    .help = "Configure advanced TCP normalization",
    .since = OS_7_0,
    .scratch_size = sizeof(struct tcp_map_line),
    .words =
        (const struct word[]){ KEYWORD("tcp-map", "Configure advanced TCP normalization"),
                               NAME_OF("tcp-map", struct tcp_map_line, name, "Name", .high = 40),
                               END_OF_WORDS },
    .enters = MODE_CONFIG_TCP_MAP,
    .prompt = "config-tcp-map",
    .set = set_tcp_map,
    .unset = unset_tcp_map,
    .each = each_tcp_map,
    .clear = clear_tcp_maps,
};

/* ---- its options ---- */

/* invalid-ack, seq-past-window and synack-data are of 7.2(4) and 8.0(4) [R] */
static bool
check_release(const struct command_call *call, enum tcp_map_option option)
{
    if (option != TCP_MAP_INVALID_ACK && option != TCP_MAP_SEQ_PAST_WINDOW &&
        option != TCP_MAP_SYNACK_DATA)
        return true;
    const char *name = call->command->words[0].text;
    return check_maintenance(call, OS_7_2, 4, 0, name) &&
           check_maintenance(call, OS_8_0, 4, 0, name);
}

static struct tcp_option_range *
find_range(struct tcp_map *map, const struct tcp_map_line *line)
{
    for (size_t i = 0; i < map->range_count; i++) {
        if (map->ranges[i].first == line->first && map->ranges[i].last == line->last)
            return &map->ranges[i];
    }
    return NULL;
}

static bool
set_range(struct command_call *call, struct tcp_map *map, const struct tcp_map_line *line)
{
    if (line->last < line->first)
        return refuse_word(call, 3, NULL, "the range ends before it begins");
    struct tcp_option_range *range = find_range(map, line);
    if (range == NULL)
        range = arena_append(call->config->arena, &map->ranges, &map->range_count,
                             &map->range_capacity, sizeof(*range));
    if (range == NULL)
        return no_memory(call);
    *range = (struct tcp_option_range){ .first = (uint8_t)line->first,
                                        .last = (uint8_t)line->last,
                                        .action = (enum tcp_map_action)line->action };
    return true;
}

static bool
set_option(struct command_call *call, void *scratch)
{
    const struct tcp_map_line *line = scratch;
    struct tcp_map *map = call->object;
    enum tcp_map_option option = (enum tcp_map_option)line->option;
    enum tcp_map_action action = line->action != 0 ? (enum tcp_map_action)line->action : TCP_MAP_ON;
    if (!check_release(call, option))
        return false;
    if (option == TCP_MAP_OPTION_RANGE)
        return set_range(call, map, line);
    if (option == TCP_MAP_QUEUE_LIMIT) {
        map->queue_limit = line->first;
        map->queue_timeout = line->last;
    }
    bool usual = option != TCP_MAP_QUEUE_LIMIT && tcp_map_usual(call->config->os, option) == action;
    map->actions[option] = usual ? TCP_MAP_DEFAULT : action;
    return true;
}

static bool
unset_option(struct command_call *call, void *scratch)
{
    const struct tcp_map_line *line = scratch;
    struct tcp_map *map = call->object;
    enum tcp_map_option option = (enum tcp_map_option)line->option;
    if (option == TCP_MAP_OPTION_RANGE) {
        struct tcp_option_range *range = find_range(map, line);
        if (range == NULL)
            return refuse(call, NULL, "there is no such range");
        size_t i = (size_t)(range - map->ranges);
        LIST_REMOVE(map->ranges, map->range_count, i);
        return true;
    }
    bool usually_on = tcp_map_usual(call->config->os, option) == TCP_MAP_ON;
    map->actions[option] = usually_on ? TCP_MAP_OFF : TCP_MAP_DEFAULT;
    return true;
}

static void
each_option(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)config;
    const struct tcp_map *map = object;
    for (unsigned option = 1; option < TCP_MAP_OPTION_COUNT; option++) {
        struct tcp_map_line line = { .option = (uint16_t)option,
                                     .action = (uint8_t)map->actions[option] };
        if (option == TCP_MAP_QUEUE_LIMIT) {
            line.first = map->queue_limit;
            line.last = map->queue_timeout;
            line.has_timeout = map->queue_timeout != 0;
        }
        if (map->actions[option] != TCP_MAP_DEFAULT)
            visit(context, &line, NULL);
        for (size_t i = 0; option == TCP_MAP_OPTION_RANGE && i < map->range_count; i++) {
            line.first = map->ranges[i].first;
            line.last = map->ranges[i].last;
            line.action = (uint8_t)map->ranges[i].action;
            visit(context, &line, NULL);
        }
    }
}

static bool
is_off(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct tcp_map_line *)scratch)->action == TCP_MAP_OFF;
}

/* clang-format off */
static const struct choice allow_drop[] = {
    { .text = "allow", .help = "Let it pass", .value = TCP_MAP_ALLOW },
    { .text = "drop", .help = "Drop the packet", .value = TCP_MAP_DROP },
    { .text = NULL },
};
static const struct choice allow_clear[] = {
    { .text = "allow", .help = "Let it pass", .value = TCP_MAP_ALLOW },
    { .text = "clear", .help = "Clear it", .value = TCP_MAP_CLEAR },
    { .text = NULL },
};
static const struct choice allow_clear_drop[] = {
    { .text = "allow", .help = "Let it pass", .value = TCP_MAP_ALLOW },
    { .text = "clear", .help = "Clear it", .value = TCP_MAP_CLEAR },
    { .text = "drop", .help = "Drop the packet", .value = TCP_MAP_DROP },
    { .text = NULL },
};
static const struct choice allow_drop_connection[] = {
    { .text = "allow-connection", .help = "Let it pass", .value = TCP_MAP_ALLOW },
    { .text = "drop-connection", .help = "Drop the connection", .value = TCP_MAP_DROP },
    { .text = NULL },
};
static const struct word queue_timeout_words[] = {
    KEYWORD("timeout", "How long a packet waits"), NUMBER(struct tcp_map_line, last, 0, 20, "Seconds", .always = true), END_OF_WORDS,
};

#define TCP_OPTION(which, first, phrase, what, short_no, ...) \
    &(const struct command){ .modes = MODE_BIT(MODE_CONFIG_TCP_MAP), .since = first, \
        .kind = TCP_MAP_##which, .name = phrase, .section = "tcp option", .help = what, \
        .scratch_size = sizeof(struct tcp_map_line), .set = set_option, .unset = unset_option, \
        .each = each_option, .writes_no = is_off, .no_words = short_no, \
        .words = (const struct word[]){ KEYWORD(phrase, what), __VA_ARGS__ } }
#define DOES(list) CHOICE(struct tcp_map_line, action, list)

const struct command *const tcp_map_commands[] = {
    &tcp_map_row,
    TCP_OPTION(CHECK_RETRANSMISSION, OS_7_0, "check-retransmission", "Compare retransmissions", 0, END_OF_WORDS),
    TCP_OPTION(CHECKSUM_VERIFICATION, OS_7_0, "checksum-verification", "Verify checksums", 0, END_OF_WORDS),
    TCP_OPTION(EXCEED_MSS, OS_7_0, "exceed-mss", "Segments that are larger than announced", 1, DOES(allow_drop), END_OF_WORDS),
    TCP_OPTION(INVALID_ACK, OS_7_2, "invalid-ack", "Acknowledgments of what was not sent", 1, DOES(allow_drop), END_OF_WORDS),
    TCP_OPTION(QUEUE_LIMIT, OS_7_0, "queue-limit", "Packets out of order that wait", 1,
               NUMBER(struct tcp_map_line, first, 0, 250, "Packets", .always = true),
               GROUP(struct tcp_map_line, has_timeout, queue_timeout_words, .since = OS_7_2), END_OF_WORDS),
    TCP_OPTION(RESERVED_BITS, OS_7_0, "reserved-bits", "Reserved bits of the header", 1, DOES(allow_clear_drop), END_OF_WORDS),
    TCP_OPTION(SEQ_PAST_WINDOW, OS_7_2, "seq-past-window", "Data beyond the window", 1, DOES(allow_drop), END_OF_WORDS),
    TCP_OPTION(SYNACK_DATA, OS_7_2, "synack-data", "Data in a SYN ACK", 1, DOES(allow_drop), END_OF_WORDS),
    TCP_OPTION(SYN_DATA, OS_7_0, "syn-data", "Data in a SYN", 1, DOES(allow_drop), END_OF_WORDS),
    TCP_OPTION(SELECTIVE_ACK, OS_7_0, "tcp-options selective-ack", "Options of the header", 1, DOES(allow_clear_drop), END_OF_WORDS),
    TCP_OPTION(TIMESTAMP, OS_7_0, "tcp-options timestamp", "Options of the header", 1, DOES(allow_clear_drop), END_OF_WORDS),
    TCP_OPTION(WINDOW_SCALE, OS_7_0, "tcp-options window-scale", "Options of the header", 1, DOES(allow_clear_drop), END_OF_WORDS),
    TCP_OPTION(OPTION_RANGE, OS_7_0, "tcp-options range", "Options of the header", 3,
               NUMBER(struct tcp_map_line, first, 6, 255, "First option"),
               NUMBER(struct tcp_map_line, last, 6, 255, "Last option"), DOES(allow_clear_drop), END_OF_WORDS),
    TCP_OPTION(TTL_EVASION, OS_7_0, "ttl-evasion-protection", "The TTL of a connection may not grow", 1, END_OF_WORDS),
    TCP_OPTION(URGENT_FLAG, OS_7_0, "urgent-flag", "The urgent flag and pointer", 1, DOES(allow_clear), END_OF_WORDS),
    TCP_OPTION(WINDOW_VARIATION, OS_7_0, "window-variation", "Windows that shrink without a reason", 1, DOES(allow_drop_connection), END_OF_WORDS),
    NULL,
};
/* clang-format on */

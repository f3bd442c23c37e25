/*
 * cmd_class_actions.c: what a class of a policy-map does beside inspections: `set connection`,
 * police, priority, shape, ips, csc, flow-export, a policy inside of it (commands.md 6.2).
 *
 * Several `set connection` lines are one in the listing, in the order of the words here; the same
 * for `set connection timeout` [R].
 */
#include "parser/map_rows.h"

/* Values from 1: the row's kind. */
enum action_line {
    LINE_CONNECTION = 1,
    LINE_TIMEOUT,
    LINE_ADVANCED,
    LINE_DECREMENT_TTL,
    LINE_POLICE,
    LINE_PRIORITY,
    LINE_SHAPE,
    LINE_NESTED,
    LINE_IPS,
    LINE_CSC,
    LINE_FLOW_EXPORT
};

struct class_line {
    uint16_t kind; /* enum action_line */
    struct conn_settings set;
    uint8_t direction; /* enum policer_direction */
    struct policer policer;
    uint32_t rate, burst;
    const char *text;
    struct module_action module;
    bool has_sensor;
    struct flow_export export;
    bool has_conform, has_exceed;
};

static bool
note(struct command_call *call, enum policy_action action)
{
    struct policy_class *class = call->object;
    class->origins[action] = call_origin(call);
    return true;
}

/* ---- set connection ---- */

/* Words in any order, at least one of them. */
static bool
some_match(const struct word *word, struct matching *matching, void *scratch)
{
    size_t start = matching->at;
    return word_any_order.match(word, matching, scratch) && matching->at > start;
}
static void
some_write(const struct word *word, struct writing *writing, const void *scratch)
{
    word_any_order.write(word, writing, scratch);
}
static const struct word_type word_some = { "options", some_match, some_write };

struct setting_span {
    enum conn_setting first, last;
    enum policy_action action;
};

/* The settings that a row can say. */
static struct setting_span
span_of(const struct command *command)
{
    if (command->kind == LINE_CONNECTION)
        return (struct setting_span){ CONN_MAX, CONN_RANDOM_SEQUENCE, POLICY_ACTION_CONNECTION };
    return (struct setting_span){ CONN_TIMEOUT_EMBRYONIC, CONN_DCD_RETRIES, POLICY_ACTION_TIMEOUT };
}

/* The shortest idle times that are not 0, which is never [R]. */
static const struct lowest_time {
    enum conn_setting setting;
    const char *word;
    uint32_t seconds;
} lowest_times[] = {
    { CONN_TIMEOUT_EMBRYONIC, "embryonic", 5 },
    { CONN_TIMEOUT_HALF_CLOSED, "half-closed", 300 },
    { CONN_TIMEOUT_IDLE, "tcp", 300 },
    { CONN_TIMEOUT_IDLE, "idle", 300 },
};

static bool
check_times(const struct command_call *call, const struct conn_settings *set)
{
    for (size_t i = 0; i < ARRAY_LENGTH(lowest_times); i++) {
        const struct lowest_time *lowest = &lowest_times[i];
        uint32_t seconds = set->values[lowest->setting];
        if (!set->said[lowest->setting] || seconds == 0 || seconds >= lowest->seconds)
            continue;
        for (size_t at = 3; at + 1 < call->line->count; at++) {
            const struct token *token = &call->line->tokens[at];
            if (strncmp(token->text, lowest->word, token->length) == 0)
                return refuse_word(call, at + 1, NULL, "the shortest time is %u:%02u:%02u", 0U,
                                   lowest->seconds / 60, lowest->seconds % 60);
        }
    }
    return true;
}

static bool
set_connection(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct policy_class *class = call->object;
    struct setting_span span = span_of(call->command);
    if (!check_times(call, &line->set))
        return false;
    for (size_t i = span.first; i <= (size_t)span.last; i++) {
        if (!line->set.said[i])
            continue;
        class->connection.said[i] = true;
        class->connection.values[i] = line->set.values[i];
    }
    if (line->set.said[CONN_TIMEOUT_IDLE] && !line->set.said[CONN_IDLE_RESET])
        class->connection.said[CONN_IDLE_RESET] = false;
    return note(call, span.action);
}

/* `no set connection conn-max 5` takes that one back, `no set connection` all of the line. */
static bool
unset_connection(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct policy_class *class = call->object;
    struct setting_span span = span_of(call->command);
    bool all = true;
    for (size_t i = span.first; i <= (size_t)span.last; i++)
        all = all && !line->set.said[i];
    bool reset = all || line->set.said[CONN_TIMEOUT_IDLE];
    for (size_t i = span.first; i <= (size_t)span.last; i++) {
        if (all || line->set.said[i] || (i == CONN_IDLE_RESET && reset))
            class->connection.said[i] = false;
    }
    if (line->set.said[CONN_DCD])
        class->connection.said[CONN_DCD_INTERVAL] = class->connection.said[CONN_DCD_RETRIES] =
            false;
    return true;
}

static bool
set_advanced(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct policy_class *class = call->object;
    struct conn_settings *settings = &class->connection;
    if (call_does(call)->tcp_state_bypass && strcmp(line->text, "tcp-state-bypass") == 0) {
        settings->said[CONN_TCP_STATE_BYPASS] = true;
        return note(call, POLICY_ACTION_ADVANCED);
    }
    const struct tcp_map *map = config_tcp_map(call->config, line->text);
    if ((map == NULL || !map->exists) && call->file == NULL)
        return refuse_word(call, 3, NULL, "there is no tcp-map %s", line->text);
    if (!keep_text(call, &settings->tcp_map, line->text))
        return false;
    settings->said[CONN_TCP_MAP] = true;
    return note(call, POLICY_ACTION_ADVANCED);
}

static bool
unset_advanced(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct conn_settings *settings = &((struct policy_class *)call->object)->connection;
    bool bypass = line->text != NULL && strcmp(line->text, "tcp-state-bypass") == 0;
    if (bypass && settings->said[CONN_TCP_STATE_BYPASS])
        settings->said[CONN_TCP_STATE_BYPASS] = false;
    else
        settings->said[CONN_TCP_MAP] = false;
    return true;
}

static bool
set_decrement(struct command_call *call, void *scratch)
{
    (void)scratch;
    if (!check_maintenance(call, OS_7_2, 2, 2, "set connection decrement-ttl"))
        return false;
    ((struct policy_class *)call->object)->connection.said[CONN_DECREMENT_TTL] = true;
    return note(call, POLICY_ACTION_DECREMENT_TTL);
}

static bool
unset_decrement(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct policy_class *)call->object)->connection.said[CONN_DECREMENT_TTL] = false;
    return true;
}

/* ---- police, priority, shape, the policy inside ---- */

static bool
set_police(struct command_call *call, void *scratch)
{
    struct class_line *line = scratch;
    struct policy_class *class = call->object;
    line->policer.on = true;
    class->policers[line->direction] = line->policer;
    return note(call, POLICY_ACTION_POLICE);
}

static bool
unset_police(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct policy_class *class = call->object;
    if (!class->policers[line->direction].on)
        return refuse(call, NULL, "there is no such police");
    class->policers[line->direction] = (struct policer){ 0 };
    return true;
}

static bool
set_priority(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct policy_class *)call->object)->priority = true;
    return note(call, POLICY_ACTION_PRIORITY);
}

static bool
unset_priority(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct policy_class *)call->object)->priority = false;
    return true;
}

/* Shaping is for all that leaves an interface. */
static bool
set_shape(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct policy_class *class = call->object;
    if (strcmp(class->class_map->name, "class-default") != 0)
        return refuse(call, NULL, "only class-default can be shaped");
    if (line->rate % 8000 != 0)
        return refuse_word(call, 2, NULL, "the rate is a multiple of 8000");
    class->shape_rate = line->rate;
    class->shape_burst = line->burst;
    return note(call, POLICY_ACTION_SHAPE);
}

static bool
unset_shape(struct command_call *call, void *scratch)
{
    struct policy_class *class = call->object;
    (void)scratch;
    class->shape_rate = class->shape_burst = 0;
    class->nested = NULL;
    return true;
}

static bool
set_nested(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct policy_class *class = call->object;
    const struct policy_map *map = config_policy_map(call->config, line->text);
    if ((map == NULL || !map->exists || map->inspect != NULL) && call->file == NULL)
        return refuse_word(call, 1,
                           call_text(call, "ERROR: %% policy-map %s not configured", line->text),
                           "there is no policy-map %s", line->text);
    if (class->shape_rate == 0 && call->file == NULL)
        return refuse(call, NULL, "a policy inside of a class needs `shape` before it");
    return keep_text(call, &class->nested, line->text) && note(call, POLICY_ACTION_NESTED);
}

static bool
unset_nested(struct command_call *call, void *scratch)
{
    (void)scratch;
    ((struct policy_class *)call->object)->nested = NULL;
    return true;
}

/* ---- modules and flow records ---- */

static bool
set_module(struct command_call *call, void *scratch)
{
    struct class_line *line = scratch;
    struct policy_class *class = call->object;
    bool ips = call->command->kind == LINE_IPS;
    struct module_action *module = ips ? &class->ips : &class->csc;
    if (line->module.sensor != NULL && !keep_text(call, &line->module.sensor, line->module.sensor))
        return false;
    line->module.on = true;
    *module = line->module;
    return note(call, ips ? POLICY_ACTION_IPS : POLICY_ACTION_CSC);
}

static bool
unset_module(struct command_call *call, void *scratch)
{
    struct policy_class *class = call->object;
    (void)scratch;
    *(call->command->kind == LINE_IPS ? &class->ips : &class->csc) = (struct module_action){ 0 };
    return true;
}

static struct flow_export *
find_export(struct policy_class *class, const struct flow_export *like)
{
    for (size_t i = 0; i < class->export_count; i++) {
        struct flow_export *export = &class->exports[i];
        if (export->event == like->event && export->destination == like->destination)
            return export;
    }
    return NULL;
}

static bool
set_export(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct policy_class *class = call->object;
    if (find_export(class, &line->export) != NULL)
        return true;
    struct flow_export *place =
        arena_append(call->config->arena, &class->exports, &class->export_count,
                     &class->export_capacity, sizeof(*place));
    if (place == NULL)
        return no_memory(call);
    *place = line->export;
    place->origin = call_origin(call);
    return note(call, POLICY_ACTION_FLOW_EXPORT);
}

static bool
unset_export(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct policy_class *class = call->object;
    struct flow_export *export = find_export(class, &line->export);
    if (export == NULL)
        return refuse(call, NULL, "there is no such flow-export");
    size_t i = (size_t)(export - class->exports);
    LIST_REMOVE(class->exports, class->export_count, i);
    return true;
}

/* ---- writing ---- */

static void
visit_advanced(const struct policy_class *class, command_visit *visit, void *context)
{
    struct class_line line = { .kind = LINE_ADVANCED, .text = class->connection.tcp_map };
    if (class->connection.said[CONN_TCP_MAP])
        visit(context, &line, NULL);
    line.text = "tcp-state-bypass";
    if (class->connection.said[CONN_TCP_STATE_BYPASS])
        visit(context, &line, NULL);
}

static void
visit_policers(const struct policy_class *class, command_visit *visit, void *context)
{
    for (unsigned i = 0; i < POLICE_DIRECTIONS; i++) {
        const struct policer *policer = &class->policers[i];
        struct class_line line = {
            .kind = LINE_POLICE,
            .direction = (uint8_t)i,
            .policer = *policer,
            .has_conform = policer->conform != MAP_ACTION_NONE,
            .has_exceed = policer->exceed != MAP_ACTION_NONE,
        };
        if (policer->on)
            visit(context, &line, NULL);
    }
}

static void
visit_exports(const struct policy_class *class, command_visit *visit, void *context)
{
    for (size_t i = 0; i < class->export_count; i++) {
        struct class_line line = { .kind = LINE_FLOW_EXPORT, .export = class->exports[i] };
        visit(context, &line, NULL);
    }
}

static void
each_action(const struct config *config, const void *object, command_visit *visit, void *context)
{
    static const struct {
        enum policy_action action;
        enum action_line kind;
    } lines[] = {
        { POLICY_ACTION_CONNECTION, LINE_CONNECTION },
        { POLICY_ACTION_TIMEOUT, LINE_TIMEOUT },
        { POLICY_ACTION_ADVANCED, LINE_ADVANCED },
        { POLICY_ACTION_DECREMENT_TTL, LINE_DECREMENT_TTL },
        { POLICY_ACTION_POLICE, LINE_POLICE },
        { POLICY_ACTION_PRIORITY, LINE_PRIORITY },
        { POLICY_ACTION_SHAPE, LINE_SHAPE },
        { POLICY_ACTION_NESTED, LINE_NESTED },
        { POLICY_ACTION_IPS, LINE_IPS },
        { POLICY_ACTION_CSC, LINE_CSC },
        { POLICY_ACTION_FLOW_EXPORT, LINE_FLOW_EXPORT },
    };
    (void)config;
    const struct policy_class *class = object;
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        if (!policy_class_does(class, lines[i].action))
            continue;
        struct class_line line = {
            .kind = (uint16_t)lines[i].kind,
            .set = class->connection,
            .rate = class->shape_rate,
            .burst = class->shape_burst,
            .text = class->nested,
            .module = lines[i].kind == LINE_IPS ? class->ips : class->csc,
        };
        line.has_sensor = line.module.sensor != NULL;
        if (lines[i].kind == LINE_ADVANCED)
            visit_advanced(class, visit, context);
        else if (lines[i].kind == LINE_POLICE)
            visit_policers(class, visit, context);
        else if (lines[i].kind == LINE_FLOW_EXPORT)
            visit_exports(class, visit, context);
        else
            visit(context, &line, NULL);
    }
}

/* ---- words ---- */

/* `tcp 1:00:00 reset`; 8.2(2) calls it `idle`, for all protocols, and still reads the old word. */
static bool
idle_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word time =
        VALUE(time, struct class_line, set.values[CONN_TIMEOUT_IDLE], "Idle time");
    static const struct word reset =
        FLAG(struct class_line, set.said[CONN_IDLE_RESET], "reset", "Reset both ends then");
    (void)word;
    bool idle = behaviour(matching->context->version)->idle_timeouts &&
                matching_keyword(matching, "idle", "Connections without packets");
    if (!idle && !matching_keyword(matching, "tcp", "TCP connections without packets"))
        return false;
    if (!matching_word(matching, &time, scratch) || !matching_word(matching, &reset, scratch))
        return false;
    ((struct class_line *)scratch)->set.said[CONN_TIMEOUT_IDLE] = true;
    return true;
}

static void
idle_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct class_line *line = scratch;
    if (!line->set.said[CONN_TIMEOUT_IDLE])
        return;
    const struct config *config = writing->context->config;
    bool idle = behaviour(writing->context->version)->idle_timeouts && config->os.maintenance != 1;
    writing_put(writing, "%s", idle ? "idle" : "tcp");
    writing_put_time(writing, line->set.values[CONN_TIMEOUT_IDLE]);
    if (line->set.said[CONN_IDLE_RESET])
        writing_put(writing, "reset");
}

static const struct word_type word_idle = { "idle hh:mm:ss", idle_match, idle_write };

/* clang-format off */
#define SAID(setting, list, ...) GROUP(struct class_line, set.said[setting], list, __VA_ARGS__)
#define LIMIT(name, phrase, setting, what) \
    static const struct word name[] = { KEYWORD(phrase, what), \
        NUMBER(struct class_line, set.values[setting], 0, 65535, "Connections; 0 is no limit", .always = true), END_OF_WORDS }
LIMIT(conn_max, "conn-max", CONN_MAX, "Connections at most");
LIMIT(embryonic_max, "embryonic-conn-max", CONN_EMBRYONIC_MAX, "Half-open connections at most");
LIMIT(client_embryonic_max, "per-client-embryonic-max", CONN_PER_CLIENT_EMBRYONIC_MAX, "Half-open connections of one client at most");
LIMIT(client_max, "per-client-max", CONN_PER_CLIENT_MAX, "Connections of one client at most");
static const struct choice on_off[] = {
    { .text = "disable", .help = "Keep sequence numbers", .value = 0 },
    { .text = "enable", .help = "Change sequence numbers", .value = 1 },
    { .text = NULL },
};
static const struct word random_words[] = { KEYWORD("random-sequence-number", "Sequence numbers of TCP"),
    CHOICE(struct class_line, set.values[CONN_RANDOM_SEQUENCE], on_off), END_OF_WORDS };
static const struct word limit_words[] = {
    SAID(CONN_MAX, conn_max), SAID(CONN_EMBRYONIC_MAX, embryonic_max),
    SAID(CONN_PER_CLIENT_EMBRYONIC_MAX, client_embryonic_max, .since = OS_7_1),
    SAID(CONN_PER_CLIENT_MAX, client_max, .since = OS_7_1),
    SAID(CONN_RANDOM_SEQUENCE, random_words), END_OF_WORDS };

#define TIME(setting, what) VALUE(time, struct class_line, set.values[setting], what)
static const struct word embryonic_time[] = { KEYWORD("embryonic", "Half-open connections"), TIME(CONN_TIMEOUT_EMBRYONIC, "Time"), END_OF_WORDS };
static const struct word half_closed_time[] = { KEYWORD("half-closed", "Half-closed connections"), TIME(CONN_TIMEOUT_HALF_CLOSED, "Time"), END_OF_WORDS };
static const struct word dcd_retries[] = { NUMBER(struct class_line, set.values[CONN_DCD_RETRIES], 1, 255, "Probes"), END_OF_WORDS };
static const struct word dcd_interval[] = { TIME(CONN_DCD_INTERVAL, "Time between probes"), SAID(CONN_DCD_RETRIES, dcd_retries), END_OF_WORDS };
static const struct word dcd_words[] = { KEYWORD("dcd", "Probe connections that say nothing"), SAID(CONN_DCD_INTERVAL, dcd_interval), END_OF_WORDS };
static const struct word timeout_words[] = {
    SAID(CONN_TIMEOUT_EMBRYONIC, embryonic_time), SAID(CONN_TIMEOUT_HALF_CLOSED, half_closed_time),
    VALUE(idle, struct class_line, set, "", .optional = true), SAID(CONN_DCD, dcd_words, .since = OS_7_2), END_OF_WORDS };

static const struct choice directions[] = {
    { .text = "input", .help = "What comes in", .value = POLICE_INPUT, .since = OS_7_2 },
    { .text = "output", .help = "What goes out", .value = POLICE_OUTPUT },
    { .text = NULL },
};
static const struct choice police_actions[] = {
    { .text = "drop", .help = "Drop the packet", .value = MAP_ACTION_DROP },
    { .text = "transmit", .help = "Send the packet", .value = MAP_ACTION_ALLOW },
    { .text = NULL },
};
static const struct word conform_words[] = { KEYWORD("conform-action", "Below the rate"), CHOICE(struct class_line, policer.conform, police_actions), END_OF_WORDS };
static const struct word exceed_words[] = { KEYWORD("exceed-action", "Above the rate"), CHOICE(struct class_line, policer.exceed, police_actions), END_OF_WORDS };
static const struct choice ips_modes[] = {
    { .text = "inline", .help = "Packets pass through the module", .value = false },
    { .text = "promiscuous", .help = "The module sees copies", .value = true },
    { .text = NULL },
};
static const struct choice fail_modes[] = {
    { .text = "fail-close", .help = "Nothing passes without the module", .value = false },
    { .text = "fail-open", .help = "All passes without the module", .value = true },
    { .text = NULL },
};
static const struct word sensor_words[] = { KEYWORD("sensor", "A virtual sensor"), VALUE(text, struct class_line, module.sensor, "Name"), END_OF_WORDS };
static const struct choice flow_events[] = {
    { .text = "all", .help = "All events", .value = 1 }, { .text = "flow-create", .help = "New flows", .value = 2 },
    { .text = "flow-denied", .help = "Denied flows", .value = 3 }, { .text = "flow-teardown", .help = "Ended flows", .value = 4 },
    { .text = NULL },
};

#define CLASS_ACTION(line_kind, first, does, undoes, short_no, phrase, what, ...) \
    &(const struct command){ .modes = MODE_BIT(MODE_CONFIG_PMAP_C), .since = first, .kind = line_kind, \
        .name = phrase, .section = "class action", .help = what, .scratch_size = sizeof(struct class_line), \
        .set = does, .unset = undoes, .each = each_action, .no_words = short_no, \
        .words = (const struct word[]){ KEYWORD(phrase, what), __VA_ARGS__ } }
#define SOME(list) { .type = &word_some, .data = list }

const struct command *const class_action_commands[] = {
    CLASS_ACTION(LINE_CONNECTION, OS_7_0, set_connection, unset_connection, 1, "set connection", "Limits of connections", SOME(limit_words), END_OF_WORDS),
    CLASS_ACTION(LINE_TIMEOUT, OS_7_0, set_connection, unset_connection, 1, "set connection timeout", "Idle times of connections", SOME(timeout_words), END_OF_WORDS),
    CLASS_ACTION(LINE_ADVANCED, OS_7_0, set_advanced, unset_advanced, 1, "set connection advanced-options", "TCP normalization",
                 VALUE(text, struct class_line, text, "TCP map"), END_OF_WORDS),
    CLASS_ACTION(LINE_DECREMENT_TTL, OS_7_2, set_decrement, unset_decrement, 0, "set connection decrement-ttl", "Packets lose one hop", END_OF_WORDS),
    CLASS_ACTION(LINE_POLICE, OS_7_0, set_police, unset_police, 2, "police", "Rate limit traffic",
                 CHOICE(struct class_line, direction, directions),
                 NUMBER(struct class_line, policer.rate, 8000, 2000000000, "Bits per second"),
                 NUMBER(struct class_line, policer.burst, 1000, 512000000, "Bytes at once", .optional = true),
                 GROUP(struct class_line, has_conform, conform_words), GROUP(struct class_line, has_exceed, exceed_words), END_OF_WORDS),
    CLASS_ACTION(LINE_PRIORITY, OS_7_0, set_priority, unset_priority, 0, "priority", "Strict scheduling priority", END_OF_WORDS),
    CLASS_ACTION(LINE_SHAPE, OS_7_2, set_shape, unset_shape, 1, "shape", "Traffic shaping", KEYWORD("average", "Average rate"),
                 NUMBER(struct class_line, rate, 64000, 154400000, "Bits per second"),
                 NUMBER(struct class_line, burst, 2048, 154400000, "Bits at once", .optional = true), END_OF_WORDS),
    CLASS_ACTION(LINE_NESTED, OS_7_2, set_nested, unset_nested, 1, "service-policy", "Policy of the shaped traffic",
                 VALUE(text, struct class_line, text, "Policy map"), END_OF_WORDS),
    CLASS_ACTION(LINE_IPS, OS_7_0, set_module, unset_module, 1, "ips", "Intrusion prevention services",
                 CHOICE(struct class_line, module.promiscuous, ips_modes), CHOICE(struct class_line, module.fail_open, fail_modes),
                 GROUP(struct class_line, has_sensor, sensor_words, .since = OS_8_0), END_OF_WORDS),
    CLASS_ACTION(LINE_CSC, OS_7_1, set_module, unset_module, 1, "csc", "Content security and control module",
                 CHOICE(struct class_line, module.fail_open, fail_modes), END_OF_WORDS),
    CLASS_ACTION(LINE_FLOW_EXPORT, OS_8_1, set_export, unset_export, 0, "flow-export event-type", "Export flow records",
                 CHOICE(struct class_line, export.event, flow_events), KEYWORD("destination", "Collector"),
                 VALUE(address, struct class_line, export.destination, "Address"), END_OF_WORDS),
    NULL,
};
/* clang-format on */

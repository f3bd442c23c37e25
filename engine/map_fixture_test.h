/*
 * map_fixture_test.h: inspection maps for the talks of the tests (talk_test.h), built before
 * bench_start.
 */
#ifndef REFIRE_ENGINE_MAP_FIXTURE_TEST_H
#define REFIRE_ENGINE_MAP_FIXTURE_TEST_H

#include "engine/talk_test.h"

/* Of a criterion: `regex NAME` */
#define REGEX(regex) .regexes = { { regex, false } }

/* `policy-map type inspect PROTOCOL NAME`, named by the talk's line. */
static inline struct inspect_map *
map_make(const struct talk *talk, enum map_protocol protocol, const char *name)
{
    struct config *config = talk->bench->config;
    struct policy_map *policy = config_policy_map_make(config, name);
    ck_assert_ptr_nonnull(policy);
    policy->exists = true;
    policy->inspect = arena_zalloc(config->arena, sizeof(*policy->inspect));
    ck_assert_ptr_nonnull(policy->inspect);
    policy->inspect->protocol = protocol;
    talk_inspection(talk)->map = name;
    return policy->inspect;
}

/* `http-map NAME` and its like. */
static inline struct inspect_map *
map_make_old(const struct talk *talk, enum map_protocol protocol, const char *name)
{
    struct old_map *old = config_old_map_make(talk->bench->config, protocol, name);
    ck_assert_ptr_nonnull(old);
    old->exists = true;
    talk_inspection(talk)->map = name;
    return &old->map;
}

static inline void
map_add_value(const struct talk *talk, struct map_values *list, struct map_value value)
{
    struct map_value *added = arena_append(talk->bench->config->arena, &list->items, &list->count,
                                           &list->capacity, sizeof(*added));
    ck_assert_ptr_nonnull(added);
    *added = value;
}

static inline struct map_rule *
map_add_rule(const struct talk *talk, struct inspect_map *map, struct map_value criterion)
{
    struct map_rule *rule = arena_append(talk->bench->config->arena, &map->rules, &map->rule_count,
                                         &map->rule_capacity, sizeof(*rule));
    ck_assert_ptr_nonnull(rule);
    *rule = (struct map_rule){ .criterion = criterion };
    return rule;
}

/* DOES of MAP_NOTHING only logs. */
static inline void
map_add_match(const struct talk *talk, struct inspect_map *map, struct map_value criterion,
              enum map_setting does, bool log)
{
    struct map_rule *rule = map_add_rule(talk, map, criterion);
    struct map_value action = { .setting = (uint16_t)does, .log = log };
    if (does == MAP_NOTHING)
        action = (struct map_value){ .setting = MAP_DO_LOG };
    map_add_value(talk, &rule->actions, action);
}

static inline void
map_add_regex(const struct talk *talk, const char *name, const char *expression)
{
    struct config *config = talk->bench->config;
    struct regex *regex = BENCH_APPEND(config, regexes, regex_count, regex_capacity);
    ck_assert_ptr_nonnull(regex);
    *regex = (struct regex){ .name = name, .expression = expression };
}

/* A value of a setting that has something for each of its members. */
static inline struct map_value
map_any_value(enum map_setting setting, enum map_action action)
{
    return (struct map_value){ .setting = (uint16_t)setting,
                               .action = (uint8_t)action,
                               .log = true,
                               .flags = { true, true, true, true },
                               .choices = { 1, 1 },
                               .numbers = { 2, 600, 2, 2 },
                               .seconds = { 60, 60 },
                               .list = UINT64_MAX,
                               .texts = { "any", "any" },
                               .regexes = { { "any", false }, { "any", false } } };
}

/*
 * Every parameter and every match there is, for the fuzz targets: each protocol finds its own. They
 * let pass, log or mask; only every eighth match drops, so that a talk gets somewhere. 7.0 and 7.1
 * have the lines of their sub-modes alone.
 */
static inline void
map_make_any(const struct talk *talk, bool old)
{
    enum map_protocol protocol = inspection_map_protocol(talk_inspection(talk)->kind);
    enum map_action action = old ? MAP_ACTION_ALLOW : MAP_ACTION_LOG;
    if (protocol == MAP_PROTOCOL_COUNT)
        return;
    struct inspect_map *map =
        old ? map_make_old(talk, protocol, "any") : map_make(talk, protocol, "any");
    map_add_regex(talk, "any", "[a-m]+[0-9n-z]");
    for (unsigned setting = MAP_DESCRIPTION; setting < MAP_CLASS; setting++) {
        for (unsigned choice = 1; choice <= (old ? 4 : 1); choice++) {
            struct map_value value = map_any_value((enum map_setting)setting, action);
            value.choices[0] = (uint8_t)choice;
            map_add_value(talk, &map->values, value);
        }
    }
    for (unsigned setting = MAP_CLASS + 1; !old && setting < MAP_DO_DROP; setting++) {
        struct map_value criterion = map_any_value((enum map_setting)setting, MAP_ACTION_NONE);
        criterion.negated = setting % 2 != 0;
        map_add_match(talk, map, criterion, setting % 8 == 0 ? MAP_DO_DROP : MAP_DO_MASK, true);
        map_add_match(talk, map, criterion, MAP_NOTHING, false);
    }
}

/* Of what was printed the lines whose number begins so. */
static inline void
map_expect_lines(const struct talk *talk, const char *number, const char *lines)
{
    static char found[65536];
    size_t at = 0;
    for (const char *line = talk->bench->log; *line != '\0'; line = strchr(line, '\n') + 1) {
        size_t length = (size_t)(strchr(line, '\n') - line) + 1;
        if (strncmp(line, number, strlen(number)) != 0)
            continue;
        ck_assert_uint_lt(at + length, sizeof(found));
        memcpy(found + at, line, length);
        at += length;
    }
    found[at] = '\0';
    ck_assert_str_eq(found, lines);
    quiet(talk->bench);
}

#endif

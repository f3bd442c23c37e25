/*
 * policy_fixture_test.h: class maps, policy maps and where they work, for the tests' firewall.
 */
#ifndef REFIRE_ENGINE_POLICY_FIXTURE_TEST_H
#define REFIRE_ENGINE_POLICY_FIXTURE_TEST_H

#include "engine/fixture_test.h"

/* class-map CLASS / match ... */
static inline struct class_match *
add_class_match(struct bench *bench, const char *class, enum class_match_kind kind)
{
    struct class_map *map = config_class_map_make(bench->config, class);
    ck_assert_ptr_nonnull(map);
    map->exists = true;
    struct class_match *match = arena_append(bench->config->arena, &map->matches, &map->count,
                                             &map->capacity, sizeof(*match));
    ck_assert_ptr_nonnull(match);
    match->kind = kind;
    match->protocol = IP_TCP;
    return match;
}

/* policy-map POLICY / class CLASS; valid until the policy has another class. */
static inline struct policy_class *
add_policy_class(struct bench *bench, const char *policy_name, const char *class)
{
    struct arena *arena = bench->config->arena;
    struct policy_map *policy = config_policy_map_make(bench->config, policy_name);
    ck_assert_ptr_nonnull(policy);
    policy->exists = true;
    struct policy_class *made =
        arena_append(arena, &policy->classes, &policy->count, &policy->capacity, sizeof(*made));
    ck_assert_ptr_nonnull(made);
    made->class_map = config_class_map_make(bench->config, class);
    ck_assert_ptr_nonnull(made->class_map);
    return made;
}

/* service-policy POLICY interface IFC, or global for IFC_NONE */
static inline void
apply_policy(struct bench *bench, const char *policy, ifc_id ifc)
{
    struct service_policy *service = BENCH_APPEND(bench->config, service_policies,
                                                  service_policy_count, service_policy_capacity);
    ck_assert_ptr_nonnull(service);
    *service = (struct service_policy){ config_policy_map_make(bench->config, policy), ifc, { 0 } };
}

static inline void
say(struct policy_class *class, enum conn_setting setting, uint32_t value)
{
    class->connection.said[setting] = true;
    class->connection.values[setting] = value;
}

/* A class that matches everything, in a global policy. */
static inline struct policy_class *
add_global_class(struct bench *bench)
{
    add_class_match(bench, "all", CLASS_MATCH_ANY);
    struct policy_class *class = add_policy_class(bench, "global_policy", "all");
    apply_policy(bench, "global_policy", IFC_NONE);
    return class;
}

/* set connection advanced-options MAP */
static inline struct tcp_map *
add_tcp_map(struct bench *bench, struct policy_class *class, const char *name)
{
    struct tcp_map *map = config_tcp_map_make(bench->config, name);
    ck_assert_ptr_nonnull(map);
    map->exists = true;
    class->connection.said[CONN_TCP_MAP] = true;
    class->connection.tcp_map = name;
    return map;
}

#endif

/*
 * guard_shapes.c: guards, audits and threats.
 */
#include "engine/model/shapes/members.h"

#define S struct fragment_rule
static const struct member fragment_rule_members[] = {
    INTERFACE(ifc), NUMBER(limit), NUMBER(value), STRUCT(origin, origin), END,
};
static SHAPE(fragment_rule, NULL);
#undef S

#define S struct reset_rule
static const struct member reset_rule_members[] = {
    INTERFACE(ifc), NUMBER(kind), NUMBER(said), STRUCT(origin, origin), END,
};
static SHAPE(reset_rule, NULL);
#undef S

#define S struct guard
static const struct member guard_members[] = {
    STRUCT(reverse_paths, interface_list),
    LIST(fragments, fragment_count, fragment_rule),
    LENGTH_OF(fragment_count),
    LENGTH_OF(fragment_capacity),
    LIST(resets, reset_count, reset_rule),
    LENGTH_OF(reset_count),
    LENGTH_OF(reset_capacity),
    NUMBER(floodguard),
    NUMBER(dns_guard),
    END,
};
SHAPE(guard, NULL);
#undef S

#define S struct audit_actions
static const struct member audit_actions_members[] = { NUMBER(given), NUMBER(bits), END };
static SHAPE(audit_actions, NULL);
#undef S

static bool
audit_policy_counts(const void *object)
{
    return audit_policy_exists(object);
}

#define S struct audit_policy
static const struct member audit_policy_members[] = {
    TEXT(name),
    NUMBERS(has),
    STRUCT(actions[AUDIT_INFO], audit_actions),
    STRUCT(actions[AUDIT_ATTACK], audit_actions),
    STRUCT(origin, origin),
    END,
};
static SHAPE(audit_policy, audit_policy_counts);
#undef S

#define S struct audit_binding
static const struct member audit_binding_members[] = {
    INTERFACE(ifc),
    NAMED(policy),
    STRUCT(origin, origin),
    END,
};
static SHAPE(audit_binding, NULL);
#undef S

#define S struct audit
static const struct member audit_members[] = {
    POINTERS(policies, policy_count, audit_policy, .order = shape_by_name),
    LENGTH_OF(policy_count),
    LENGTH_OF(policy_capacity),
    LIST(bindings, binding_count, audit_binding),
    LENGTH_OF(binding_count),
    LENGTH_OF(binding_capacity),
    STRUCT(defaults[AUDIT_INFO], audit_actions),
    STRUCT(defaults[AUDIT_ATTACK], audit_actions),
    NUMBER(disabled),
    END,
};
SHAPE(audit, NULL);
#undef S

#define S struct threat_rate
static const struct member threat_rate_members[] = {
    NUMBER(event), NUMBER(interval_seconds), NUMBER(average),
    NUMBER(burst), STRUCT(origin, origin),   END,
};
static SHAPE(threat_rate, NULL);
#undef S

static void
dump_exception(struct dump *dump, const void *object)
{
    dump_endpoint(dump, "hosts", &((const struct threat_exception *)object)->hosts);
}

#define S struct threat_exception
static const struct member threat_exception_members[] = {
    OWN(hosts, dump_exception),
    STRUCT(origin, origin),
    END,
};
static SHAPE(threat_exception, NULL);
#undef S

static void
dump_statistics(struct dump *dump, const void *object)
{
    const struct threat_detection *threats = object;
    for (size_t i = 0; i < THREAT_COUNTED_COUNT; i++) {
        dump_number(dump, "statistics.kept", threats->statistics[i].kept);
        dump_number(dump, "statistics.rates", threats->statistics[i].rates);
    }
}

#define S struct threat_detection
static const struct member threat_detection_members[] = {
    NUMBER(basic),
    LIST(rates, rate_count, threat_rate),
    LENGTH_OF(rate_count),
    LENGTH_OF(rate_capacity),
    NUMBER(scanning),
    STRUCT(scanning_origin, origin),
    NUMBER(shun_seconds),
    LIST(exceptions, exception_count, threat_exception),
    LENGTH_OF(exception_count),
    LENGTH_OF(exception_capacity),
    NUMBER(all_statistics),
    OWN(statistics, dump_statistics),
    NUMBER(access_lists),
    NUMBER(intercepted),
    NUMBER(intercept_minutes),
    NUMBER(intercept_burst),
    NUMBER(intercept_average),
    END,
};
SHAPE(threat_detection, NULL);
#undef S

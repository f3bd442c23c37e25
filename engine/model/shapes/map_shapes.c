/*
 * map_shapes.c: maps of inspections.
 */
#include "engine/model/shapes/members.h"

#define S struct map_value
static void
dump_map_value(struct dump *dump, const void *object)
{
    const struct map_value *value = object;
    for (size_t i = 0; i < ARRAY_LENGTH(value->texts); i++) {
        dump_text(dump, "text", value->texts[i]);
        dump_text(dump, "regex", value->regexes[i].name);
        dump_number(dump, "regex.is_class", value->regexes[i].is_class);
    }
}

extern const struct shape map_values_shape;
static const struct member map_value_members[] = {
    NUMBER(setting),
    NUMBER(off),
    NUMBER(negated),
    NUMBER(action),
    NUMBER(log),
    NUMBERS(flags),
    NUMBERS(choices),
    NUMBERS(numbers),
    NUMBERS(seconds),
    NUMBER(address),
    NUMBER(netmask),
    INTERFACE(ifc),
    NUMBER(list),
    OWN(texts, dump_map_value),
    SKIPPED(regexes, "with texts"),
    OPTIONAL(inner, map_values),
    STRUCT(origin, origin),
    END,
};
static SHAPE(map_value, NULL);
#undef S

#define S struct map_values
static const struct member map_values_members[] = {
    LIST(items, count, map_value),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    END,
};
SHAPE(map_values, NULL);
#undef S

#define S struct map_rule
static const struct member map_rule_members[] = {
    STRUCT(criterion, map_value),
    STRUCT(actions, map_values),
    END,
};
static SHAPE(map_rule, NULL);
#undef S

#define S struct inspect_map
static const struct member inspect_map_members[] = {
    NUMBER(protocol),
    TEXT(description),
    NUMBER(has_parameters),
    STRUCT(values, map_values),
    LIST(rules, rule_count, map_rule),
    LENGTH_OF(rule_count),
    LENGTH_OF(rule_capacity),
    END,
};
SHAPE(inspect_map, NULL);
#undef S

static bool
old_map_counts(const void *object)
{
    return ((const struct old_map *)object)->exists;
}

#define S struct old_map
static const struct member old_map_members[] = {
    TEXT(name), NUMBER(exists), STRUCT(map, inspect_map), STRUCT(origin, origin), END,
};
SHAPE(old_map, old_map_counts);
#undef S

#define S struct regex
static const struct member regex_members[] = {
    TEXT(name),
    TEXT(expression),
    STRUCT(origin, origin),
    END,
};
SHAPE(regex, NULL);
#undef S

#define S struct tcp_option_range
static const struct member tcp_option_range_members[] = {
    NUMBER(first),
    NUMBER(last),
    NUMBER(action),
    END,
};
static SHAPE(tcp_option_range, NULL);
#undef S

static bool
tcp_map_counts(const void *object)
{
    return ((const struct tcp_map *)object)->exists;
}

#define S struct tcp_map
static const struct member tcp_map_members[] = {
    TEXT(name),
    NUMBER(exists),
    NUMBERS(actions),
    NUMBER(queue_limit),
    NUMBER(queue_timeout),
    LIST(ranges, range_count, tcp_option_range),
    LENGTH_OF(range_count),
    LENGTH_OF(range_capacity),
    STRUCT(origin, origin),
    END,
};
SHAPE(tcp_map, tcp_map_counts);
#undef S

/*
 * box_shapes.c: the box itself: who manages it, its terminal and its clock.
 */
#include "engine/model/shapes/members.h"

#define S struct icmp_rule
static const struct member icmp_rule_members[] = {
    INTERFACE(ifc),          NUMBER(permits),        NUMBER(type),
    STRUCT(source, network), STRUCT(origin, origin), END,
};
static SHAPE(icmp_rule, NULL);
#undef S

#define S struct unreachable_rate
static const struct member unreachable_rate_members[] = {
    NUMBER(said),
    NUMBER(rate),
    NUMBER(burst),
    END,
};
static SHAPE(unreachable_rate, NULL);
#undef S

#define S struct management_source
static const struct member management_source_members[] = {
    INTERFACE(ifc), STRUCT(network, network), TEXT(ipv6), STRUCT(origin, origin), END,
};
static SHAPE(management_source, NULL);
#undef S

#define S struct management_list
static const struct member management_list_members[] = {
    LIST(items, count, management_source),
    LENGTH_OF(count),
    LENGTH_OF(capacity),
    END,
};
static SHAPE(management_list, NULL);
#undef S

#define S struct idle_timeout
static const struct member idle_timeout_members[] = { NUMBER(said), NUMBER(minutes), END };
static SHAPE(idle_timeout, NULL);
#undef S

#define S struct box_settings
static const struct member box_settings_members[] = {
    LIST(icmp_rules, icmp_rule_count, icmp_rule),
    LENGTH_OF(icmp_rule_count),
    LENGTH_OF(icmp_rule_capacity),
    STRUCT(unreachable, unreachable_rate),
    STRUCT(management[MANAGE_TELNET], management_list),
    STRUCT(management[MANAGE_SSH], management_list),
    STRUCT(management[MANAGE_HTTP], management_list),
    STRUCT(telnet_idle, idle_timeout),
    STRUCT(ssh_idle, idle_timeout),
    STRUCT(console_idle, idle_timeout),
    NUMBER(ssh_version),
    NUMBER(ssh_copy),
    NUMBER(http_server),
    NUMBER(http_port),
    INTERFACE(management_access),
    SKIPPED(services, "derived from lines that are dumped"),
    LENGTH_OF(service_count),
    LENGTH_OF(service_capacity),
    SKIPPED(shuns, "what runs: no listing has them"),
    LENGTH_OF(shun_count),
    LENGTH_OF(shun_capacity),
    END,
};
SHAPE(box_settings, NULL);
#undef S

#define S struct banner_line
static const struct member banner_line_members[] = { NUMBER(kind), TEXT(text), END };
static SHAPE(banner_line, NULL);
#undef S

#define S struct terminal_settings
static const struct member terminal_settings_members[] = {
    LIST(banners, banner_count, banner_line),
    LENGTH_OF(banner_count),
    LENGTH_OF(banner_capacity),
    NUMBERS(prompt),
    NUMBER(prompt_count),
    NUMBER(has_page),
    NUMBER(page_lines),
    NUMBER(width),
    END,
};
SHAPE(terminal_settings, NULL);
#undef S

#define S struct summer_point
static const struct member summer_point_members[] = {
    NUMBER(week), NUMBER(weekday), NUMBER(month), NUMBER(day), NUMBER(year), NUMBER(minute), END,
};
static SHAPE(summer_point, NULL);
#undef S

#define S struct time_zone
static const struct member time_zone_members[] = {
    TEXT(name),
    NUMBER(minutes),
    NUMBER(summer),
    TEXT(summer_name),
    NUMBER(summer_usual),
    STRUCT(first, summer_point),
    STRUCT(last, summer_point),
    NUMBER(summer_minutes),
    END,
};
SHAPE(time_zone, NULL);
#undef S

#define S struct sysopts
static const struct member sysopts_members[] = {
    NUMBER(on),
    NUMBER(route_dnat_said),
    SKIPPED(origins, "an array, which only replay reads"),
    NUMBER(tcpmss),
    NUMBER(tcpmss_minimum),
    STRUCT(tcpmss_origin, origin),
    STRUCT(tcpmss_minimum_origin, origin),
    STRUCT(no_proxy_arp, interface_list),
    END,
};
SHAPE(sysopts, NULL);
#undef S

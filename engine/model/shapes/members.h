/*
 * members.h: how a shape names the members of its struct, and the shapes that others are made of.
 * Inside engine/model/shapes/ only.
 *
 * A table names each member of the struct S; engine.model.shapes finds the tables by SHAPE(...) and
 * reads that no member is left out. A new member of a struct gets its line in the file of its
 * family; a skipped one says why.
 */
#ifndef REFIRE_ENGINE_MODEL_SHAPES_MEMBERS_H
#define REFIRE_ENGINE_MODEL_SHAPES_MEMBERS_H

#include "engine/model/config.h"
#include "engine/model/shape.h"

#define SIZE_OF(m) sizeof(((S *)0)->m)
#define PLACE(m) .name = #m, .offset = offsetof(S, m)

/* clang-format off */
#define NUMBER(m)          { PLACE(m), .kind = MEMBER_NUMBER, .size = SIZE_OF(m), .elements = 1 }
#define NUMBERS(m)         { PLACE(m), .kind = MEMBER_NUMBER, .size = SIZE_OF(m[0]), \
                             .elements = SIZE_OF(m) / SIZE_OF(m[0]) }
#define TEXT(m)            { PLACE(m), .kind = MEMBER_TEXT }
#define INTERFACE(m)       { PLACE(m), .kind = MEMBER_INTERFACE }
#define GROUP(m)           { PLACE(m), .kind = MEMBER_GROUP }
#define NAMED(m)           { PLACE(m), .kind = MEMBER_NAMED }
#define STRUCT(m, s)       { PLACE(m), .kind = MEMBER_STRUCT, .shape = &s##_shape }
#define OPTIONAL(m, s)     { PLACE(m), .kind = MEMBER_OPTIONAL, .shape = &s##_shape }
#define LIST(m, n, s, ...) { PLACE(m), .kind = MEMBER_LIST, .count_offset = offsetof(S, n), \
                             .shape = &s##_shape, __VA_ARGS__ }
#define POINTERS(m, n, s, ...) { PLACE(m), .kind = MEMBER_POINTERS, .shape = &s##_shape, \
                                 .count_offset = offsetof(S, n), __VA_ARGS__ }
#define OWN(m, function)   { .name = #m, .kind = MEMBER_OWN, .own = function }
#define SKIPPED(m, reason) { .name = #m, .kind = MEMBER_SKIPPED, .why = reason }
#define END                { .name = NULL }
#define SHAPE(s, ...)      const struct shape s##_shape = { sizeof(struct s), s##_members, \
                                                            __VA_ARGS__ }
/* clang-format on */

/* Of a member that says how many a list has, or has room for. */
#define LENGTH_OF(m) SKIPPED(m, "of a list that is dumped")

#define KEPT LIST(kept, kept_count, kept_line, .order = shape_by_row)

extern const struct shape network_shape;
extern const struct shape kept_line_shape;
extern const struct shape interface_shape;
extern const struct shape arp_entry_shape;
extern const struct shape route_shape;
extern const struct shape name_table_shape;
extern const struct shape port_match_shape;
extern const struct shape group_table_shape;
extern const struct shape acl_shape;
extern const struct shape acl_settings_shape;
extern const struct shape outbound_rule_shape;
extern const struct shape outbound_apply_shape;
extern const struct shape established_shape;
extern const struct shape time_range_shape;
extern const struct shape time_zone_shape;
extern const struct shape content_filter_shape;
extern const struct shape url_server_shape;
extern const struct shape local_pool_shape;
extern const struct shape crypto_entry_shape;
extern const struct shape crypto_binding_shape;
extern const struct shape nat_shape;
extern const struct shape global_shape;
extern const struct shape static_nat_shape;
extern const struct shape alias_shape;
extern const struct shape inspection_shape;
extern const struct shape inspect_map_shape;
extern const struct shape old_map_shape;
extern const struct shape regex_shape;
extern const struct shape tcp_map_shape;
extern const struct shape class_map_shape;
extern const struct shape policy_map_shape;
extern const struct shape service_policy_shape;
extern const struct shape logging_shape;
extern const struct shape threat_detection_shape;
extern const struct shape terminal_settings_shape;
extern const struct shape box_settings_shape;
extern const struct shape interface_list_shape;
extern const struct shape guard_shape;
extern const struct shape audit_shape;
extern const struct shape sysopts_shape;

/* Orders of lists: lines by row, fixups by protocol, structs by the name that they begin with. */
int shape_by_row(const void *a, const void *b);
int shape_by_protocol(const void *a, const void *b);
int shape_by_name(const void *a, const void *b);

/* For MEMBER_OWN. */
void dump_ports(struct dump *dump, const char *name, const struct port_match *match);
void dump_endpoint(struct dump *dump, const char *name, const struct address_match *match);

#endif

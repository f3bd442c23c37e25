/*
 * guard.h: what the box drops or resets on its own: packets from the wrong side, fragments, denied
 * TCP connections (commands.md 9). Lists are in the order in which their lines came.
 *
 * What names an interface begins with its ifc_id.
 */
#ifndef REFIRE_ENGINE_MODEL_GUARD_H
#define REFIRE_ENGINE_MODEL_GUARD_H

#include "engine/base/compiler.h"
#include "engine/model/interface.h"

/* A setting of which listings have both forms, and pieces neither. */
SMALL_ENUM said{ UNSAID, SAID_NO, SAID_YES };

struct listed_interface {
    ifc_id ifc;
    struct origin origin;
};

/* Interfaces that have something switched on. */
struct interface_list {
    struct listed_interface *items;
    size_t count, capacity;
};

enum fragment_limit { FRAGMENT_SIZE, FRAGMENT_CHAIN, FRAGMENT_TIMEOUT, FRAGMENT_LIMIT_COUNT };

/* Another limit than the default: 200 fragments that wait, 24 to a packet, 5 seconds. */
struct fragment_rule {
    ifc_id ifc;
    enum fragment_limit limit;
    uint32_t value;
    struct origin origin;
};

uint32_t fragment_default(enum fragment_limit limit);

enum reset_kind { RESET_INBOUND, RESET_OUTSIDE, RESET_OUTBOUND, RESET_KIND_COUNT };

/* `service resetinbound`: a denied SYN is answered with a RST. */
struct reset_rule {
    ifc_id ifc; /* IFC_NONE: every interface */
    enum reset_kind kind;
    enum said said; /* never UNSAID */
    struct origin origin;
};

struct guard {
    struct interface_list reverse_paths; /* `ip verify reverse-path`: where a source that is routed
                                          * elsewhere is dropped */
    struct fragment_rule *fragments;
    size_t fragment_count, fragment_capacity;
    struct reset_rule *resets;
    size_t reset_count, reset_capacity;
    enum said floodguard; /* 6.x; on where nothing is said */
    enum said dns_guard;  /* 7.x: one answer to each DNS question; on where nothing is said */
};

#endif

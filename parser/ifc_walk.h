/*
 * ifc_walk.h: the orders in which interfaces are written.
 */
#ifndef REFIRE_PARSER_IFC_WALK_H
#define REFIRE_PARSER_IFC_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/model/config.h"

/* Start from zeroes; AT is the interface. */
struct ifc_walk {
    size_t at;
    size_t next;  /* interface of its own */
    size_t child; /* of the one that AT was: where to look on */
    size_t parent;
    bool inside;    /* among the children of PARENT */
    unsigned round; /* ifc_walk_names: ports, logical ones, orphans */
};

/*
 * Each port followed by what is made on it: `interface ethernet0 vlan10 logical`, Ethernet0.10.
 * Removed ones are left out.
 */
bool ifc_walk_blocks(const struct config *config, struct ifc_walk *walk);
/* Ports first, the logical interfaces of 6.3 behind them, as nameif, mtu and ip address stand. */
bool ifc_walk_names(const struct config *config, struct ifc_walk *walk);

/* The id of a logical interface of 6.3, which is no hardware of its own: vlan10. */
bool is_vlan_id(const char *hardware);
/* A nameif line without the interface line that makes it. */
bool is_orphan(const struct interface *interface);

#endif

/*
 * ifc_walk.c: a 6.3(x) listing with trunks has the VLANs behind their port among the interface
 * lines, but last among the nameif lines; a 7.2 listing has sub-interfaces behind their port.
 */
#include "parser/ifc_walk.h"

#include <string.h>
#include <strings.h>

bool
is_vlan_id(const char *hardware)
{
    return strncmp(hardware, "vlan", 4) == 0;
}

bool
is_orphan(const struct interface *interface)
{
    return interface->parent == NULL && is_vlan_id(interface->hardware);
}

/* Is CHILD made on the port named HARDWARE? */
static bool
is_made_on(const struct interface *child, const char *hardware)
{
    if (child->parent != NULL)
        return strcasecmp(child->parent, hardware) == 0;
    const char *dot = strchr(child->hardware, '.');
    size_t length = dot != NULL ? (size_t)(dot - child->hardware) : 0;
    return dot != NULL && strlen(hardware) == length &&
           strncasecmp(child->hardware, hardware, length) == 0;
}

static bool
has_port(const struct config *config, const struct interface *interface)
{
    if (interface->parent == NULL && strchr(interface->hardware, '.') == NULL)
        return false;
    for (size_t i = 0; i < config->interface_count; i++) {
        if (is_made_on(interface, config->interfaces[i]->hardware))
            return true;
    }
    return false;
}

static bool
next_child(const struct config *config, struct ifc_walk *walk)
{
    const char *hardware = config->interfaces[walk->parent]->hardware;
    while (walk->child < config->interface_count) {
        walk->at = walk->child++;
        if (is_made_on(config->interfaces[walk->at], hardware))
            return true;
    }
    walk->inside = false;
    return false;
}

bool
ifc_walk_blocks(const struct config *config, struct ifc_walk *walk)
{
    if (walk->inside && next_child(config, walk))
        return true;
    while (walk->next < config->interface_count) {
        const struct interface *interface = config->interfaces[walk->next];
        walk->at = walk->next++;
        if (!interface_exists(interface) || has_port(config, interface))
            continue;
        walk->parent = walk->at;
        walk->child = 0;
        walk->inside = true;
        return true;
    }
    return false;
}

bool
ifc_walk_names(const struct config *config, struct ifc_walk *walk)
{
    enum { PORTS, LOGICAL, ORPHANS, ROUNDS };
    while (walk->round < ROUNDS) {
        while (ifc_walk_blocks(config, walk)) {
            const struct interface *interface = config->interfaces[walk->at];
            unsigned round = interface->parent != NULL ? LOGICAL
                             : is_orphan(interface)    ? ORPHANS
                                                       : PORTS;
            if (round == walk->round)
                return true;
        }
        *walk = (struct ifc_walk){ .round = walk->round + 1 };
    }
    return false;
}

/*
 * route.h: where a destination lies. Connected networks of interfaces that are up, then `route`
 * lines; longest prefix, then lowest metric, then first configured (engine.md 1.8, commands.md
 * 3.4).
 */
#ifndef REFIRE_ENGINE_ROUTE_H
#define REFIRE_ENGINE_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"
#include "engine/rows.h"

/*
 * STRICT: no assumed default route. Otherwise a configuration without any default route is taken
 * to have one on the lowest-security interface that is up: the note's own listing has no route
 * towards its server.
 */
struct route_result route_lookup(const struct config *config, uint32_t address, bool strict);

/* Is there a route to ADDRESS that leaves by IFC (the next hop of a known egress)? */
bool route_exists_on(const struct config *config, ifc_id ifc, uint32_t address, bool strict);

/* The same with ROWS of the configuration to choose from (NULL: all). */
struct route_result route_lookup_among(const struct config *config, struct rows *rows,
                                       uint32_t address, bool strict);
bool route_exists_among(const struct config *config, struct rows *rows, ifc_id ifc,
                        uint32_t address, bool strict);

/* The interface that an assumed default route would use; IFC_NONE when none is up. */
ifc_id route_assumed_default(const struct config *config);

#endif

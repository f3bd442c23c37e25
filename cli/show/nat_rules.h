/*
 * nat_rules.h: a nat or static as `show nat` and packet-tracer tell it: what it matches between two
 * interfaces, what becomes of that, and how often. Layout: shell.md 6.6.
 */
#ifndef REFIRE_CLI_SHOW_NAT_RULES_H
#define REFIRE_CLI_SHOW_NAT_RULES_H

#include <stdio.h>

#include "engine/acl/ace_elements.h"
#include "engine/engine.h"

struct nat_listing {
    const struct config *config;
    const struct engine *engine; /* that has the counts */
    FILE *out;
};

/* Three lines each. ELEMENT: of a policy rule's access list; NULL: the rule has none. */
void nat_write_match(const struct nat_listing *listing, const struct nat *nat, ifc_id mapped_ifc,
                     const struct ace *element);
void nat_write_static(const struct nat_listing *listing, const struct static_nat *rule,
                      const struct ace *element);
void nat_write_denial(const struct nat_listing *listing, ifc_id real_ifc, ifc_id mapped_ifc);

#endif

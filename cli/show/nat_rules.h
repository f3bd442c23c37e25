/*
 * nat_rules.h: a nat or static as `show nat` and packet-tracer tell it: what it matches between two
 * interfaces, what becomes of that, and how often. Layout: shell.md 6.6.
 */
#ifndef REFIRE_CLI_SHOW_NAT_RULES_H
#define REFIRE_CLI_SHOW_NAT_RULES_H

#include <stdio.h>

#include "cli/show/ace_elements.h"
#include "engine/engine.h"

struct nat_listing {
    const struct config *config;
    const struct engine *engine; /* that has the counts */
    FILE *out;
};

/* Which line of a policy rule's access list; all NULL: the rule has none. */
struct nat_line {
    const struct ace *ace;     /* whose hits they are */
    const struct ace *element; /* that is printed: ACE, or one of what its groups come to */
    bool is_one_of_many;       /* hits of ACE are not known by element */
};

/* Three lines each. */
void nat_write_match(const struct nat_listing *listing, const struct nat *nat, ifc_id mapped_ifc,
                     struct nat_line line);
void nat_write_static(const struct nat_listing *listing, const struct static_nat *rule,
                      struct nat_line line);
void nat_write_denial(const struct nat_listing *listing, ifc_id real_ifc, ifc_id mapped_ifc);

#endif

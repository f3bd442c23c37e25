/*
 * ace_elements.h: what an ACE with object groups comes to: the product of their members, as
 * `show access-list` and `show nat` list it.
 */
#ifndef REFIRE_ENGINE_ACE_ELEMENTS_H
#define REFIRE_ENGINE_ACE_ELEMENTS_H

#include "engine/acl/classify.h"
#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

enum ace_dimension {
    OF_PROTOCOL,
    OF_SOURCE,
    OF_SOURCE_PORT,
    OF_DESTINATION,
    OF_DESTINATION_PORT,
    OF_ICMP_TYPE,
    ACE_DIMENSIONS
};

/* The members that stand in one place of an ACE; ITEMS is NULL where it names no group. */
struct ace_members {
    struct group_member *items;
    size_t count, capacity;
};

struct ace_elements {
    const struct ace *ace;
    struct ace_members members[ACE_DIMENSIONS];
    struct arena *arena;
    uint64_t count; /* UINT64_MAX: at least so many */
};

bool ace_names_groups(const struct ace *ace);

/*
 * Owned by ARENA. False when memory has run out. An ACE that names no group has one element, which
 * is itself.
 */
NODISCARD bool ace_elements_make(const struct config *config, const struct ace *ace,
                                 struct arena *arena, struct ace_elements *elements);

/* Element NUMBER, below the count; the last place runs fastest. It may point into EXTRA. */
struct ace ace_element(const struct ace_elements *elements, uint64_t number,
                       struct ace_extra *extra);

/*
 * The first element of an ACE with groups that is true of FLOW, which the ACE is. False: a group
 * has so many members that looking for it would cost more than a count is worth.
 */
#define ACE_MEMBERS_LOOKED_AT 256 /* of each group */
NODISCARD bool ace_element_for(const struct config *config, const struct ace *ace,
                               const struct flow *flow, struct ace *element);

#endif

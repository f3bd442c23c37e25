/*
 * acl_index.h: an access list compiled for look-ups: the first ACE in its order that matches, and
 * never another one.
 *
 * Source and destination are looked up each by itself (address_field.h): that tells which sets
 * hold the packet's addresses. Each pair of a source set and a destination set that some ACE names
 * is one slot of a hash table with the ACEs that name it, in their order; only their ports are
 * still to be compared. Of the few pairs that a packet meets, the one with the earliest ACE comes
 * first, and those that can only hold later ACEs than the one found are not looked at.
 *
 * An index holds as long as what it was made of (acl_index_basis). What depends on time is looked
 * at when it is asked for. Memory and the work to make one follow the written lines.
 */
#ifndef REFIRE_ENGINE_ACL_ACL_INDEX_H
#define REFIRE_ENGINE_ACL_ACL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/acl/classify.h"
#include "engine/base/compiler.h"

struct acl_index;

/*
 * PORTS: as classify() looks at it; without, as classify_addresses() does without ports. SEED is
 * the hash's. NULL: no memory. The caller frees it.
 */
NODISCARD struct acl_index *acl_index_new(const struct config *config, const struct acl *acl,
                                          bool ports, uint64_t seed);
void acl_index_free(struct acl_index *index);

struct classify_result acl_index_find(const struct acl_index *index, const struct config *config,
                                      const struct acl *acl, const struct flow *flow);

/* The same for each of COUNT flows, whose memory is asked for ahead. */
void acl_index_find_all(const struct acl_index *index, const struct config *config,
                        const struct acl *acl, const struct flow *flows, size_t count,
                        struct classify_result *results);

/*
 * A number for all that an index of the list is made of. As long as it stays the same, an index of
 * an earlier revision holds: what was changed is something else.
 */
uint64_t acl_index_basis(const struct config *config, const struct acl *acl);

size_t acl_index_bytes(const struct acl_index *index);

#endif

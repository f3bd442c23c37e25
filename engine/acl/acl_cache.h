/*
 * acl_cache.h: the compiled forms of the access lists that packets are asked of, and when to make
 * them.
 *
 * A short list is scanned. A long one is scanned too, until the scans since the configuration last
 * changed have cost about what an index does: a change at the prompt costs a few scans, not an
 * index, and a capture soon has one. A change of something else leaves an index as it is.
 */
#ifndef REFIRE_ENGINE_ACL_ACL_CACHE_H
#define REFIRE_ENGINE_ACL_ACL_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/acl/classify.h"
#include "engine/base/compiler.h"

struct acl_cache;

/* CONFIG is borrowed; SEED is the hashes'. NULL: no memory. */
NODISCARD struct acl_cache *acl_cache_new(const struct config *config, uint64_t seed);
void acl_cache_free(struct acl_cache *cache);

/* What classify() and classify_addresses() say of the cache's configuration. */
struct classify_result acl_cache_find(struct acl_cache *cache, const struct acl *acl,
                                      const struct flow *flow);
struct classify_result acl_cache_find_addresses(struct acl_cache *cache, const struct acl *acl,
                                                const struct flow *flow);

/*
 * For tests, which want small lists compiled at once: lists of FROM lines on are compiled when
 * SCANS times their lines have been scanned.
 */
void acl_cache_tune(struct acl_cache *cache, size_t from, size_t scans);

/* Bytes that its indexes hold; how many there are. */
size_t acl_cache_bytes(const struct acl_cache *cache);
size_t acl_cache_indexes(const struct acl_cache *cache);

#endif

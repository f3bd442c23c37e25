/*
 * regex_cache.h: the regular expressions of the configuration, each compiled when it is first asked
 * for. A new revision of the configuration starts anew.
 */
#ifndef REFIRE_ENGINE_REGEX_CACHE_H
#define REFIRE_ENGINE_REGEX_CACHE_H

#include "engine/base/pattern.h"
#include "engine/model/config.h"

struct regex_cache {
    struct pattern **patterns; /* by the place in config->regexes; NULL: not compiled yet */
    size_t count;
    uint32_t revision;
};

void regex_cache_fini(struct regex_cache *cache);

/*
 * Is `regex NAME`, or one of `class-map type regex match-any NAME`, found in TEXT? What is not
 * there, and what is no expression or takes too long (pattern.h), matches nothing.
 */
NODISCARD bool regex_cache_matches(struct regex_cache *cache, const struct config *config,
                                   const struct map_regex *regex, const char *text, size_t length);

#endif

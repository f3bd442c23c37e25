/*
 * regex_cache.c: compiled expressions beside the configuration's list of them.
 */
#include "engine/regex_cache.h"

#include <stdlib.h>
#include <string.h>

void
regex_cache_fini(struct regex_cache *cache)
{
    for (size_t i = 0; i < cache->count; i++)
        pattern_free(cache->patterns[i]);
    free(cache->patterns);
    *cache = (struct regex_cache){ 0 };
}

static bool
is_ready(struct regex_cache *cache, const struct config *config)
{
    if (cache->patterns != NULL && cache->revision == config->revision)
        return true;
    regex_cache_fini(cache);
    cache->patterns = calloc(config->regex_count + 1, sizeof(struct pattern *));
    if (cache->patterns == NULL)
        return false;
    cache->count = config->regex_count;
    cache->revision = config->revision;
    return true;
}

static bool
one_matches(struct regex_cache *cache, const struct config *config, const char *name,
            const char *text, size_t length)
{
    const struct regex *regex = config_regex(config, name);
    if (regex == NULL)
        return false;
    struct pattern **pattern = &cache->patterns[regex - config->regexes];
    if (*pattern == NULL) {
        char error[PATTERN_ERROR_SIZE];
        size_t offset;
        *pattern = pattern_new_device(regex->expression, strlen(regex->expression), &offset, error);
    }
    return *pattern != NULL && pattern_matches(*pattern, text, length);
}

bool
regex_cache_matches(struct regex_cache *cache, const struct config *config,
                    const struct map_regex *regex, const char *text, size_t length)
{
    if (regex->name == NULL || !is_ready(cache, config))
        return false;
    if (!regex->is_class)
        return one_matches(cache, config, regex->name, text, length);
    const struct class_map *class = config_class_map(config, regex->name);
    if (class == NULL || !class->exists || class->type != CLASS_MAP_REGEX)
        return false;
    for (size_t i = 0; i < class->regex_count; i++) {
        if (one_matches(cache, config, class->regexes[i], text, length))
            return true;
    }
    return false;
}

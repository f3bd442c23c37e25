/*
 * cmd_local_pool.c: ip local pool (commands.md 11.3).
 */
#include "parser/families.h"
#include "parser/family.h"
#include "parser/word_nat.h"

struct pool_line {
    const char *name;
    struct address_range range;
    bool has_netmask;
    uint32_t netmask;
};

static size_t
find_pool(const struct config *config, const char *name)
{
    size_t i = 0;
    while (i < config->local_pool_count && strcmp(config->local_pools[i].name, name) != 0)
        i++;
    return i;
}

/* A pool that is there gets other addresses [C]. */
static bool
set_pool(struct command_call *call, void *scratch)
{
    const struct pool_line *line = scratch;
    struct config *config = call->config;
    size_t at = find_pool(config, line->name);
    struct local_pool pool = {
        .first = line->range.first,
        .last = line->range.last,
        .is_range = line->range.is_range,
        .has_netmask = line->has_netmask,
        .netmask = line->has_netmask ? line->netmask : 0,
        .origin = call_origin(call),
    };
    if (!keep_text(call, &pool.name, line->name))
        return false;
    if (at == config->local_pool_count &&
        arena_append(config->arena, &config->local_pools, &config->local_pool_count,
                     &config->local_pool_capacity, sizeof(pool)) == NULL)
        return no_memory(call);
    config->local_pools[at] = pool;
    return true;
}

static bool
unset_pool(struct command_call *call, void *scratch)
{
    const struct pool_line *line = scratch;
    struct config *config = call->config;
    size_t at = find_pool(config, line->name);
    if (at == config->local_pool_count)
        return refuse(call, NULL, "there is no ip local pool %s", line->name);
    LIST_REMOVE(config->local_pools, config->local_pool_count, at);
    return true;
}

static bool
clear_pools(struct command_call *call, const char *rest)
{
    if (rest[0] != '\0')
        return call_take_back(call, "ip local pool", rest);
    call->config->local_pool_count = 0;
    return true;
}

static void
each_pool(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->local_pool_count; i++) {
        const struct local_pool *pool = &config->local_pools[i];
        struct pool_line line = { .name = pool->name,
                                  .range = { pool->first, pool->last, pool->is_range },
                                  .has_netmask = pool->has_netmask,
                                  .netmask = pool->netmask };
        visit(context, &line, NULL);
    }
}

static const struct word netmask_words[] = {
    KEYWORD("mask", "Netmask of the users' addresses"),
    VALUE(netmask, struct pool_line, netmask, "Netmask"),
    END_OF_WORDS,
};

static const struct command pool_row = {
    .name = "ip local pool",
    .help = "Addresses for remote users",
    .words =
        (const struct word[]){ KEYWORD("ip local pool", "Addresses for remote users"),
                               NAME_OF("ip local pool", struct pool_line, name, "Name of the pool"),
                               VALUE(range, struct pool_line, range, "First and last address"),
                               GROUP(struct pool_line, has_netmask, netmask_words), END_OF_WORDS },
    .scratch_size = sizeof(struct pool_line),
    .set = set_pool,
    .unset = unset_pool,
    .no_words = 2,
    .each = each_pool,
    .clear = clear_pools,
};

const struct command *const local_pool_commands[] = { &pool_row, NULL };

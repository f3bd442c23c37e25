/*
 * rows.c: what each row of a list is about, and when an index is made.
 */
#include "engine/rows.h"

#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/nat.h"

/* Lists of fewer rows are always scanned. */
#define INDEX_FROM 16
/* An index costs about as much as so many scans. */
#define SCANS_FIRST 16

static const struct row_range everything = { 0, UINT32_MAX };

static struct row_range
real_of_static(const struct config *config, size_t i)
{
    const struct static_nat *rule = &config->statics[i];
    if (rule->acl != NULL)
        return everything;
    return row_range_of_network((struct network){ rule->real, rule->netmask });
}

static struct row_range
mapped_of_static(const struct config *config, size_t i)
{
    const struct static_nat *rule = &config->statics[i];
    if (rule->acl != NULL)
        return everything;
    return row_range_of_network(
        (struct network){ static_mapped_address(config, rule), rule->netmask });
}

static struct row_range
real_of_nat(const struct config *config, size_t i)
{
    const struct nat *nat = &config->nats[i];
    return nat->acl != NULL ? everything : row_range_of_network(nat->real);
}

static struct row_range
range_of_global(const struct config *config, size_t i)
{
    const struct global *global = &config->globals[i];
    if (global->kind != GLOBAL_INTERFACE)
        return (struct row_range){ global->first, global->last };
    if (global->ifc >= config->interface_count)
        return (struct row_range){ 1, 0 };
    uint32_t address = config->interfaces[global->ifc]->address;
    return (struct row_range){ address, address };
}

static struct row_range
range_of_alias(const struct config *config, size_t i)
{
    const struct alias *alias = &config->aliases[i];
    return row_range_of_network((struct network){ alias->dnat, alias->netmask });
}

static struct row_range
range_of_route(const struct config *config, size_t i)
{
    return row_range_of_network(config->routes[i].network);
}

static row_range_of *const ranges[ROWS_KINDS] = {
    [ROWS_STATIC_REAL] = real_of_static,
    [ROWS_STATIC_MAPPED] = mapped_of_static,
    [ROWS_NAT] = real_of_nat,
    [ROWS_GLOBAL] = range_of_global,
    [ROWS_ALIAS] = range_of_alias,
    [ROWS_ROUTE] = range_of_route,
};

struct rows *
rows_new(const struct config *config)
{
    struct rows *rows = calloc(1, sizeof(*rows));
    if (rows == NULL)
        return NULL;
    rows->config = config;
    rows_tune(rows, INDEX_FROM, SCANS_FIRST);
    return rows;
}

void
rows_tune(struct rows *rows, size_t from, size_t scans)
{
    rows->from = from;
    rows->scans = scans;
}

void
rows_free(struct rows *rows)
{
    for (unsigned kind = 0; rows != NULL && kind < ROWS_KINDS; kind++)
        row_index_free(rows->tables[kind].index);
    free(rows);
}

/* All that an index is made of. */
static uint64_t
basis_of(const struct config *config, enum rows_kind kind, size_t count)
{
    uint64_t basis = count;
    for (size_t i = 0; i < count; i++) {
        struct row_range range = ranges[kind](config, i);
        basis = hash_bytes(&range, sizeof(range), basis);
    }
    return basis;
}

/* Another revision: does the index still hold? */
static void
look_again(struct rows *rows, enum rows_kind kind, size_t count)
{
    struct rows_table *table = &rows->tables[kind];
    table->revision = rows->config->revision;
    if (table->index != NULL && table->basis == basis_of(rows->config, kind, count))
        return;
    row_index_free(table->index);
    *table = (struct rows_table){ .revision = rows->config->revision };
}

struct row_walk
rows_walk_many(struct rows *rows, enum rows_kind kind, size_t count, uint32_t address)
{
    struct rows_table *table = &rows->tables[kind];
    if (table->revision != rows->config->revision)
        look_again(rows, kind, count);
    if (table->index == NULL && table->scanned >= rows->scans * count) {
        table->basis = basis_of(rows->config, kind, count);
        table->index = row_index_new(rows->config, count, ranges[kind]);
        table->scanned = 0; /* without memory: tried again after as many scans */
    }
    if (table->index == NULL)
        table->scanned += count;
    return row_walk_start(table->index, count, address);
}

size_t
rows_bytes(const struct rows *rows)
{
    size_t bytes = 0;
    for (unsigned kind = 0; kind < ROWS_KINDS; kind++)
        bytes += rows->tables[kind].index != NULL ? row_index_bytes(rows->tables[kind].index) : 0;
    return bytes;
}

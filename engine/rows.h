/*
 * rows.h: the translations and routes that can be about an address, of many.
 *
 * One index for each list and the addresses that it is asked by, made when the scans since the
 * configuration last changed have cost what it costs, as acl_cache.h does it.
 */
#ifndef REFIRE_ENGINE_ROWS_H
#define REFIRE_ENGINE_ROWS_H

#include "engine/acl/row_index.h"

enum rows_kind {
    ROWS_STATIC_REAL,   /* config->statics, by real address */
    ROWS_STATIC_MAPPED, /* ... by mapped address */
    ROWS_NAT,           /* config->nats, by real address */
    ROWS_GLOBAL,        /* config->globals, by the addresses they give out */
    ROWS_ALIAS,         /* config->aliases, by what their hosts ask for */
    ROWS_ROUTE,         /* config->routes */
    ROWS_KINDS
};

struct rows_table {
    struct row_index *index; /* NULL: none yet */
    uint64_t basis;          /* of the ranges it was made of */
    uint32_t revision;       /* the latest one looked at */
    size_t scanned;          /* rows since the ranges changed */
};

/* Its fields are for the functions here. */
struct rows {
    const struct config *config;
    size_t from; /* lists of fewer rows are always scanned */
    size_t scans;
    struct rows_table tables[ROWS_KINDS];
};

/* How many a configuration has. */
static inline size_t
rows_count(const struct config *config, enum rows_kind kind)
{
    switch (kind) {
    case ROWS_STATIC_REAL:
    case ROWS_STATIC_MAPPED:
        return config->static_count;
    case ROWS_NAT:
        return config->nat_count;
    case ROWS_GLOBAL:
        return config->global_count;
    case ROWS_ALIAS:
        return config->alias_count;
    case ROWS_ROUTE:
        return config->route_count;
    case ROWS_KINDS:
        break;
    }
    return 0;
}

/* CONFIG is borrowed. NULL: no memory. */
NODISCARD struct rows *rows_new(const struct config *config);
void rows_free(struct rows *rows);

/* rows_walk where there are many: COUNT of them. */
struct row_walk rows_walk_many(struct rows *rows, enum rows_kind kind, size_t count,
                               uint32_t address);

/* The rows to be looked at for an address, in the list's order; policy rows are among them. */
static inline struct row_walk
rows_walk(struct rows *rows, enum rows_kind kind, uint32_t address)
{
    size_t count = rows_count(rows->config, kind);
    return count < rows->from ? row_walk_all(count) : rows_walk_many(rows, kind, count, address);
}

/* For tests: lists of FROM rows on, when SCANS times their rows have been scanned. */
void rows_tune(struct rows *rows, size_t from, size_t scans);

/* Bytes that its indexes hold. */
size_t rows_bytes(const struct rows *rows);

#endif

/*
 * row_index.h: which rows of a list can be about an address.
 *
 * Statics, nat lines and routes are lists in which the first row or the narrowest one counts, and
 * each row is about a range of addresses. A walk gives the rows that can hold an address, in the
 * order of the list, and perhaps some that do not: the one who asks looks at each as if all had
 * been walked. Ranges are sets of address_field.h.
 */
#ifndef REFIRE_ENGINE_ACL_ROW_INDEX_H
#define REFIRE_ENGINE_ACL_ROW_INDEX_H

#include "engine/acl/address_field.h"

struct row_index;

/* What row I is about, both ends included; FIRST beyond LAST: nothing at all. */
struct row_range {
    uint32_t first, last;
};
typedef struct row_range row_range_of(const struct config *config, size_t i);

/* The whole of a network: of a mask with holes, of its leading ones. */
struct row_range row_range_of_network(struct network network);

/* For COUNT rows. NULL: no memory. The caller frees it. */
NODISCARD struct row_index *row_index_new(const struct config *config, size_t count,
                                          row_range_of *range_of);
void row_index_free(struct row_index *index);
size_t row_index_bytes(const struct row_index *index);

#define ROW_END SIZE_MAX

struct row_walk {
    size_t next, end; /* without an index: every row */
    unsigned count;   /* of the lists that still have rows */
    struct {
        const uint32_t *at, *end;
    } lists[FIELD_LAYERS];
};

/* All of COUNT rows. The lists are not cleared: that would cost more than walking a row or two. */
static inline struct row_walk
row_walk_all(size_t count)
{
    struct row_walk walk;
    walk.next = 0;
    walk.end = count;
    walk.count = 0;
    return walk;
}

/* INDEX NULL: all of COUNT rows. */
struct row_walk row_walk_start(const struct row_index *index, size_t count, uint32_t address);

/* Those with an index; row_walk_next calls it. */
size_t row_walk_merge(struct row_walk *walk);

/* The next row; ROW_END behind the last one. */
static inline size_t
row_walk_next(struct row_walk *walk)
{
    if (walk->count > 0)
        return row_walk_merge(walk);
    return walk->next < walk->end ? walk->next++ : ROW_END;
}

#endif

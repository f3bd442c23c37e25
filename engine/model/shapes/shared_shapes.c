/*
 * shared_shapes.c: what many structs of a configuration have in common.
 */
#include "engine/model/shapes/members.h"

#include <string.h>

#define S struct origin
static const struct member origin_members[] = {
    SKIPPED(file, "dumped where it is asked for"),
    SKIPPED(line, "dumped where it is asked for"),
    SKIPPED(revision, "how it came about"),
    END,
};
SHAPE(origin, NULL);
#undef S

#define S struct network
static const struct member network_members[] = { NUMBER(address), NUMBER(netmask), END };
SHAPE(network, NULL);
#undef S

#define S struct kept_line
static const struct member kept_line_members[] = {
    TEXT(text),
    SKIPPED(command, "the parser's row, which the text names; they are dumped by row"),
    NUMBER(depth),
    NUMBER(taints),
    TEXT(why),
    STRUCT(origin, origin),
    END,
};
SHAPE(kept_line, NULL);
#undef S

/* Lines of one row stay in the order in which they came: that of rows is the listing's business. */
int
shape_by_row(const void *a, const void *b)
{
    const struct kept_line *const *first = a;
    const struct kept_line *const *second = b;
    if ((*first)->command != (*second)->command)
        return (*first)->command < (*second)->command ? -1 : 1;
    return *first < *second ? -1 : *first > *second;
}

/* What every list of pointers to named structs has first. */
int
shape_by_name(const void *a, const void *b)
{
    const char *const *const *first = a;
    const char *const *const *second = b;
    return strcmp(**first, **second);
}

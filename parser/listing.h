/*
 * listing.h: a section of a written configuration as lines with what stands under them.
 */
#ifndef REFIRE_PARSER_LISTING_H
#define REFIRE_PARSER_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"

struct listed {
    const char *raw;  /* with its indentation */
    const char *text; /* without */
    size_t end;       /* the first line that does not stand under this one */
};

struct listing {
    const char *section;
    char *text; /* the lines are in it */
    struct listed *lines;
    size_t count;
};

/* Section AT of the version's order. False: there is none any more, or no memory (*FAILED). */
NODISCARD bool listing_read(const struct config *config, size_t at, struct listing *listing,
                            bool *failed);
void listing_free(struct listing *listing);

/* The same lines under I as under J? */
bool same_body(const struct listing *now, const struct listed *i, const struct listing *to,
               const struct listed *j);

/*
 * The lines from FIRST up to END that stand under none of the others, or all of them where FLAT
 * says so; to be freed.
 */
struct siblings {
    const struct listing *listing;
    size_t *at;
    size_t count;
};
NODISCARD bool siblings_of(const struct listing *listing, size_t first, size_t end, bool flat,
                           struct siblings *siblings);
void siblings_free(struct siblings *siblings);
static inline const struct listed *
sibling(const struct siblings *siblings, size_t i)
{
    return &siblings->listing->lines[siblings->at[i]];
}

#define NOT_MATCHED ((size_t)-1)

/*
 * For each of COUNT texts its place among OTHERS, each of which is taken once, or NOT_MATCHED. To
 * be freed; NULL: no memory.
 */
size_t *match_texts(const char *const *texts, size_t count, const char *const *others,
                    size_t other_count);

/*
 * The longest run of matches in increasing order: MATCHES[i] stays for those in it, STAYS[i] says
 * so. False: no memory.
 */
NODISCARD bool longest_in_order(const size_t *matches, size_t count, bool *stays);

#endif

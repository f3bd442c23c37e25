/*
 * filter.h: `show ... | include REGEX`: finding the filter in a typed line, and applying it.
 *
 * From 6.3: begin, include, exclude, grep [-v], each by any beginning of its name; the expression
 * is the rest of the line, blanks included (shell.md 4).
 */
#ifndef REFIRE_CLI_PROMPT_FILTER_H
#define REFIRE_CLI_PROMPT_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"
#include "engine/base/pattern.h"

enum filter_kind { FILTER_BEGIN, FILTER_INCLUDE, FILTER_EXCLUDE };

enum filter_status {
    FILTER_ABSENT,
    FILTER_FOUND,
    FILTER_INCOMPLETE, /* the line ends before the expression */
    FILTER_WRONG,      /* no such filter, or no such expression, at WRONG */
};

struct filter_request {
    enum filter_kind kind;
    size_t bar;             /* offset of the `|`: the command is what stands before it */
    const char *expression; /* in the line */
    size_t wrong;           /* offset of what is wrong */
};

/* Looks for a `|` that starts a word. REQUEST is filled as far as the status says. */
enum filter_status filter_find(const char *line, struct filter_request *request);

struct filter {
    enum filter_kind kind;
    struct pattern *pattern;
    bool begun; /* BEGIN: the first match has been seen */
};

/* False when the expression is none; REQUEST->wrong then points at the trouble. */
NODISCARD bool filter_init(struct filter *filter, struct filter_request *request, const char *line);
void filter_fini(struct filter *filter);

/* Is this line, without its line end, to be shown? */
bool filter_passes(struct filter *filter, const char *line, size_t length);

#endif

/*
 * findings.h: what a whole configuration shows and no single line: objects that are named but not
 * there, that nothing names, that stand in each other's way.
 *
 * Each finding is a warning with the id of its rule, which stays the same from one release to the
 * next so that scripts can count on it.
 */
#ifndef REFIRE_PARSER_FINDINGS_H
#define REFIRE_PARSER_FINDINGS_H

#include <stddef.h>

#include "engine/base/compiler.h"
#include "parser/parser.h"

struct finding_rule {
    const char *id;   /* "unused-access-list" */
    const char *what; /* one sentence for the manual */
};

/* Every rule there is, by index; NULL behind the last. */
const struct finding_rule *finding_rule_at(size_t index);

/*
 * Adds a warning for each finding to RESULT's diagnostics, placed in the input where the object is
 * first named. False only when memory has run out.
 */
NODISCARD bool findings_add(struct load_result *result);

#endif

/*
 * revision.h: earlier revisions of a configuration, and going back to one.
 *
 * Revision 1 is what was loaded, or the factory's. It is kept as text from the first typed change
 * on, and the lines that were accepted since lead from it to any other.
 */
#ifndef REFIRE_PARSER_REVISION_H
#define REFIRE_PARSER_REVISION_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "parser/compare.h"
#include "parser/parser.h"

/*
 * Before a line is typed: keeps what is there as revision 1, unless it is kept already. Without it
 * no earlier revision can be made. False when memory has run out.
 */
NODISCARD bool revision_keep_base(struct config *config);

enum revision_problem {
    REVISION_MADE,
    REVISION_UNKNOWN, /* there is no such revision */
    REVISION_LOST,    /* a line of the way there is refused now, or its start was not kept */
    REVISION_NO_MEMORY,
};

/*
 * The configuration as it was at REVISION, made in RESULT, which is to be freed with
 * load_result_free when REVISION_MADE is returned.
 */
NODISCARD enum revision_problem config_at_revision(const struct config *config, uint32_t revision,
                                                   struct load_result *result);

/*
 * Types the lines of COMPARISON at the parser's configuration from the top on, and makes them one
 * revision. Rows that stay keep their identity, so that what the engine hangs on them lives on.
 * False: a line was refused; those before it are done.
 */
bool parser_type_comparison(struct parser *parser, const struct comparison *comparison);

#endif

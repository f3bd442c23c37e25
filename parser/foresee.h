/*
 * foresee.h: interfaces that an input names before it defines them.
 */
#ifndef REFIRE_PARSER_FORESEE_H
#define REFIRE_PARSER_FORESEE_H

#include <stdbool.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "parser/clean.h"
#include "parser/diag.h"

/*
 * Makes the interfaces that lines name although their nameif comes further down, as in a listing
 * whose parts were put together in another order, and warns of each. False: no memory.
 */
NODISCARD bool foresee_interfaces(struct config *config, const struct input *input,
                                  struct diags *diags, const char *file);

#endif

/*
 * order.h: the order of sections in a written configuration (commands.md 1).
 */
#ifndef REFIRE_PARSER_ORDER_H
#define REFIRE_PARSER_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/model/config.h"

/*
 * Names of rows (struct command.name), NULL at the end. "!" is a separator line, "!maps" one that
 * is only there with class or policy maps, "*" where lines go whose section the list lacks.
 */
const char *const *section_order(enum os_version version);

/* Writes section AT of that order, and says which it is; false: there is none any more. */
bool config_write_part(const struct config *config, size_t at, const char **section, FILE *out);

#endif

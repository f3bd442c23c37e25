/*
 * order.h: the order of sections in a written configuration (commands.md 1).
 */
#ifndef REFIRE_PARSER_ORDER_H
#define REFIRE_PARSER_ORDER_H

#include "engine/model/behaviour.h"

/*
 * Names of rows (struct command.name), NULL at the end. "!" is a separator line, "!maps" one that
 * is only there with class or policy maps, "*" where lines go whose section the list lacks.
 */
const char *const *section_order(enum os_version version);

#endif

/*
 * bulk.h: the lines that listings have by the hundred thousand.
 *
 * ACEs and members of network groups are read in one pass, without words and rows, and put into the
 * model exactly as their rows would put them; bulk_test.c holds them to that. Whatever is spelled
 * otherwise than the device writes it, refused, warned about or there already is left to the rows.
 */
#ifndef REFIRE_PARSER_BULK_H
#define REFIRE_PARSER_BULK_H

#include <stddef.h>
#include <stdint.h>

#include "parser/clean.h"

struct parser;

/*
 * Takes the first of COUNT lines, and as many behind it as it can, but none that the next line
 * might continue. FIRST_LINE is the number of the first in the file. Returns how many it took;
 * parser_last_command has the section of all of them. 0: the rows must read the first one.
 */
size_t bulk_lines(struct parser *parser, const struct input_line *lines, size_t count,
                  const char *file, uint32_t first_line);

#endif

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

struct parser;

/* Lines with `\n` between them, and none behind the last. */
struct bulk_text {
    const char *at;
    const char *end;
    uint32_t number; /* of the line at AT */
};

/*
 * Takes the first line, and as many behind it as it can, off the front of TEXT. Returns how many
 * it took; parser_last_command has the section of all of them. 0: the rows must read the first one.
 */
size_t bulk_lines(struct parser *parser, struct bulk_text *text, const char *file);

#endif

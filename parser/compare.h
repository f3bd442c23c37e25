/*
 * compare.h: the lines to type at one configuration to get another of the same version.
 *
 * What holds at every moment, after each of the lines: whatever the access lists of the interfaces
 * permit inbound, they permit in the one configuration or in the other. More precisely, for every
 * interface that has an access list bound inbound in both, and for every packet, what the first
 * match in the list that is bound now says is `permit` only where it is so in FROM or in TO; and
 * an access list is bound there at every moment. How:
 *
 * - New lines are inserted from the top of a list downwards, each at its place; then old ones are
 *   removed from the bottom upwards. A packet that meets a new line has passed all lines that stand
 *   before it in TO; one that meets an old line has passed all that stood before it in FROM.
 * - Where that cannot be (a deny that changes its place, 6.2 without line numbers), the list of TO
 *   is made under another name and bound until the old one is right.
 * - Where groups or time ranges of a list that is bound change, it gives way to one that denies
 *   everything meanwhile, unless all lines with such a group permit or all deny: then members go
 *   first or come first. This one way has a price: connections that begin then are denied.
 *
 * Nor do names and security levels of interfaces open a way: between two of them, told by their
 * hardware, connections may begin by level alone only where some may begin in FROM or in TO.
 *
 * - Levels are changed in an order in which that is so.
 * - Interfaces for which there is none, those whose name moves from or to another one, and those
 *   that come up are shut down, and come up when names, levels and access lists are as in TO.
 *
 * Everything else is added before what goes is removed: a single value is replaced rather than
 * taken away, an access-group is never unbound in between, and what refers comes after what it
 * refers to. The lines are tried on a copy as they are found, so that what a version refuses or
 * takes along (an interface that loses its name) is known and mended.
 */
#ifndef REFIRE_PARSER_COMPARE_H
#define REFIRE_PARSER_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "parser/parser.h"

struct comparison_line {
    const char *text; /* from configuration mode on; with `!` in front: about the next ones */
    bool forgiven;    /* a device refuses it when typed; a file with it is forgiven */
};

struct comparison {
    struct arena *arena;
    struct comparison_line *lines;
    size_t count, capacity;
    size_t left; /* lines that still differ: the text says which, behind `! left:` */
};

/* False when memory has run out; else to be freed with comparison_free. */
NODISCARD bool config_compare(const struct config *from, const struct config *to,
                              struct comparison *comparison);
void comparison_free(struct comparison *comparison);

/* Types line AT as it was tried. */
enum line_verdict comparison_type(const struct comparison *comparison, size_t at,
                                  struct parser *parser);

#endif

/*
 * dump.h: a configuration as its typed data, one member a line, and two of them compared.
 *
 *     interfaces[1].name = "inside"
 *     acls[0].aces[2].destination_port.low = 80
 *
 * What a configuration means is there, how it came about is not: no revisions and no journal, no
 * identity numbers, no capacities; entries that only keep a name or an index taken are left out,
 * and what refers to an interface, a list or a group does so by name. Every member of every struct
 * is either dumped or skipped with a reason (engine/model/shapes/; the test engine.model.shapes).
 */
#ifndef REFIRE_ENGINE_MODEL_DUMP_H
#define REFIRE_ENGINE_MODEL_DUMP_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"

enum dump_what {
    DUMP_MEANING,
    DUMP_ORIGINS, /* and the file and line that each row came from */
};

/* False when memory has run out; what was printed is then not whole. */
NODISCARD bool config_dump(const struct config *config, enum dump_what what, FILE *out);

/*
 * Are the two the same, wherever their lines came from? If not, *DIFFERENCE is the first member
 * that differs, "interfaces[1].mtu: 1500, not 1400" with what B has last; to be freed, and NULL
 * when they are equal or memory has run out. DIFFERENCE may be NULL.
 */
NODISCARD bool config_equal(const struct config *a, const struct config *b, char **difference);

#endif

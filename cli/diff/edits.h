/*
 * edits.h: what it takes to make one configuration out of another: lines that come, go, change or
 * move, each with what stands under it, and each as small as can be left undone alone.
 */
#ifndef REFIRE_CLI_DIFF_EDITS_H
#define REFIRE_CLI_DIFF_EDITS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

struct edit {
    const char *old_line, *new_line; /* without indentation; NULL: none. Alike: it has moved. */
};

struct script_line;

struct edits {
    struct edit *items;
    size_t count;
    struct script_line *script; /* both configurations, merged */
    size_t script_count;
    struct arena *arena; /* owns all of it */
};

/* Comments do not count. False when memory has run out; else to be freed with edits_free. */
NODISCARD bool edits_of(const struct config *old, const struct config *new, struct edits *edits);
void edits_free(struct edits *edits);

/*
 * The text of the configuration in which those edits are made of which UNDONE[i] does not say
 * otherwise: with none undone it is NEW, with all of them OLD. To be freed; NULL: no memory.
 */
NODISCARD char *edits_text(const struct edits *edits, const bool *undone, size_t *length);

#endif

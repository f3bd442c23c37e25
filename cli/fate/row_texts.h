/*
 * row_texts.h: the lines of rows, each written once and called by a number. Bounded.
 */
#ifndef REFIRE_CLI_FATE_ROW_TEXTS_H
#define REFIRE_CLI_FATE_ROW_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "engine/trace.h"

struct row_texts {
    uint64_t seed;
    struct text_place *places; /* from hashes of rows */
    char **texts;
    size_t count, capacity;
};

/* False: no memory; either way to be freed. */
NODISCARD bool row_texts_init(struct row_texts *texts, uint64_t seed);
void row_texts_fini(struct row_texts *texts);

/* The number of ROW's line, for packets that enter at IN and leave through TO; 0: no room for it.
 */
uint32_t row_texts_of(struct row_texts *texts, const struct config *config, const struct row *row,
                      ifc_id in, ifc_id to);
/* "" for 0. */
const char *row_texts_at(const struct row_texts *texts, uint32_t number);

#endif

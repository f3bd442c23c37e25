/*
 * row_texts.c: a row is told by where it stands in its configuration, and by the interfaces between
 * which it decides, for some rows are written with them.
 */
#include "cli/fate/row_texts.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/prompt/row_text.h"
#include "engine/base/hash.h"

#define PLACES ((size_t)1 << 17) /* half of them are used at most */

struct text_place {
    uint64_t key; /* 0: free */
    uint32_t number;
};

bool
row_texts_init(struct row_texts *texts, uint64_t seed)
{
    *texts = (struct row_texts){ .seed = seed, .places = calloc(PLACES, sizeof *texts->places) };
    return texts->places != NULL;
}

void
row_texts_fini(struct row_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->texts[i]);
    free(texts->texts);
    free(texts->places);
}

static char *
write_row(const struct config *config, const struct row *row, ifc_id in, ifc_id to)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    row_write(config, row, in, to, out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* Takes TEXT. 0: no room for it. */
static uint32_t
keep(struct row_texts *texts, char *text)
{
    if (text == NULL || texts->count >= PLACES / 2)
        goto refused;
    if (texts->count == texts->capacity) {
        size_t capacity = texts->capacity == 0 ? 64 : texts->capacity * 2;
        char **larger = reallocarray(texts->texts, capacity, sizeof *larger);
        if (larger == NULL)
            goto refused;
        texts->texts = larger;
        texts->capacity = capacity;
    }
    texts->texts[texts->count++] = text;
    return (uint32_t)texts->count;
refused:
    free(text);
    return 0;
}

uint32_t
row_texts_of(struct row_texts *texts, const struct config *config, const struct row *row, ifc_id in,
             ifc_id to)
{
    const uint64_t key[] = { row->kind, (uintptr_t)row->pointer, row->index,
                             (uint64_t)in << 32 | to };
    uint64_t hash = hash_bytes(key, sizeof key, texts->seed) | 1;
    size_t at = hash & (PLACES - 1);
    while (texts->places[at].key != 0 && texts->places[at].key != hash)
        at = (at + 1) & (PLACES - 1);
    if (texts->places[at].key == 0) {
        uint32_t number = keep(texts, write_row(config, row, in, to));
        if (number == 0)
            return 0;
        texts->places[at] = (struct text_place){ hash, number };
    }
    return texts->places[at].number;
}

const char *
row_texts_at(const struct row_texts *texts, uint32_t number)
{
    return number != 0 ? texts->texts[number - 1] : "";
}

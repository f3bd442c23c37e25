/*
 * fixture_test.h: texts in and out, for the tests of the parser.
 */
#ifndef REFIRE_PARSER_FIXTURE_TEST_H
#define REFIRE_PARSER_FIXTURE_TEST_H

#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/quick_test.h"
#include "parser/parser.h"

/* The whole file, NUL-terminated, to be freed; NULL: there is none. */
static inline char *
text_of_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *copy = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(copy);
    for (int byte = fgetc(file); byte != EOF; byte = fgetc(file))
        fputc(byte, copy);
    fclose(file);
    fclose(copy);
    return text;
}

/* What `write terminal` shows; to be freed. */
static inline char *
text_of_config(const struct config *config)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(memory);
    config_write(config, memory);
    fclose(memory);
    return text;
}

/* Compares with the file, or rewrites it under REFIRE_UPDATE_GOLDEN. */
static inline void
hold_to(const char *path, const char *text)
{
    if (getenv("REFIRE_UPDATE_GOLDEN") != NULL) {
        FILE *file = fopen(path, "wb");
        ck_assert_ptr_nonnull(file);
        fputs(text, file);
        fclose(file);
        return;
    }
    char *expected = text_of_file(path);
    ck_assert_msg(expected != NULL, "%s is missing", path);
    ck_assert_msg(strcmp(expected, text) == 0, "%s differs, now:\n%s", path, text);
    free(expected);
}

#endif

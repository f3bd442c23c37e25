/*
 * pattern.c: regular expressions, by PCRE2 with its limits turned down.
 *
 * The limits bound the work for one line; they are far above what any filter that people type
 * needs. Bytes are matched as bytes: the device knows no character sets.
 */
#include "engine/base/pattern.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 100000
#define DEPTH_LIMIT 1000
#define HEAP_LIMIT_KIB 1024
#define LONGEST_EXPRESSION 512 /* a typed line has at most 510 characters */
#define DEEPEST_PARENTHESES 32

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    bool limited;
};

static pcre2_code *
compile(const char *expression, size_t length, size_t *offset,
        char error[static PATTERN_ERROR_SIZE])
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (context == NULL) {
        snprintf(error, PATTERN_ERROR_SIZE, "out of memory");
        return NULL;
    }
    pcre2_set_max_pattern_length(context, LONGEST_EXPRESSION);
    pcre2_set_parens_nest_limit(context, DEEPEST_PARENTHESES);
    int number = 0;
    PCRE2_SIZE where = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)expression, length, PCRE2_NEVER_BACKSLASH_C,
                                     &number, &where, context);
    if (code == NULL) {
        *offset = where;
        pcre2_get_error_message(number, (PCRE2_UCHAR *)error, PATTERN_ERROR_SIZE);
    }
    pcre2_compile_context_free(context);
    return code;
}

struct pattern *
pattern_new(const char *expression, size_t length, size_t *offset,
            char error[static PATTERN_ERROR_SIZE])
{
    *offset = 0;
    struct pattern *pattern = calloc(1, sizeof(*pattern));
    if (pattern == NULL) {
        snprintf(error, PATTERN_ERROR_SIZE, "out of memory");
        return NULL;
    }
    pattern->code = compile(expression, length, offset, error);
    if (pattern->code == NULL) {
        free(pattern);
        return NULL;
    }
    pattern->match = pcre2_match_data_create(1, NULL);
    pattern->limits = pcre2_match_context_create(NULL);
    if (pattern->match == NULL || pattern->limits == NULL) {
        snprintf(error, PATTERN_ERROR_SIZE, "out of memory");
        pattern_free(pattern);
        return NULL;
    }
    pcre2_set_match_limit(pattern->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(pattern->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(pattern->limits, HEAP_LIMIT_KIB);
    return pattern;
}

void
pattern_free(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    pcre2_match_context_free(pattern->limits);
    pcre2_match_data_free(pattern->match);
    pcre2_code_free(pattern->code);
    free(pattern);
}

bool
pattern_matches(struct pattern *pattern, const char *text, size_t length)
{
    int found =
        pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, 0, pattern->match, pattern->limits);
    if (found >= 0)
        return true;
    if (found != PCRE2_ERROR_NOMATCH)
        pattern->limited = true;
    return false;
}

bool
pattern_limited(const struct pattern *pattern)
{
    return pattern->limited;
}

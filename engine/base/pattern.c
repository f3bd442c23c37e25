/*
 * pattern.c: regular expressions, by PCRE2 with its limits turned down.
 *
 * The limits bound the work for one line; they are far above what any filter that people type
 * needs. Bytes are matched as bytes: the device knows no character sets.
 */
#include "engine/base/pattern.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 100000
#define DEPTH_LIMIT 1000
#define HEAP_LIMIT_KIB 1024
#define LONGEST_EXPRESSION 512 /* a typed line has at most 510 characters */
#define LONGEST_TRANSLATED (LONGEST_EXPRESSION * 6)
#define DEEPEST_PARENTHESES 32

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    bool limited;
};

static pcre2_code *
compile(const char *expression, size_t length, size_t longest, size_t *offset,
        char error[static PATTERN_ERROR_SIZE])
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (context == NULL) {
        snprintf(error, PATTERN_ERROR_SIZE, "out of memory");
        return NULL;
    }
    pcre2_set_max_pattern_length(context, longest);
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

static struct pattern *
new_pattern(const char *expression, size_t length, size_t longest, size_t *offset,
            char error[static PATTERN_ERROR_SIZE])
{
    *offset = 0;
    struct pattern *pattern = calloc(1, sizeof(*pattern));
    if (pattern == NULL) {
        snprintf(error, PATTERN_ERROR_SIZE, "out of memory");
        return NULL;
    }
    pattern->code = compile(expression, length, longest, offset, error);
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

struct pattern *
pattern_new(const char *expression, size_t length, size_t *offset,
            char error[static PATTERN_ERROR_SIZE])
{
    return new_pattern(expression, length, LONGEST_EXPRESSION, offset, error);
}

/* ---- the firewall's syntax ---- */

/* Each character becomes at most one of `\x{ff}`. */
#define TRANSLATED_SIZE (LONGEST_TRANSLATED + 1)

struct translation {
    const char *from;
    size_t length;
    size_t at;
    bool in_class;   /* between [ and ] */
    bool may_repeat; /* something stands before the place that a quantifier could be for */
    char to[TRANSLATED_SIZE];
    size_t to_length;
    uint16_t origins[TRANSLATED_SIZE]; /* which character of the expression made it */
    const char *why;                   /* what is wrong at AT */
};

static void
put_text(struct translation *translation, const char *text, size_t origin)
{
    for (; *text != '\0' && translation->to_length + 1 < TRANSLATED_SIZE; text++) {
        translation->origins[translation->to_length] = (uint16_t)origin;
        translation->to[translation->to_length++] = *text;
    }
    translation->to[translation->to_length] = '\0';
}

static void
put_byte(struct translation *translation, unsigned byte, size_t origin)
{
    char text[8];
    snprintf(text, sizeof(text), "\\x{%02x}", byte & 0xff);
    put_text(translation, text, origin);
}

/* The number of COUNT digits of BASE behind AT; false: they are not there. */
static bool
read_digits(const struct translation *translation, size_t at, size_t count, int base,
            unsigned *value)
{
    char digits[4] = "";
    char *end;
    if (at + count > translation->length || count >= sizeof(digits))
        return false;
    memcpy(digits, translation->from + at, count);
    if (!isxdigit((unsigned char)digits[0]))
        return false;
    unsigned long number = strtoul(digits, &end, base);
    *value = (unsigned)number;
    return end == digits + count && number <= 0xff;
}

static bool
translate_escape(struct translation *translation)
{
    static const char controls[] = "r\rn\nt\tf\f";
    size_t start = translation->at++;
    unsigned byte;
    if (translation->at >= translation->length) {
        translation->at = start;
        translation->why = "nothing follows the backslash";
        return false;
    }
    char c = translation->from[translation->at];
    translation->may_repeat = true;
    if (c == 'x' && read_digits(translation, translation->at + 1, 2, 16, &byte)) {
        translation->at += 3;
    } else if (read_digits(translation, translation->at, 3, 8, &byte)) {
        translation->at += 3;
    } else {
        byte = (unsigned char)c;
        for (size_t i = 0; controls[i] != '\0'; i += 2) {
            if (controls[i] == c)
                byte = (unsigned char)controls[i + 1];
        }
        translation->at++;
    }
    put_byte(translation, byte, start);
    return true;
}

/* The length of `{2}`, `{2,}` or `{2,5}`; 0: a brace that is only a brace. */
static size_t
braces_length(const struct translation *translation)
{
    size_t i = translation->at + 1;
    size_t digits = 0;
    while (i < translation->length &&
           (isdigit((unsigned char)translation->from[i]) || translation->from[i] == ',')) {
        digits += translation->from[i] != ',';
        i++;
    }
    bool good = digits > 0 && i < translation->length && translation->from[i] == '}' &&
                translation->from[translation->at + 1] != ',';
    return good ? i + 1 - translation->at : 0;
}

static bool
translate_quantifier(struct translation *translation, size_t length)
{
    if (!translation->may_repeat) {
        translation->why = "there is nothing to repeat";
        return false;
    }
    char text[LONGEST_EXPRESSION + 1];
    memcpy(text, translation->from + translation->at, length);
    text[length] = '\0';
    put_text(translation, text, translation->at);
    translation->at += length;
    translation->may_repeat = false;
    return true;
}

/* Between [ and ]: only `\`, `^` in front, `-` and `]` are special. */
static bool
translate_in_class(struct translation *translation)
{
    char c = translation->from[translation->at];
    if (c == '\\')
        return translate_escape(translation);
    char text[2] = { c, '\0' };
    if (c == '[')
        put_byte(translation, '[', translation->at);
    else
        put_text(translation, text, translation->at);
    if (c == ']') {
        translation->in_class = false;
        translation->may_repeat = true;
    }
    translation->at++;
    return true;
}

static bool
translate_character(struct translation *translation)
{
    char c = translation->from[translation->at];
    if (translation->in_class)
        return translate_in_class(translation);
    if (c == '\\')
        return translate_escape(translation);
    if (c == '?' || c == '*' || c == '+')
        return translate_quantifier(translation, 1);
    size_t braces = c == '{' ? braces_length(translation) : 0;
    if (braces > 0)
        return translate_quantifier(translation, braces);
    if (c == '$' || c == '{' || c == '}') {
        put_byte(translation, (unsigned char)c, translation->at);
    } else {
        char text[2] = { c, '\0' };
        put_text(translation, text, translation->at);
    }
    translation->in_class = c == '[';
    translation->may_repeat = c != '(' && c != '|' && c != '^' && c != '[';
    translation->at++;
    if (c == '[' && translation->at < translation->length &&
        translation->from[translation->at] == '^') {
        put_text(translation, "^", translation->at);
        translation->at++;
    }
    return true;
}

struct pattern *
pattern_new_device(const char *expression, size_t length, size_t *offset,
                   char error[static PATTERN_ERROR_SIZE])
{
    struct translation *translation = calloc(1, sizeof(*translation));
    struct pattern *pattern = NULL;
    *offset = 0;
    if (translation == NULL || length > LONGEST_EXPRESSION) {
        snprintf(error, PATTERN_ERROR_SIZE, "%s",
                 translation == NULL ? "out of memory" : "too long");
        free(translation);
        return NULL;
    }
    translation->from = expression;
    translation->length = length;
    bool good = true;
    while (good && translation->at < length)
        good = translate_character(translation);
    if (good) {
        pattern =
            new_pattern(translation->to, translation->to_length, LONGEST_TRANSLATED, offset, error);
        *offset = *offset < translation->to_length ? translation->origins[*offset] : length;
    } else {
        *offset = translation->at;
        snprintf(error, PATTERN_ERROR_SIZE, "%s", translation->why);
    }
    free(translation);
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

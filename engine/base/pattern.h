/*
 * pattern.h: regular expressions over text that may be hostile, in either place.
 *
 * The only door to PCRE2. Matching has a match, a depth and a heap limit, so that no expression
 * takes long; a match that runs into one counts as none, and pattern_limited says so.
 */
#ifndef REFIRE_ENGINE_BASE_PATTERN_H
#define REFIRE_ENGINE_BASE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"

struct pattern;

#define PATTERN_ERROR_SIZE 128

/*
 * Compiles LENGTH bytes of EXPRESSION. NULL when it is no expression or there is no memory; ERROR
 * then says why and *OFFSET where, in bytes. The caller frees it with pattern_free.
 */
NODISCARD struct pattern *pattern_new(const char *expression, size_t length, size_t *offset,
                                      char error[static PATTERN_ERROR_SIZE]);
/*
 * The same for an expression as `regex` of a firewall has it (command reference of `regex` [R]):
 * `.` `|` `( )` `[ ]` `[^ ]` `?` `*` `+` `{n}` `{n,}` `{n,m}` `^` mean what they usually do; `\xNN`
 * and
 * `\NNN`, with two hexadecimal or three octal digits, are bytes, `\r` `\n` `\t` `\f` control
 * characters, any other escaped character stands for itself, and so does `$`. A quantifier behind
 * another one, look-around and back references do not exist.
 */
NODISCARD struct pattern *pattern_new_device(const char *expression, size_t length, size_t *offset,
                                             char error[static PATTERN_ERROR_SIZE]);
void pattern_free(struct pattern *pattern);

/* Is there a match anywhere in TEXT? */
NODISCARD bool pattern_matches(struct pattern *pattern, const char *text, size_t length);

/* Has a match been given up because of a limit? */
bool pattern_limited(const struct pattern *pattern);

#endif

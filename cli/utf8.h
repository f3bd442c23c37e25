/*
 * utf8.h: characters in text that may be anything.
 */
#ifndef REFIRE_CLI_UTF8_H
#define REFIRE_CLI_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* How long the character at TEXT is, in bytes, and which it is; 0 when there is none. */
size_t utf8_length(const char *text, size_t left, uint32_t *code);

#endif

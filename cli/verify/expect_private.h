/*
 * expect_private.h: a line of expectations on its way, word by word.
 */
#ifndef REFIRE_CLI_VERIFY_EXPECT_PRIVATE_H
#define REFIRE_CLI_VERIFY_EXPECT_PRIVATE_H

#include "cli/verify/expect.h"

#define EXPECT_WORDS 32

struct expect_line {
    const struct config *config;
    const char *text; /* the whole line, of printable characters */
    char *words[EXPECT_WORDS];
    size_t columns[EXPECT_WORDS]; /* from 0 */
    size_t count, at;
    /* what is wrong, once something is */
    char error[256];
    size_t error_column;
};

/* The word at hand; "" behind the last. */
const char *expect_word(const struct expect_line *line);
/* Takes the word at hand when it is WORD. */
bool expect_take(struct expect_line *line, const char *word);
/* False always: the word at hand, from its byte OFFSET on, is not what was EXPECTED. */
bool expect_fail(struct expect_line *line, size_t offset, const char *expected);

/* Digits alone, up to MOST. */
bool expect_number(const char *text, uint64_t most, uint64_t *number);
/* An address, or a name of the configuration; LENGTH bytes of TEXT. */
bool expect_address(const struct config *config, const char *text, size_t length,
                    uint32_t *address);

/* Takes one end; PROTOCOL says whether it may have ports. */
bool expect_take_end(struct expect_line *line, uint8_t protocol, struct expect_end *end);

#endif

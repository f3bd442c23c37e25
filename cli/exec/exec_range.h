/*
 * exec_range.h: a range of addresses as one word, `A-B`, for what `show conn` and `show xlate` pick
 * by; a single address is a range of one. Ranges of ports are parser/word_range.h's.
 *
 * Names may stand for both ends. One with a hyphen in it is taken as a whole when there is such a
 * name.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_RANGE_H
#define REFIRE_CLI_EXEC_EXEC_RANGE_H

#include "parser/command.h"

/* struct address_range, of which the netmask is left as it is */
extern const struct word_type word_address_range;

#endif

/*
 * word_range.h: ports as the older rules have them: `80`, `80-90`, a name; 0 is every port.
 */
#ifndef REFIRE_PARSER_WORD_RANGE_H
#define REFIRE_PARSER_WORD_RANGE_H

#include "parser/word.h"

struct port_range {
    uint16_t low, high; /* 0 and 0: all */
};

/* OTHER: the protocol whose names are known, uint8_t; numbers are written. LOW: the least port. */
extern const struct word_type word_port_range; /* struct port_range */

#endif

/*
 * word_inspection.h: the options that `fixup protocol` and `inspect` have in common.
 */
#ifndef REFIRE_PARSER_WORD_INSPECTION_H
#define REFIRE_PARSER_WORD_INSPECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/model/config.h"
#include "parser/match.h"

#define DNS_LENGTH_MIN 512
#define DNS_LENGTH_MAX 65535
#define DNS_LENGTH_DEFAULT 512

struct inspection_options {
    bool strict;             /* of ftp */
    uint16_t maximum_length; /* of dns; 0: not given */
};

/* Takes those that the inspection has and that are there; false: one of them is wrong. */
bool take_inspection_options(struct matching *matching, enum inspection_kind kind,
                             struct inspection_options *options);
void writing_put_inspection_options(struct writing *writing,
                                    const struct inspection_options *options);

#endif

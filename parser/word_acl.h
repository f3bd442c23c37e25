/*
 * word_acl.h: the word types of access-list lines.
 */
#ifndef REFIRE_PARSER_WORD_ACL_H
#define REFIRE_PARSER_WORD_ACL_H

#include "parser/word.h"

struct log_words {
    enum ace_log log;
    uint8_t level;
    uint16_t seconds;
    bool spelled; /* write defaults too, as `show access-list` does */
};

extern const struct word_type word_log;       /* struct log_words: log [level] [interval s] */
extern const struct word_type word_ethertype; /* struct ether_match */
extern const struct word_type word_url;       /* const char *: with its scheme, or "any" */

#endif

/*
 * word_nat.h: words that only nat, global and static have.
 */
#ifndef REFIRE_PARSER_WORD_NAT_H
#define REFIRE_PARSER_WORD_NAT_H

#include "parser/word.h"

/* struct conn_limits: `[[tcp] MAX [EMB]] [udp MAX] [norandomseq]`; 6.x writes `0 0` always. */
extern const struct word_type word_limits;

#define NAT_ID_MAX INT32_MAX
/* Words of a row up to the pool: `no nat (inside) 1`. */
#define NAT_POOL_WORDS 3

struct address_range {
    uint32_t first;
    uint32_t last;
    bool is_range; /* `A-A` is one, `A` is not */
};
extern const struct word_type word_range; /* struct address_range: `A` or `A-B` */

struct mapped_address {
    bool is_interface;
    uint32_t address;
};
extern const struct word_type word_mapped; /* struct mapped_address: an address or `interface` */

/* Policy forms of nat and static came with 6.3(2) (commands.md 4). */
#define POLICY_NAT_MAINTENANCE 2

/* The mask of an address written without one: the class's for a network number, else a host. */
uint32_t default_netmask(uint32_t address);

#endif

/*
 * range.h: the addresses and ports that `show conn` and `show xlate` pick by (shell.md 6.2, 6.3).
 */
#ifndef REFIRE_CLI_SHOW_RANGE_H
#define REFIRE_CLI_SHOW_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "parser/word_range.h"

/* LOW to HIGH, both included, compared under NETMASK: one address with a mask is a network. */
struct address_range {
    uint32_t low, high, netmask;
};

static inline bool
address_range_has(struct address_range range, uint32_t address)
{
    uint32_t masked = address & range.netmask;
    return masked >= (range.low & range.netmask) && masked <= (range.high & range.netmask);
}

static inline bool
port_range_has(struct port_range range, uint16_t port)
{
    return port >= range.low && port <= range.high;
}

#endif

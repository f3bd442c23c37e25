/*
 * ip.h: IPv4 addresses, networks and protocol numbers.
 *
 * An address is a uint32_t in host order everywhere in the project; only packet.c and the writer
 * of packets know about network order.
 */
#ifndef REFIRE_ENGINE_BASE_IP_H
#define REFIRE_ENGINE_BASE_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

enum ip_protocol {
    IP_ANY = 0, /* in a rule: the keyword `ip` */
    IP_ICMP = 1,
    IP_TCP = 6,
    IP_UDP = 17,
    IP_GRE = 47,
    IP_ESP = 50,
    IP_AH = 51,
};

#define IP_HOST_MASK UINT32_C(0xffffffff)
#define IP_TEXT_SIZE 16 /* "255.255.255.255" and its NUL */

struct network {
    uint32_t address;
    uint32_t netmask;
};

static inline bool
network_contains(struct network network, uint32_t address)
{
    return (address & network.netmask) == (network.address & network.netmask);
}

/* Ones first, zeros after: true for 0.0.0.0 and 255.255.255.255 too. */
static inline bool
netmask_is_contiguous(uint32_t netmask)
{
    return (~netmask & (~netmask + 1)) == 0;
}

/* Reads dotted decimal, all of LENGTH bytes; false when it is anything else. */
NODISCARD bool ip_parse(const char *text, size_t length, uint32_t *address);

/* Writes dotted decimal and a NUL; returns the length without the NUL. */
size_t ip_format(uint32_t address, char text[static IP_TEXT_SIZE]);

/* 255.0.0.0, 255.255.0.0 or 255.255.255.0 by the address's class; D and E count as hosts. */
uint32_t ip_class_netmask(uint32_t address);

#endif

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
#include <string.h>

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

/* What an octet is written as, a dot behind it: divisions were half the cost of an address. */
struct ip_octet {
    char text[4];
    uint8_t length;
};
extern const struct ip_octet ip_octets[256];

/* Writes dotted decimal, without a NUL, into IP_TEXT_SIZE bytes; returns what is behind it. */
static inline char *
ip_put(char *at, uint32_t address)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        const struct ip_octet *octet = &ip_octets[address >> shift & 0xff];
        memcpy(at, octet->text, sizeof(octet->text)); /* of fixed size */
        at += octet->length;
    }
    return at - 1; /* the last dot */
}

/* Writes dotted decimal and a NUL; returns the length without the NUL. */
size_t ip_format(uint32_t address, char text[static IP_TEXT_SIZE]);

/* 255.0.0.0, 255.255.0.0 or 255.255.255.0 by the address's class; D and E count as hosts. */
uint32_t ip_class_netmask(uint32_t address);

#endif

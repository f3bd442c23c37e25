/*
 * ip.c: addresses as text and back. Hand-made because a connection line is mostly addresses:
 * inet_ntop costs several times as much (shared/perf: 768 against 34 ns a line).
 */
#include "engine/base/ip.h"

#include <string.h>

bool
ip_parse(const char *text, size_t length, uint32_t *address)
{
    uint32_t value = 0;
    size_t at = 0;
    for (int octet = 0; octet < 4; octet++) {
        if (octet > 0) {
            if (at >= length || text[at] != '.')
                return false;
            at++;
        }
        unsigned number = 0;
        size_t digits = 0;
        while (at < length && text[at] >= '0' && text[at] <= '9' && digits < 4) {
            number = number * 10 + (unsigned)(text[at] - '0');
            at++;
            digits++;
        }
        if (digits == 0 || digits > 3 || number > 255)
            return false;
        value = value << 8 | number;
    }
    if (at != length)
        return false;
    *address = value;
    return true;
}

/* Every octet's digits, and how many they are: divisions were half the cost of an address. */
#define DIGIT(n) (char)('0' + (n) % 10)
#define OCTET(n)                                                                                   \
    {                                                                                              \
        DIGIT((n) < 10    ? (n)                                                                    \
              : (n) < 100 ? (n) / 10                                                               \
                          : (n) / 100),                                                            \
            DIGIT((n) < 100 ? (n) : (n) / 10), DIGIT(n),                                           \
            (n) < 10    ? 1                                                                        \
            : (n) < 100 ? 2                                                                        \
                        : 3                                                                        \
    }
#define OCTETS_4(n) OCTET(n), OCTET((n) + 1), OCTET((n) + 2), OCTET((n) + 3)
#define OCTETS_16(n) OCTETS_4(n), OCTETS_4((n) + 4), OCTETS_4((n) + 8), OCTETS_4((n) + 12)
#define OCTETS_64(n) OCTETS_16(n), OCTETS_16((n) + 16), OCTETS_16((n) + 32), OCTETS_16((n) + 48)

static const char octets[256][4] = { OCTETS_64(0), OCTETS_64(64), OCTETS_64(128), OCTETS_64(192) };

size_t
ip_format(uint32_t address, char text[static IP_TEXT_SIZE])
{
    char *at = text;
    for (int shift = 24; shift >= 0; shift -= 8) {
        const char *octet = octets[address >> shift & 0xff];
        memcpy(at, octet, sizeof(octets[0])); /* at most to text + 16 */
        at += octet[3];
        *at++ = '.';
    }
    at[-1] = '\0';
    return (size_t)(at - text - 1);
}

uint32_t
ip_class_netmask(uint32_t address)
{
    if (address < UINT32_C(0x80000000))
        return UINT32_C(0xff000000);
    if (address < UINT32_C(0xc0000000))
        return UINT32_C(0xffff0000);
    if (address < UINT32_C(0xe0000000))
        return UINT32_C(0xffffff00);
    return IP_HOST_MASK;
}

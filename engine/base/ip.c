/*
 * ip.c: addresses as text and back. Hand-made because a connection line is mostly addresses:
 * inet_ntop costs several times as much (shared/perf: 768 against 34 ns a line).
 */
#include "engine/base/ip.h"

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

#define DIGIT(n) (char)('0' + (n) % 10)
#define OCTET_1(n)                                                                                 \
    {                                                                                              \
        { DIGIT(n), '.' }, 2                                                                       \
    }
#define OCTET_2(n)                                                                                 \
    {                                                                                              \
        { DIGIT((n) / 10), DIGIT(n), '.' }, 3                                                      \
    }
#define OCTET_3(n)                                                                                 \
    {                                                                                              \
        { DIGIT((n) / 100), DIGIT((n) / 10), DIGIT(n), '.' }, 4                                    \
    }
#define TEN(octet, n)                                                                              \
    octet(n), octet((n) + 1), octet((n) + 2), octet((n) + 3), octet((n) + 4), octet((n) + 5),      \
        octet((n) + 6), octet((n) + 7), octet((n) + 8), octet((n) + 9)
#define TENS_3(octet, n) TEN(octet, n), TEN(octet, (n) + 10), TEN(octet, (n) + 20)

const struct ip_octet ip_octets[256] = {
    TEN(OCTET_1, 0),      TENS_3(OCTET_2, 10),  TENS_3(OCTET_2, 40),  TENS_3(OCTET_2, 70),
    TENS_3(OCTET_3, 100), TENS_3(OCTET_3, 130), TENS_3(OCTET_3, 160), TENS_3(OCTET_3, 190),
    TENS_3(OCTET_3, 220), OCTET_3(250),         OCTET_3(251),         OCTET_3(252),
    OCTET_3(253),         OCTET_3(254),         OCTET_3(255),
};

size_t
ip_format(uint32_t address, char text[static IP_TEXT_SIZE])
{
    char *end = ip_put(text, address);
    *end = '\0';
    return (size_t)(end - text);
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

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

/* Writes up to three digits; returns how many. */
static size_t
format_octet(unsigned octet, char *text)
{
    if (octet < 10) {
        text[0] = (char)('0' + octet);
        return 1;
    }
    unsigned hundreds = octet / 100;
    unsigned rest = octet - hundreds * 100;
    text[0] = (char)('0' + hundreds);
    char *at = hundreds > 0 ? text + 1 : text;
    at[0] = (char)('0' + rest / 10);
    at[1] = (char)('0' + rest % 10);
    return hundreds > 0 ? 3 : 2;
}

size_t
ip_format(uint32_t address, char text[static IP_TEXT_SIZE])
{
    size_t length = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
        length += format_octet(address >> shift & 0xff, text + length);
        if (shift > 0)
            text[length++] = '.';
    }
    text[length] = '\0';
    return length;
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

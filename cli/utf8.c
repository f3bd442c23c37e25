/*
 * utf8.c: RFC 3629, where the shortest form is the only one and surrogates are no characters.
 */
#include "cli/utf8.h"

#include <stdbool.h>

#include "engine/base/compiler.h"

size_t
utf8_length(const char *bytes, size_t left, uint32_t *code)
{
    static const struct {
        unsigned char mask, lead;
        uint32_t smallest;
    } forms[] = {
        { 0x80, 0x00, 0 },
        { 0xe0, 0xc0, 0x80 },
        { 0xf0, 0xe0, 0x800 },
        { 0xf8, 0xf0, 0x10000 },
    };
    const unsigned char *text = (const unsigned char *)bytes;
    for (size_t length = 1; length <= ARRAY_LENGTH(forms) && length <= left; length++) {
        if ((text[0] & forms[length - 1].mask) != forms[length - 1].lead)
            continue;
        uint32_t value = text[0] & (unsigned char)~forms[length - 1].mask;
        for (size_t i = 1; i < length; i++) {
            if ((text[i] & 0xc0) != 0x80)
                return 0;
            value = value << 6 | (text[i] & 0x3f);
        }
        bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
        *code = value;
        return value < forms[length - 1].smallest || is_surrogate || value > 0x10ffff ? 0 : length;
    }
    return 0;
}

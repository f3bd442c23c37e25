/*
 * xml.c: what stands between tags, or in an attribute's double quotes.
 */
#include "cli/xml.h"

#include <stdbool.h>
#include <string.h>

#include "cli/utf8.h"

const char *
xml_entity(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

/* The characters of XML 1.0. */
static bool
is_character(uint32_t code)
{
    return code == '\t' || code == '\n' || (code >= 0x20 && code < 0x7f) ||
           (code >= 0xa0 && code <= 0xfffd && !(code >= 0xd800 && code <= 0xdfff)) ||
           code >= 0x10000;
}

void
xml_put_text(const char *text, size_t length, FILE *out)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_length(text + at, length - at, &code);
        const char *escaped = size == 1 ? xml_entity(text[at]) : NULL;
        if (escaped != NULL)
            fputs(escaped, out);
        else if (size > 0 && is_character(code))
            fwrite(text + at, 1, size, out);
        else
            putc('?', out);
        at += size > 0 ? size : 1;
    }
}

void
xml_put(const char *text, FILE *out)
{
    xml_put_text(text, strlen(text), out);
}

/*
 * word_range.c: `80`, `80-90`, `www`; 0 is every port.
 */
#include "parser/word_range.h"

#include <string.h>

#include "parser/names.h"

/* The number that TEXT begins with and what follows it; NULL: no port. */
static const char *
read_port(const char *text, uint16_t *port)
{
    uint32_t number = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5)
        return NULL;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (uint32_t)(text[i] - '0');
    *port = (uint16_t)number;
    return number <= UINT16_MAX ? text + digits : NULL;
}

static bool
read_range(const struct matching *matching, const char *text, uint8_t protocol,
           struct port_range *range)
{
    enum os_version version = matching->context->version;
    if (port_from_name(version, protocol, text, &range->low) ||
        (protocol == IP_ANY && (port_from_name(version, IP_TCP, text, &range->low) ||
                                port_from_name(version, IP_UDP, text, &range->low)))) {
        range->high = range->low;
        return true;
    }
    const char *rest = read_port(text, &range->low);
    range->high = range->low;
    if (rest != NULL && *rest == '-')
        rest = read_port(rest + 1, &range->high);
    return rest != NULL && *rest == '\0' && range->low <= range->high;
}

static bool
port_range_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct port_range range;
    uint8_t protocol =
        word->other != 0 ? *(const uint8_t *)word_value(scratch, word->other) : IP_ANY;
    const struct token *token = matching_next(matching);
    if (token == NULL || !read_range(matching, token->text, protocol, &range) ||
        range.low < word->low) {
        matching_expect(matching, word->low > 0 ? "<1-65535>[-<1-65535>]" : "<0-65535>[-<0-65535>]",
                        word->help, false);
        return false;
    }
    memcpy(word_place(scratch, word->offset), &range, sizeof(range));
    matching_take(matching);
    return true;
}

static void
port_range_write(const struct word *word, struct writing *writing, const void *scratch)
{
    struct port_range range;
    memcpy(&range, word_value(scratch, word->offset), sizeof(range));
    if (range.low == range.high)
        writing_put(writing, "%u", range.low);
    else
        writing_put(writing, "%u-%u", range.low, range.high);
}

const struct word_type word_port_range = { "port[-port]", port_range_match, port_range_write };

/*
 * exec_range.c: ranges of addresses (shell.md 6.2, 6.3).
 */
#include "cli/exec/exec_range.h"

#include <string.h>

#include "cli/show/range.h"
#include "engine/base/ip.h"
#include "parser/match.h"
#include "parser/word.h"

#define LONGEST_END 64 /* of one end of a range: no name is longer (commands.md 3.3) */

static bool
read_end(const struct matching *matching, const char *text, uint32_t *address)
{
    const struct config *config = matching->context->config;
    if (ip_parse(text, strlen(text), address))
        return true;
    if (strcmp(text, "0") == 0) {
        *address = 0;
        return true;
    }
    return config != NULL && config_address_of(config, text, address);
}

/* The ends on both sides of the hyphen at HYPHEN. */
static bool
read_both(const struct matching *matching, const char *text, size_t hyphen,
          struct address_range *range)
{
    char first[LONGEST_END];
    if (hyphen >= sizeof(first))
        return false;
    memcpy(first, text, hyphen);
    first[hyphen] = '\0';
    return read_end(matching, first, &range->low) &&
           read_end(matching, text + hyphen + 1, &range->high);
}

static bool
read_range(const struct matching *matching, const char *text, struct address_range *range)
{
    if (read_end(matching, text, &range->low)) {
        range->high = range->low;
        return true;
    }
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] == '-' && read_both(matching, text, i, range))
            return range->low <= range->high;
    }
    return false;
}

static bool
address_range_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct address_range range;
    memcpy(&range, word_value(scratch, word->offset), sizeof(range));
    const struct token *token = matching_next(matching);
    if (token == NULL || !read_range(matching, token->text, &range)) {
        matching_expect(matching, "A.B.C.D[-A.B.C.D]", word->help, false);
        return false;
    }
    memcpy(word_place(scratch, word->offset), &range, sizeof(range));
    matching_take(matching);
    return true;
}

const struct word_type word_address_range = { "address[-address]", address_range_match,
                                              word_write_nothing };

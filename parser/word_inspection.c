/*
 * word_inspection.c: the options that `fixup protocol` and `inspect` have in common.
 */
#include "parser/word_inspection.h"

#include "parser/word.h"

bool
take_inspection_options(struct matching *matching, enum inspection_kind kind,
                        struct inspection_options *options)
{
    int64_t length;
    if (kind == INSPECT_FTP && matching_keyword(matching, "strict", "Refuse odd commands"))
        options->strict = true;
    if (kind == INSPECT_DNS && matching_keyword(matching, "maximum-length", "Longest DNS packet")) {
        if (!take_number(matching, DNS_LENGTH_MIN, DNS_LENGTH_MAX, "Bytes", &length))
            return false;
        options->maximum_length = (uint16_t)length;
    }
    return true;
}

void
writing_put_inspection_options(struct writing *writing, const struct inspection_options *options)
{
    if (options->strict)
        writing_put(writing, "strict");
    if (options->maximum_length != 0)
        writing_put(writing, "maximum-length %u", options->maximum_length);
}

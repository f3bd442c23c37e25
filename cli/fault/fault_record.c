/*
 * fault_record.c: lengths first, so that whatever is in a file needs no quoting.
 */
#include "cli/fault/fault_record.h"

#include <ctype.h>

#define DIGITS_MOST 10

void
fault_record_write(FILE *out, enum fault_record_kind kind, const void *bytes, size_t size)
{
    fprintf(out, "%c%zu\n", kind, size);
    if (size > 0)
        fwrite(bytes, 1, size, out);
}

bool
fault_record_next(const char **at, const char *end, struct fault_record *record)
{
    const char *next = *at;
    size_t size = 0, digits = 0;
    if (next == end)
        return false;
    char kind = *next++;
    for (; next < end && isdigit((unsigned char)*next) && digits < DIGITS_MOST; digits++)
        size = size * 10 + (size_t)(*next++ - '0');
    if (digits == 0 || next == end || *next++ != '\n' || size > (size_t)(end - next))
        return false;
    *record = (struct fault_record){ kind, next, size };
    *at = next + size;
    return true;
}

/*
 * sets.c: names are compared by their runs of digits, of any length.
 */
#include "engine/replay/sets.h"

#include <stddef.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/capture/capture.h"

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *
past_digits(const char *at)
{
    while (is_digit(*at))
        at++;
    return at;
}

bool
sets_are_alike(const char *a, const char *b)
{
    while (*a != '\0' || *b != '\0') {
        if (is_digit(*a) || is_digit(*b)) {
            /* no number at all: only at the end of the name */
            if ((!is_digit(*a) && *a != '\0') || (!is_digit(*b) && *b != '\0'))
                return false;
            a = past_digits(a);
            b = past_digits(b);
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return true;
}

/* Two runs of digits by value, then the shorter before the longer. */
static int
compare_numbers(const char **a, const char **b)
{
    const char *end_a = past_digits(*a), *end_b = past_digits(*b);
    while (*a < end_a - 1 && **a == '0')
        (*a)++;
    while (*b < end_b - 1 && **b == '0')
        (*b)++;
    ptrdiff_t digits_a = end_a - *a, digits_b = end_b - *b;
    int order = digits_a != digits_b ? (digits_a > digits_b) - (digits_a < digits_b)
                                     : strncmp(*a, *b, (size_t)digits_a);
    *a = end_a;
    *b = end_b;
    return order;
}

int
sets_compare(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (is_digit(*a) && is_digit(*b)) {
            int order = compare_numbers(&a, &b);
            if (order != 0)
                return order;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    return (*a != '\0') - (*b != '\0');
}

static bool
first_time(const char *path, int64_t *time)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open(path, error);
    struct capture_frame frame;
    bool found = reader != NULL && capture_next(reader, &frame) == CAPTURE_PACKET;
    if (found)
        *time = frame.time;
    capture_close(reader);
    return found;
}

bool
sets_follow(const char *before, const char *next)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_frame frame;
    int64_t begin;
    if (!first_time(next, &begin))
        return false;
    struct capture_reader *reader = capture_open(before, error);
    if (reader == NULL)
        return false;
    bool follows = true;
    while (follows && capture_next(reader, &frame) == CAPTURE_PACKET)
        follows = frame.time - NS_PER_SECOND <= begin;
    capture_close(reader);
    return follows;
}

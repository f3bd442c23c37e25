/*
 * input.c: lines from a descriptor. Not stdio, whose buffer poll() knows nothing of.
 */
#include "cli/prompt/input.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void
input_init(struct input *input, int fd)
{
    *input = (struct input){ .fd = fd };
}

/* Adds what stands before END in the bytes to the line; what does not fit is left out. */
static void
add_to_line(struct input *input, size_t *length, size_t end)
{
    for (; input->start < end; input->start++) {
        char byte = input->bytes[input->start];
        if (*length < INPUT_LINE)
            input->line[(*length)++] = byte == '\0' ? ' ' : byte;
    }
}

/* Waits until there is something to read. False: it is the other descriptor that has it. */
static bool
wait_for_input(const struct input *input, int other)
{
    struct pollfd polls[] = { { .fd = other, .events = POLLIN },
                              { .fd = input->fd, .events = POLLIN } };
    if (other < 0)
        return true;
    while (poll(polls, 2, -1) < 0) {
        if (errno != EINTR)
            return true;
    }
    return polls[0].revents == 0;
}

static void
refill(struct input *input)
{
    ssize_t got = read(input->fd, input->bytes, sizeof(input->bytes));
    input->start = 0;
    input->end = got > 0 ? (size_t)got : 0;
    input->ended = got <= 0;
}

enum input_status
input_next(struct input *input, int other)
{
    size_t length = 0;
    for (;;) {
        const char *bytes = input->bytes + input->start;
        const char *end = memchr(bytes, '\n', input->end - input->start);
        add_to_line(input, &length, end != NULL ? (size_t)(end - input->bytes) : input->end);
        if (end != NULL)
            input->start++;
        if (end != NULL || (input->ended && length > 0)) {
            while (length > 0 && input->line[length - 1] == '\r')
                length--;
            input->line[length] = '\0';
            return INPUT_LINE_READ;
        }
        if (input->ended)
            return INPUT_END;
        /* half a line is not given up for what came elsewhere */
        if (!wait_for_input(input, length == 0 ? other : -1))
            return INPUT_OTHER;
        refill(input);
    }
}

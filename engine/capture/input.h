/*
 * input.h: the bytes of a file, a pipe or memory, unpacked when they are gzip or zstd, as a
 * window that moves on. Private to engine/capture.
 */
#ifndef REFIRE_ENGINE_CAPTURE_INPUT_H
#define REFIRE_ENGINE_CAPTURE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

/* The most that input_need can be asked for: a record of the largest size and its options. */
#define INPUT_WINDOW_MAX ((size_t)512 * 1024)

struct input;

/* What struct input begins with, so that what is in the window already costs no call. */
struct input_window {
    const uint8_t *bytes;
    size_t start, end;
    uint64_t offset; /* of bytes[start] in the unpacked input */
};

static inline struct input_window *
input_window(struct input *input)
{
    return (struct input_window *)(void *)input;
}

/* PATH "-" is standard input. NULL with *WHY set (borrowed, for the moment) when it fails. */
NODISCARD struct input *input_open(const char *path, const char **why);
NODISCARD struct input *input_open_memory(const void *bytes, size_t size, const char **why);
void input_close(struct input *input);

/* Reads until COUNT bytes are there; for input_need. */
const uint8_t *input_need_more(struct input *input, size_t count);

/*
 * Makes COUNT (at most INPUT_WINDOW_MAX) bytes readable at the front and returns them, valid until
 * the next call; NULL when there are not as many: input_available says how many there are.
 */
static inline const uint8_t *
input_need(struct input *input, size_t count)
{
    const struct input_window *window = input_window(input);
    if (window->end - window->start >= count)
        return window->bytes + window->start;
    return input_need_more(input, count);
}

static inline size_t
input_available(struct input *input)
{
    const struct input_window *window = input_window(input);
    return window->end - window->start;
}

/* Drops COUNT bytes that input_need has returned. */
static inline void
input_consume(struct input *input, size_t count)
{
    struct input_window *window = input_window(input);
    window->start += count;
    window->offset += count;
}

/* Drops COUNT bytes, however many; returns how many of them there were. */
uint64_t input_skip(struct input *input, uint64_t count);

/* Where the window begins in the unpacked bytes. */
static inline uint64_t
input_offset(struct input *input)
{
    return input_window(input)->offset;
}

/* Why there is no more: NULL at an orderly end, else "the gzip data is cut short". */
const char *input_trouble(const struct input *input);

/* Bytes taken from the file itself and its size, 0 when that is not known. */
void input_progress(const struct input *input, uint64_t *done, uint64_t *total);

/* Asked when a signal interrupts a read: true gives up. Until it is set, any signal does. */
void input_stop_when(struct input *input, bool (*stopped)(void *context), void *context);

#endif

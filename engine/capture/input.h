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

/* PATH "-" is standard input. NULL with *WHY set (borrowed, for the moment) when it fails. */
NODISCARD struct input *input_open(const char *path, const char **why);
NODISCARD struct input *input_open_memory(const void *bytes, size_t size, const char **why);
void input_close(struct input *input);

/*
 * Makes COUNT (at most INPUT_WINDOW_MAX) bytes readable at the front and returns them, valid until
 * the next call; NULL when there are not as many: input_available says how many there are.
 */
const uint8_t *input_need(struct input *input, size_t count);
size_t input_available(const struct input *input);

/* Drops COUNT bytes that input_need has returned. */
void input_consume(struct input *input, size_t count);

/* Drops COUNT bytes, however many; returns how many of them there were. */
uint64_t input_skip(struct input *input, uint64_t count);

/* Where the window begins in the unpacked bytes. */
uint64_t input_offset(const struct input *input);

/* Why there is no more: NULL at an orderly end, else "the gzip data is cut short". */
const char *input_trouble(const struct input *input);

/* Bytes taken from the file itself and its size, 0 when that is not known. */
void input_progress(const struct input *input, uint64_t *done, uint64_t *total);

/* Asked when a signal interrupts a read: true gives up. Until it is set, any signal does. */
void input_stop_when(struct input *input, bool (*stopped)(void *context), void *context);

#endif

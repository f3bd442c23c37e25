/*
 * stream.h: the bytes of a file, a pipe or memory, unpacked when they are gzip or zstd, as a
 * window that moves on. Private to engine/capture.
 */
#ifndef REFIRE_ENGINE_CAPTURE_STREAM_H
#define REFIRE_ENGINE_CAPTURE_STREAM_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"

/* The most that stream_need can be asked for: a record of the largest size and its options. */
#define STREAM_WINDOW_MAX ((size_t)512 * 1024)

struct stream;

/* PATH "-" is standard input. NULL with *WHY set (borrowed, for the moment) when it fails. */
NODISCARD struct stream *stream_open(const char *path, const char **why);
NODISCARD struct stream *stream_open_memory(const void *bytes, size_t size, const char **why);
void stream_close(struct stream *stream);

/*
 * Makes COUNT (at most STREAM_WINDOW_MAX) bytes readable at the front and returns them, valid until
 * the next call; NULL when there are not as many: stream_available says how many there are.
 */
const uint8_t *stream_need(struct stream *stream, size_t count);
size_t stream_available(const struct stream *stream);

/* Drops COUNT bytes that stream_need has returned. */
void stream_consume(struct stream *stream, size_t count);

/* Drops COUNT bytes, however many; returns how many of them there were. */
uint64_t stream_skip(struct stream *stream, uint64_t count);

/* Where the window begins in the unpacked bytes. */
uint64_t stream_offset(const struct stream *stream);

/* Why there is no more: NULL at an orderly end, else "the gzip data is cut short". */
const char *stream_trouble(const struct stream *stream);

/* Bytes taken from the file itself and its size, 0 when that is not known. */
void stream_progress(const struct stream *stream, uint64_t *done, uint64_t *total);

/* Ends waiting for a slow input as soon as a signal handler sets FLAG. */
void stream_stop_when(struct stream *stream, const volatile sig_atomic_t *flag);

#endif

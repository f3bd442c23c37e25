/*
 * input.c: bytes from a file, a pipe or memory, unpacked on the way.
 *
 * The window is one buffer: [room for what is left over | 1 MiB to read into]. What is left over
 * is moved in front of the second part, so that read(2) always lands on a page boundary: on the
 * processors measured, a read that lands elsewhere costs up to five times as much.
 *
 * Packed input costs what it really unpacks to: nothing is allocated by a size that it claims.
 */
#include "engine/capture/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define PAGE_SIZE ((size_t)4096)
#define READ_SIZE ((size_t)1024 * 1024)
#define READ_AT INPUT_WINDOW_MAX
#define BUFFER_SIZE (READ_AT + READ_SIZE)
#define PACKED_SIZE ((size_t)128 * 1024)
#define GZIP_WINDOW_BITS (15 + 16) /* zlib: the largest window, gzip header */

enum packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD };

struct input {
    struct input_window window; /* on the buffer, or the memory */
    int fd;                     /* -1: memory */
    const uint8_t *memory;
    size_t memory_left;

    enum packing packing;
    uint8_t *packed; /* input of the unpacker */
    size_t packed_at, packed_end;
    z_stream zlib;
    ZSTD_DStream *zstd;
    bool between_members; /* the packed data may end here */

    uint8_t *buffer; /* NULL for plain memory: the window is the memory itself */

    bool ended;
    const char *trouble;
    uint64_t done, total;
    bool (*stopped)(void *context); /* NULL: any signal that is caught ends a read */
    void *stopped_context;
};

/* Up to SIZE bytes as they stand in the file; 0 at its end or on an error (trouble is set). */
static size_t
read_raw(struct input *input, uint8_t *out, size_t size)
{
    if (input->fd < 0) {
        size_t count = size < input->memory_left ? size : input->memory_left;
        if (count > 0)
            memcpy(out, input->memory, count);
        input->memory += count;
        input->memory_left -= count;
        input->done += count;
        return count;
    }
    for (;;) {
        ssize_t count = read(input->fd, out, size);
        if (count >= 0) {
            input->done += (uint64_t)count;
            return (size_t)count;
        }
        if (errno != EINTR || input->stopped == NULL || input->stopped(input->stopped_context)) {
            input->trouble = errno == EINTR ? "interrupted" : strerror(errno);
            return 0;
        }
    }
}

static bool
refill_packed(struct input *input)
{
    if (input->packed_at < input->packed_end)
        return true;
    input->packed_at = 0;
    input->packed_end = read_raw(input, input->packed, PACKED_SIZE);
    return input->packed_end > 0;
}

/* A further gzip member, or padding and other remains, which gzip(1) ignores too. */
static bool
next_gzip_member(struct input *input)
{
    if (!refill_packed(input) || input->packed[input->packed_at] != 0x1f)
        return false;
    return inflateReset(&input->zlib) == Z_OK;
}

static size_t
read_gzip(struct input *input, uint8_t *out, size_t size)
{
    z_stream *zlib = &input->zlib;
    zlib->next_out = out;
    zlib->avail_out = (uInt)size;
    while (zlib->avail_out == (uInt)size) {
        if (input->between_members) {
            if (!next_gzip_member(input))
                return 0;
            input->between_members = false;
        }
        if (!refill_packed(input)) {
            if (input->trouble == NULL)
                input->trouble = "the gzip data is cut short";
            return 0;
        }
        zlib->next_in = input->packed + input->packed_at;
        zlib->avail_in = (uInt)(input->packed_end - input->packed_at);
        int status = inflate(zlib, Z_NO_FLUSH);
        input->packed_at = input->packed_end - zlib->avail_in;
        if (status == Z_STREAM_END) {
            input->between_members = true;
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            input->trouble = "the gzip data is damaged";
            break; /* what came out before the damage still counts */
        }
    }
    return size - zlib->avail_out;
}

static size_t
read_zstd(struct input *input, uint8_t *out, size_t size)
{
    ZSTD_outBuffer output = { .dst = out, .size = size };
    while (output.pos == 0) {
        bool had_input = refill_packed(input);
        if (!had_input && (input->between_members || input->trouble != NULL))
            return 0;
        ZSTD_inBuffer packed = { .src = input->packed + input->packed_at,
                                 .size = input->packed_end - input->packed_at };
        size_t hint = ZSTD_decompressStream(input->zstd, &output, &packed);
        input->packed_at += packed.pos;
        if (ZSTD_isError(hint)) {
            input->trouble = "the zstd data is damaged";
            break;
        }
        input->between_members = hint == 0;
        if (!had_input && output.pos == 0) {
            input->trouble = "the zstd data is cut short";
            break;
        }
    }
    return output.pos;
}

static size_t
read_unpacked(struct input *input, uint8_t *out, size_t size)
{
    switch (input->packing) {
    case PACKING_NONE:
        return read_raw(input, out, size);
    case PACKING_GZIP:
        return read_gzip(input, out, size);
    case PACKING_ZSTD:
        return read_zstd(input, out, size);
    }
    return 0;
}

static void
refill(struct input *input)
{
    if (input->window.end == BUFFER_SIZE || input->window.start == input->window.end) {
        size_t left = input->window.end - input->window.start;
        memmove(input->buffer + READ_AT - left, input->buffer + input->window.start, left);
        input->window.start = READ_AT - left;
        input->window.end = READ_AT;
    }
    size_t count =
        read_unpacked(input, input->buffer + input->window.end, BUFFER_SIZE - input->window.end);
    input->window.end += count;
    if (count == 0 || input->trouble != NULL)
        input->ended = true;
}

static enum packing
packing_of(const uint8_t *bytes, size_t size)
{
    static const uint8_t gzip[] = { 0x1f, 0x8b };
    static const uint8_t zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };
    if (size >= sizeof gzip && memcmp(bytes, gzip, sizeof gzip) == 0)
        return PACKING_GZIP;
    if (size >= sizeof zstd && memcmp(bytes, zstd, sizeof zstd) == 0)
        return PACKING_ZSTD;
    return PACKING_NONE;
}

static bool
start_unpacking(struct input *input)
{
    if (input->packing == PACKING_GZIP)
        return inflateInit2(&input->zlib, GZIP_WINDOW_BITS) == Z_OK;
    input->zstd = ZSTD_createDStream();
    return input->zstd != NULL && !ZSTD_isError(ZSTD_initDStream(input->zstd));
}

/* Reads the first bytes, which say how the file is packed; 4 are enough, a pipe may give fewer. */
static bool
look_at_packing(struct input *input)
{
    uint8_t first[PAGE_SIZE];
    size_t count = 0;
    while (count < 4) {
        size_t more = read_raw(input, first + count, sizeof first - count);
        if (more == 0)
            break;
        count += more;
    }
    if (input->trouble != NULL)
        return false;
    input->packing = packing_of(first, count);
    if (input->packing == PACKING_NONE) {
        memcpy(input->buffer + READ_AT, first, count);
        input->window.start = READ_AT;
        input->window.end = READ_AT + count;
        return true;
    }
    input->packed = malloc(PACKED_SIZE);
    if (input->packed == NULL)
        return false;
    memcpy(input->packed, first, count);
    input->packed_end = count;
    input->window.start = input->window.end = READ_AT;
    return start_unpacking(input);
}

static struct input *
begin(struct input *input, const char **why)
{
    input->buffer = aligned_alloc(PAGE_SIZE, BUFFER_SIZE);
    input->window.bytes = input->buffer;
    if (input->buffer == NULL || !look_at_packing(input)) {
        *why = input->trouble != NULL ? input->trouble : "out of memory";
        input_close(input);
        return NULL;
    }
    return input;
}

struct input *
input_open(const char *path, const char **why)
{
    struct input *input = calloc(1, sizeof *input);
    if (input == NULL) {
        *why = "out of memory";
        return NULL;
    }
    bool is_stdin = strcmp(path, "-") == 0;
    input->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (input->fd < 0) {
        *why = errno == EINTR ? "interrupted" : strerror(errno);
        free(input);
        return NULL;
    }
    struct stat status;
    if (fstat(input->fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
        input->total = (uint64_t)status.st_size;
    return begin(input, why);
}

struct input *
input_open_memory(const void *bytes, size_t size, const char **why)
{
    struct input *input = calloc(1, sizeof *input);
    if (input == NULL) {
        *why = "out of memory";
        return NULL;
    }
    input->fd = -1;
    input->total = size;
    if (packing_of(bytes, size) == PACKING_NONE) {
        input->window.bytes = size > 0 ? bytes : (const uint8_t *)"";
        input->window.end = size;
        input->done = size;
        input->ended = true;
        return input;
    }
    input->memory = bytes;
    input->memory_left = size;
    return begin(input, why);
}

void
input_close(struct input *input)
{
    if (input == NULL)
        return;
    if (input->packing == PACKING_GZIP)
        inflateEnd(&input->zlib);
    ZSTD_freeDStream(input->zstd);
    if (input->fd > STDIN_FILENO)
        close(input->fd);
    free(input->packed);
    free(input->buffer);
    free(input);
}

_Static_assert(offsetof(struct input, window) == 0, "input_window takes the one for the other");

const uint8_t *
input_need_more(struct input *input, size_t count)
{
    const struct input_window *window = &input->window;
    while (window->end - window->start < count) {
        if (input->ended || count > INPUT_WINDOW_MAX)
            return NULL;
        refill(input);
    }
    return window->bytes + window->start;
}

uint64_t
input_skip(struct input *input, uint64_t count)
{
    uint64_t skipped = 0;
    while (skipped < count && (input_available(input) > 0 || input_need(input, 1) != NULL)) {
        uint64_t left = count - skipped;
        size_t step = input_available(input);
        if (step > left)
            step = (size_t)left;
        input_consume(input, step);
        skipped += step;
    }
    return skipped;
}

const char *
input_trouble(const struct input *input)
{
    return input->trouble;
}

void
input_progress(const struct input *input, uint64_t *done, uint64_t *total)
{
    *done = input->done;
    *total = input->total;
}

void
input_stop_when(struct input *input, bool (*stopped)(void *context), void *context)
{
    input->stopped = stopped;
    input->stopped_context = context;
}

/*
 * stream.c: bytes from a file, a pipe or memory, unpacked on the way.
 *
 * The window is one buffer: [room for what is left over | 1 MiB to read into]. What is left over
 * is moved in front of the second part, so that read(2) always lands on a page boundary: on the
 * processors measured, a read that lands elsewhere costs up to five times as much.
 *
 * Packed input costs what it really unpacks to: nothing is allocated by a size that it claims.
 */
#include "engine/capture/stream.h"

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
#define READ_AT STREAM_WINDOW_MAX
#define BUFFER_SIZE (READ_AT + READ_SIZE)
#define PACKED_SIZE ((size_t)128 * 1024)
#define GZIP_WINDOW_BITS (15 + 16) /* zlib: the largest window, gzip header */

enum packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD };

struct stream {
    int fd; /* -1: memory */
    const uint8_t *memory;
    size_t memory_left;

    enum packing packing;
    uint8_t *packed; /* input of the unpacker */
    size_t packed_at, packed_end;
    z_stream zlib;
    ZSTD_DStream *zstd;
    bool between_members; /* the packed data may end here */

    uint8_t *buffer;       /* NULL for plain memory: the window is the memory itself */
    const uint8_t *window; /* the buffer, or the memory */
    size_t start, end;
    uint64_t offset; /* of window[start] */

    bool ended;
    const char *trouble;
    uint64_t done, total;
    const volatile sig_atomic_t *stop;
};

/* Up to SIZE bytes as they stand in the file; 0 at its end or on an error (trouble is set). */
static size_t
read_raw(struct stream *stream, uint8_t *out, size_t size)
{
    if (stream->fd < 0) {
        size_t count = size < stream->memory_left ? size : stream->memory_left;
        if (count > 0)
            memcpy(out, stream->memory, count);
        stream->memory += count;
        stream->memory_left -= count;
        stream->done += count;
        return count;
    }
    for (;;) {
        ssize_t count = read(stream->fd, out, size);
        if (count >= 0) {
            stream->done += (uint64_t)count;
            return (size_t)count;
        }
        if (errno != EINTR || (stream->stop != NULL && *stream->stop)) {
            stream->trouble = errno == EINTR ? "interrupted" : strerror(errno);
            return 0;
        }
    }
}

static bool
refill_packed(struct stream *stream)
{
    if (stream->packed_at < stream->packed_end)
        return true;
    stream->packed_at = 0;
    stream->packed_end = read_raw(stream, stream->packed, PACKED_SIZE);
    return stream->packed_end > 0;
}

/* A further gzip member, or padding and other remains, which gzip(1) ignores too. */
static bool
next_gzip_member(struct stream *stream)
{
    if (!refill_packed(stream) || stream->packed[stream->packed_at] != 0x1f)
        return false;
    return inflateReset(&stream->zlib) == Z_OK;
}

static size_t
read_gzip(struct stream *stream, uint8_t *out, size_t size)
{
    z_stream *zlib = &stream->zlib;
    zlib->next_out = out;
    zlib->avail_out = (uInt)size;
    while (zlib->avail_out == (uInt)size) {
        if (stream->between_members) {
            if (!next_gzip_member(stream))
                return 0;
            stream->between_members = false;
        }
        if (!refill_packed(stream)) {
            if (stream->trouble == NULL)
                stream->trouble = "the gzip data is cut short";
            return 0;
        }
        zlib->next_in = stream->packed + stream->packed_at;
        zlib->avail_in = (uInt)(stream->packed_end - stream->packed_at);
        int status = inflate(zlib, Z_NO_FLUSH);
        stream->packed_at = stream->packed_end - zlib->avail_in;
        if (status == Z_STREAM_END) {
            stream->between_members = true;
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            stream->trouble = "the gzip data is damaged";
            break; /* what came out before the damage still counts */
        }
    }
    return size - zlib->avail_out;
}

static size_t
read_zstd(struct stream *stream, uint8_t *out, size_t size)
{
    ZSTD_outBuffer output = { .dst = out, .size = size };
    while (output.pos == 0) {
        bool had_input = refill_packed(stream);
        if (!had_input && (stream->between_members || stream->trouble != NULL))
            return 0;
        ZSTD_inBuffer input = { .src = stream->packed + stream->packed_at,
                                .size = stream->packed_end - stream->packed_at };
        size_t hint = ZSTD_decompressStream(stream->zstd, &output, &input);
        stream->packed_at += input.pos;
        if (ZSTD_isError(hint)) {
            stream->trouble = "the zstd data is damaged";
            break;
        }
        stream->between_members = hint == 0;
        if (!had_input && output.pos == 0) {
            stream->trouble = "the zstd data is cut short";
            break;
        }
    }
    return output.pos;
}

static size_t
read_unpacked(struct stream *stream, uint8_t *out, size_t size)
{
    switch (stream->packing) {
    case PACKING_NONE:
        return read_raw(stream, out, size);
    case PACKING_GZIP:
        return read_gzip(stream, out, size);
    case PACKING_ZSTD:
        return read_zstd(stream, out, size);
    }
    return 0;
}

static void
refill(struct stream *stream)
{
    if (stream->end == BUFFER_SIZE || stream->start == stream->end) {
        size_t left = stream->end - stream->start;
        memmove(stream->buffer + READ_AT - left, stream->buffer + stream->start, left);
        stream->start = READ_AT - left;
        stream->end = READ_AT;
    }
    size_t count = read_unpacked(stream, stream->buffer + stream->end, BUFFER_SIZE - stream->end);
    stream->end += count;
    if (count == 0 || stream->trouble != NULL)
        stream->ended = true;
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
start_unpacking(struct stream *stream)
{
    if (stream->packing == PACKING_GZIP)
        return inflateInit2(&stream->zlib, GZIP_WINDOW_BITS) == Z_OK;
    stream->zstd = ZSTD_createDStream();
    return stream->zstd != NULL && !ZSTD_isError(ZSTD_initDStream(stream->zstd));
}

/* Reads the first bytes, which say how the file is packed; 4 are enough, a pipe may give fewer. */
static bool
look_at_packing(struct stream *stream)
{
    uint8_t first[PAGE_SIZE];
    size_t count = 0;
    while (count < 4) {
        size_t more = read_raw(stream, first + count, sizeof first - count);
        if (more == 0)
            break;
        count += more;
    }
    if (stream->trouble != NULL)
        return false;
    stream->packing = packing_of(first, count);
    if (stream->packing == PACKING_NONE) {
        memcpy(stream->buffer + READ_AT, first, count);
        stream->start = READ_AT;
        stream->end = READ_AT + count;
        return true;
    }
    stream->packed = malloc(PACKED_SIZE);
    if (stream->packed == NULL)
        return false;
    memcpy(stream->packed, first, count);
    stream->packed_end = count;
    stream->start = stream->end = READ_AT;
    return start_unpacking(stream);
}

static struct stream *
begin(struct stream *stream, const char **why)
{
    stream->buffer = aligned_alloc(PAGE_SIZE, BUFFER_SIZE);
    stream->window = stream->buffer;
    if (stream->buffer == NULL || !look_at_packing(stream)) {
        *why = stream->trouble != NULL ? stream->trouble : "out of memory";
        stream_close(stream);
        return NULL;
    }
    return stream;
}

struct stream *
stream_open(const char *path, const char **why)
{
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        *why = "out of memory";
        return NULL;
    }
    bool is_stdin = strcmp(path, "-") == 0;
    stream->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (stream->fd < 0) {
        *why = strerror(errno);
        free(stream);
        return NULL;
    }
    struct stat status;
    if (fstat(stream->fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
        stream->total = (uint64_t)status.st_size;
    return begin(stream, why);
}

struct stream *
stream_open_memory(const void *bytes, size_t size, const char **why)
{
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        *why = "out of memory";
        return NULL;
    }
    stream->fd = -1;
    stream->total = size;
    if (packing_of(bytes, size) == PACKING_NONE) {
        stream->window = size > 0 ? bytes : (const uint8_t *)"";
        stream->end = size;
        stream->done = size;
        stream->ended = true;
        return stream;
    }
    stream->memory = bytes;
    stream->memory_left = size;
    return begin(stream, why);
}

void
stream_close(struct stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->packing == PACKING_GZIP)
        inflateEnd(&stream->zlib);
    ZSTD_freeDStream(stream->zstd);
    if (stream->fd > STDIN_FILENO)
        close(stream->fd);
    free(stream->packed);
    free(stream->buffer);
    free(stream);
}

const uint8_t *
stream_need(struct stream *stream, size_t count)
{
    while (stream->end - stream->start < count) {
        if (stream->ended || count > STREAM_WINDOW_MAX)
            return NULL;
        refill(stream);
    }
    return stream->window + stream->start;
}

size_t
stream_available(const struct stream *stream)
{
    return stream->end - stream->start;
}

void
stream_consume(struct stream *stream, size_t count)
{
    stream->start += count;
    stream->offset += count;
}

uint64_t
stream_skip(struct stream *stream, uint64_t count)
{
    uint64_t skipped = 0;
    while (skipped < count && (stream_available(stream) > 0 || stream_need(stream, 1) != NULL)) {
        uint64_t left = count - skipped;
        size_t step = stream_available(stream);
        if (step > left)
            step = (size_t)left;
        stream_consume(stream, step);
        skipped += step;
    }
    return skipped;
}

uint64_t
stream_offset(const struct stream *stream)
{
    return stream->offset;
}

const char *
stream_trouble(const struct stream *stream)
{
    return stream->trouble;
}

void
stream_progress(const struct stream *stream, uint64_t *done, uint64_t *total)
{
    *done = stream->done;
    *total = stream->total;
}

void
stream_stop_when(struct stream *stream, const volatile sig_atomic_t *flag)
{
    stream->stop = flag;
}

/*
 * writer.c: writes pcapng: named interfaces, nanoseconds, a comment on each packet.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/whole_file.h"
#include "engine/capture/capture.h"

_Static_assert(CAPTURE_ERROR_SIZE >= WHOLE_FILE_ERROR_SIZE, "errors are handed on");

#define BUFFER_SIZE ((size_t)256 * 1024)
#define OPTION_MAX ((size_t)65535)
#define PACKET_MAX ((size_t)256 * 1024)
#define APPLICATION "refire"

enum option_code {
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_INTERFACE_NAME = 2,
    OPTION_USER_APPLICATION = 4,
    OPTION_TIME_RESOLUTION = 9,
};

#define NANOSECONDS 9 /* units of 10^-9 s */

struct capture_writer {
    struct whole_file file;
    int error; /* the first errno; nothing is written after it */
    uint32_t interface_count;
    size_t used;
    uint8_t buffer[BUFFER_SIZE];
};

static void
flush(struct capture_writer *writer)
{
    size_t done = 0;
    while (done < writer->used && writer->error == 0) {
        ssize_t count = write(writer->file.fd, writer->buffer + done, writer->used - done);
        if (count >= 0)
            done += (size_t)count;
        else if (errno != EINTR)
            writer->error = errno;
    }
    writer->used = 0;
}

static void
put(struct capture_writer *writer, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    while (size > 0 && writer->error == 0) {
        size_t room = BUFFER_SIZE - writer->used;
        size_t count = size < room ? size : room;
        memcpy(writer->buffer + writer->used, at, count);
        writer->used += count;
        at += count;
        size -= count;
        if (writer->used == BUFFER_SIZE)
            flush(writer);
    }
}

static void
put_u16(struct capture_writer *writer, uint32_t value)
{
    uint8_t bytes[2] = { (uint8_t)value, (uint8_t)(value >> 8) };
    put(writer, bytes, sizeof bytes);
}

static void
put_u32(struct capture_writer *writer, uint32_t value)
{
    put_u16(writer, value & 0xffff);
    put_u16(writer, value >> 16);
}

static size_t
padded(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

static void
put_padded(struct capture_writer *writer, const void *bytes, size_t size)
{
    static const uint8_t zeros[4] = { 0 };
    put(writer, bytes, size);
    put(writer, zeros, padded(size) - size);
}

static size_t
option_size(size_t length)
{
    return 4 + padded(length);
}

static void
put_option(struct capture_writer *writer, enum option_code code, const void *value, size_t length)
{
    put_u16(writer, code);
    put_u16(writer, (uint32_t)length);
    put_padded(writer, value, length);
}

static size_t
text_length(const char *text)
{
    return text == NULL ? 0 : strnlen(text, OPTION_MAX);
}

static void
put_section(struct capture_writer *writer)
{
    size_t length = 28 + option_size(strlen(APPLICATION)) + option_size(0);
    put_u32(writer, 0x0a0d0d0a);
    put_u32(writer, (uint32_t)length);
    put_u32(writer, 0x1a2b3c4d);
    put_u16(writer, 1);
    put_u16(writer, 0);
    put_u32(writer, UINT32_MAX); /* a section length that is not told */
    put_u32(writer, UINT32_MAX);
    put_option(writer, OPTION_USER_APPLICATION, APPLICATION, strlen(APPLICATION));
    put_option(writer, OPTION_END, NULL, 0);
    put_u32(writer, (uint32_t)length);
}

struct capture_writer *
capture_create(const char *path, const char *const *inputs, size_t input_count,
               char error[CAPTURE_ERROR_SIZE])
{
    struct capture_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        snprintf(error, CAPTURE_ERROR_SIZE, "out of memory");
        return NULL;
    }
    if (!whole_file_open(&writer->file, path, inputs, input_count, error)) {
        free(writer);
        return NULL;
    }
    put_section(writer);
    return writer;
}

bool
capture_add_interface(struct capture_writer *writer, const char *name, int link_number)
{
    static const uint8_t resolution = NANOSECONDS;
    size_t name_length = text_length(name);
    size_t length = 20 + option_size(1) + option_size(0);
    if (name_length > 0)
        length += option_size(name_length);
    put_u32(writer, 1);
    put_u32(writer, (uint32_t)length);
    put_u16(writer, (uint32_t)link_number & 0xffff);
    put_u16(writer, 0);
    put_u32(writer, PACKET_MAX);
    if (name_length > 0)
        put_option(writer, OPTION_INTERFACE_NAME, name, name_length);
    put_option(writer, OPTION_TIME_RESOLUTION, &resolution, 1);
    put_option(writer, OPTION_END, NULL, 0);
    put_u32(writer, (uint32_t)length);
    writer->interface_count++;
    return writer->error == 0;
}

bool
capture_write(struct capture_writer *writer, uint32_t interface, int64_t time, const uint8_t *bytes,
              size_t captured, size_t wire_length, const char *comment)
{
    if (interface >= writer->interface_count || captured > PACKET_MAX) {
        if (writer->error == 0)
            writer->error = EINVAL;
        return false;
    }
    size_t comment_length = text_length(comment);
    size_t length = 32 + padded(captured);
    if (comment_length > 0)
        length += option_size(comment_length) + option_size(0);
    uint64_t ticks = (uint64_t)time;
    put_u32(writer, 6);
    put_u32(writer, (uint32_t)length);
    put_u32(writer, interface);
    put_u32(writer, (uint32_t)(ticks >> 32));
    put_u32(writer, (uint32_t)ticks);
    put_u32(writer, (uint32_t)captured);
    put_u32(writer, wire_length > UINT32_MAX ? UINT32_MAX : (uint32_t)wire_length);
    put_padded(writer, bytes, captured);
    if (comment_length > 0) {
        put_option(writer, OPTION_COMMENT, comment, comment_length);
        put_option(writer, OPTION_END, NULL, 0);
    }
    put_u32(writer, (uint32_t)length);
    return writer->error == 0;
}

bool
capture_finish(struct capture_writer *writer, char error[CAPTURE_ERROR_SIZE])
{
    flush(writer);
    bool written = whole_file_commit(&writer->file, writer->error, error);
    free(writer);
    return written;
}

void
capture_abandon(struct capture_writer *writer)
{
    if (writer == NULL)
        return;
    whole_file_abandon(&writer->file);
    free(writer);
}

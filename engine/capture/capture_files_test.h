/*
 * capture_files_test.h: captures of every form that is read, made in memory for the tests: the same
 * few packets in each.
 */
#ifndef REFIRE_ENGINE_CAPTURE_CAPTURE_FILES_TEST_H
#define REFIRE_ENGINE_CAPTURE_CAPTURE_FILES_TEST_H

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "engine/capture/capture.h"

#define FILE_MAX 4096
#define PACKETS 3

/* A file that is being made, in either byte order. */
struct file {
    uint8_t bytes[FILE_MAX];
    size_t size;
    bool big_endian;
};

static inline void
put(struct file *file, const void *bytes, size_t size)
{
    ck_assert_uint_le(file->size + size, FILE_MAX);
    if (size > 0)
        memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static inline void
put_u16(struct file *file, unsigned value)
{
    uint8_t little[2] = { (uint8_t)value, (uint8_t)(value >> 8) };
    uint8_t big[2] = { little[1], little[0] };
    put(file, file->big_endian ? big : little, 2);
}

static inline void
put_u32(struct file *file, uint32_t value)
{
    put_u16(file, file->big_endian ? value >> 16 : value & 0xffff);
    put_u16(file, file->big_endian ? value & 0xffff : value >> 16);
}

static inline void
put_u64(struct file *file, uint64_t value)
{
    uint32_t high = (uint32_t)(value >> 32);
    put_u32(file, file->big_endian ? high : (uint32_t)value);
    put_u32(file, file->big_endian ? (uint32_t)value : high);
}

static inline void
pad(struct file *file)
{
    while (file->size % 4 != 0)
        put(file, "", 1);
}

static inline void
put_option(struct file *file, unsigned code, const void *value, size_t length)
{
    put_u16(file, code);
    put_u16(file, (unsigned)length);
    put(file, value, length);
    pad(file);
}

/* Begins a block and returns where its length stands; end_block fills it in. */
static inline size_t
begin_block(struct file *file, uint32_t type)
{
    put_u32(file, type);
    put_u32(file, 0);
    return file->size - 4;
}

static inline void
end_block(struct file *file, size_t at)
{
    uint32_t length = (uint32_t)(file->size - (at - 4) + 4);
    size_t end = file->size;
    put_u32(file, length);
    file->size = at;
    put_u32(file, length);
    file->size = end + 4;
}

/* The packets of every file here: 14 + n bytes at 1000 s + n ms. */
static inline size_t
packet_bytes(unsigned number, uint8_t out[64])
{
    for (unsigned i = 0; i < 64; i++)
        out[i] = (uint8_t)(number * 16 + i);
    return 14 + number;
}

static inline int64_t
packet_time(unsigned number)
{
    return INT64_C(1000000000000) + (int64_t)number * 1000000;
}

enum pcap_magic { MICRO, NANO, MODIFIED };

static inline void
make_pcap(struct file *file, bool big_endian, enum pcap_magic magic, uint32_t link)
{
    static const uint32_t magics[] = { 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34 };
    *file = (struct file){ .big_endian = big_endian };
    put_u32(file, magics[magic]);
    put_u16(file, 2);
    put_u16(file, 4);
    put_u32(file, 0);
    put_u32(file, 0);
    put_u32(file, 65535);
    put_u32(file, link);
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t size = packet_bytes(i, bytes);
        put_u32(file, 1000);
        put_u32(file, magic == NANO ? i * 1000000 : i * 1000);
        put_u32(file, (uint32_t)size);
        put_u32(file, (uint32_t)size + 10);
        if (magic == MODIFIED)
            put(file, "\0\0\0\0\0\0\4\0", 8);
        put(file, bytes, size);
    }
}

static inline void
put_section(struct file *file)
{
    size_t at = begin_block(file, 0x0a0d0d0a);
    put_u32(file, 0x1a2b3c4d);
    put_u16(file, 1);
    put_u16(file, 0);
    put_u64(file, UINT64_MAX);
    end_block(file, at);
}

static inline void
put_interface(struct file *file, const char *name, uint8_t resolution, int64_t offset)
{
    size_t at = begin_block(file, 1);
    put_u16(file, 1);
    put_u16(file, 0);
    put_u32(file, 0);
    if (name != NULL)
        put_option(file, 2, name, strlen(name));
    put_option(file, 9, &resolution, 1);
    put_u16(file, 14);
    put_u16(file, 8);
    put_u64(file, (uint64_t)offset);
    put_option(file, 0, "", 0);
    end_block(file, at);
}

static inline void
put_enhanced(struct file *file, uint32_t interface, uint64_t ticks, unsigned number, uint32_t flags)
{
    uint8_t bytes[64];
    size_t size = packet_bytes(number, bytes);
    size_t at = begin_block(file, 6);
    put_u32(file, interface);
    put_u32(file, (uint32_t)(ticks >> 32));
    put_u32(file, (uint32_t)ticks);
    put_u32(file, (uint32_t)size);
    put_u32(file, (uint32_t)size + 10);
    put(file, bytes, size);
    pad(file);
    put_option(file, 1, "words", 5);
    put_u16(file, 2);
    put_u16(file, 4);
    put_u32(file, flags);
    put_option(file, 0, "", 0);
    end_block(file, at);
}

/* Two sections in opposite byte orders, clocks of several kinds, a block nobody knows. */
static inline void
make_pcapng(struct file *file, bool big_endian)
{
    *file = (struct file){ .big_endian = big_endian };
    put_section(file);
    put_interface(file, "inside", 9, 0);
    put_enhanced(file, 0, (uint64_t)packet_time(0), 0, 1);
    size_t at = begin_block(file, 0x0bad);
    put(file, "whatever", 8);
    end_block(file, at);
    file->big_endian = !big_endian;
    put_section(file);
    put_interface(file, "outside", 6, 900);
    put_interface(file, NULL, 0x80 | 10, 0);
    put_enhanced(file, 0, (uint64_t)(packet_time(1) / 1000) - 900000000, 1, 2);

    uint8_t bytes[64];
    size_t size = packet_bytes(2, bytes);
    at = begin_block(file, 2); /* the obsolete packet block */
    put_u16(file, 1);
    put_u16(file, 0);
    put_u64(file, 0); /* filled below: 1024000 + 2 ticks of 1/1024 s is 1000.00195 s */
    put_u32(file, (uint32_t)size);
    put_u32(file, (uint32_t)size + 10);
    put(file, bytes, size);
    pad(file);
    end_block(file, at);
    size_t end = file->size;
    file->size = at + 8;
    put_u32(file, 0);
    put_u32(file, 1024002);
    file->size = end;
}

static inline size_t
gzip(const struct file *file, uint8_t *out, size_t room)
{
    z_stream zlib = { .next_in = (Bytef *)file->bytes,
                      .avail_in = (uInt)file->size,
                      .next_out = out,
                      .avail_out = (uInt)room };
    ck_assert_int_eq(deflateInit2(&zlib, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    ck_assert_int_eq(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    size_t size = room - zlib.avail_out;
    deflateEnd(&zlib);
    return size;
}

static inline size_t
zstd(const struct file *file, uint8_t *out, size_t room)
{
    size_t size = ZSTD_compress(out, room, file->bytes, file->size, 3);
    ck_assert(!ZSTD_isError(size));
    return size;
}

enum form { FORM_PCAP, FORM_PCAP_BIG, FORM_PCAPNG, FORM_GZIP, FORM_ZSTD, FORM_COUNT };

static inline void
make_form(struct file *file, enum form form)
{
    struct file plain;
    switch (form) {
    case FORM_PCAP:
    case FORM_PCAP_BIG:
        make_pcap(file, form == FORM_PCAP_BIG, MICRO, 1);
        return;
    case FORM_PCAPNG:
        make_pcapng(file, false);
        return;
    case FORM_GZIP:
    case FORM_ZSTD:
        make_pcap(&plain, false, MICRO, 1);
        file->size = form == FORM_GZIP ? gzip(&plain, file->bytes, sizeof file->bytes)
                                       : zstd(&plain, file->bytes, sizeof file->bytes);
        return;
    case FORM_COUNT:
        return;
    }
}

#endif

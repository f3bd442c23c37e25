/*
 * capture_test.c: every form of capture we read, cut and flipped at every byte, and what we write
 * read back.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "engine/capture/capture.h"

#define FILE_MAX 4096
#define PACKETS 3
#define BATCH 7
#define ROW_INTERFACES 5

/* A file that is being made, in either byte order. */
struct file {
    uint8_t bytes[FILE_MAX];
    size_t size;
    bool big_endian;
};

static void
put(struct file *file, const void *bytes, size_t size)
{
    ck_assert_uint_le(file->size + size, FILE_MAX);
    if (size > 0)
        memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static void
put_u16(struct file *file, unsigned value)
{
    uint8_t little[2] = { (uint8_t)value, (uint8_t)(value >> 8) };
    uint8_t big[2] = { little[1], little[0] };
    put(file, file->big_endian ? big : little, 2);
}

static void
put_u32(struct file *file, uint32_t value)
{
    put_u16(file, file->big_endian ? value >> 16 : value & 0xffff);
    put_u16(file, file->big_endian ? value & 0xffff : value >> 16);
}

static void
put_u64(struct file *file, uint64_t value)
{
    uint32_t high = (uint32_t)(value >> 32);
    put_u32(file, file->big_endian ? high : (uint32_t)value);
    put_u32(file, file->big_endian ? (uint32_t)value : high);
}

static void
pad(struct file *file)
{
    while (file->size % 4 != 0)
        put(file, "", 1);
}

static void
put_option(struct file *file, unsigned code, const void *value, size_t length)
{
    put_u16(file, code);
    put_u16(file, (unsigned)length);
    put(file, value, length);
    pad(file);
}

/* Begins a block and returns where its length stands; end_block fills it in. */
static size_t
begin_block(struct file *file, uint32_t type)
{
    put_u32(file, type);
    put_u32(file, 0);
    return file->size - 4;
}

static void
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
static size_t
packet_bytes(unsigned number, uint8_t out[64])
{
    for (unsigned i = 0; i < 64; i++)
        out[i] = (uint8_t)(number * 16 + i);
    return 14 + number;
}

static int64_t
packet_time(unsigned number)
{
    return INT64_C(1000000000000) + (int64_t)number * 1000000;
}

enum pcap_magic { MICRO, NANO, MODIFIED };

static void
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

static void
put_section(struct file *file)
{
    size_t at = begin_block(file, 0x0a0d0d0a);
    put_u32(file, 0x1a2b3c4d);
    put_u16(file, 1);
    put_u16(file, 0);
    put_u64(file, UINT64_MAX);
    end_block(file, at);
}

static void
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

static void
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
static void
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

struct run {
    size_t packets;
    enum capture_status status;
    bool opened;
    uint64_t skipped;
    char error[CAPTURE_ERROR_SIZE];
};

/* Reads to the end; asks after the end too. */
static struct run
read_all(const void *bytes, size_t size)
{
    struct run run = { .status = CAPTURE_DAMAGED };
    struct capture_reader *reader = capture_open_memory(bytes, size, run.error);
    if (reader == NULL) {
        ck_assert_ptr_null(strchr(run.error, '\n'));
        ck_assert_str_ne(run.error, "");
        return run;
    }
    run.opened = true;
    struct capture_frame frame;
    while ((run.status = capture_next(reader, &frame)) == CAPTURE_PACKET) {
        run.packets++;
        unsigned sum = 0;
        for (size_t i = 0; i < frame.captured; i++)
            sum += frame.bytes[i];
        ck_assert_uint_le(sum, 255 * (unsigned)frame.captured);
        ck_assert_uint_ge(frame.wire_length, frame.captured);
        ck_assert(frame.time >= 0 && frame.time < CAPTURE_TIME_MAX);
    }
    ck_assert_int_eq(capture_next(reader, &frame), run.status);
    snprintf(run.error, sizeof run.error, "%s", capture_error(reader));
    run.skipped = capture_skipped(reader);
    ck_assert_int_eq(run.error[0] == '\0', run.status == CAPTURE_END && run.skipped == 0);
    capture_close(reader);
    return run;
}

static void
check_packets(const void *file, size_t size, enum seen_direction seen)
{
    char error[CAPTURE_ERROR_SIZE] = "";
    struct capture_reader *reader = capture_open_memory(file, size, error);
    ck_assert_msg(reader != NULL, "%s", error);
    struct capture_frame frame;
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t length = packet_bytes(i, bytes);
        ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
        ck_assert_int_eq(frame.time, packet_time(i));
        ck_assert_int_eq(frame.link, LINK_ETHERNET);
        ck_assert_int_eq(frame.link_number, 1);
        ck_assert_int_eq(frame.seen, seen);
        ck_assert_uint_eq(frame.captured, length);
        ck_assert_uint_eq(frame.wire_length, length + 10);
        ck_assert_mem_eq(frame.bytes, bytes, length);
    }
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    ck_assert_str_eq(capture_error(reader), "");
    uint64_t done, total;
    capture_progress(reader, &done, &total);
    ck_assert_uint_eq(done, total);
    capture_close(reader);
}

static const struct {
    bool big_endian;
    enum pcap_magic magic;
    enum seen_direction seen;
} pcap_forms[] = {
    { false, MICRO, SEEN_UNKNOWN },     { true, MICRO, SEEN_UNKNOWN },
    { false, NANO, SEEN_UNKNOWN },      { true, NANO, SEEN_UNKNOWN },
    { false, MODIFIED, SEEN_OUTGOING }, { true, MODIFIED, SEEN_OUTGOING },
};

START_TEST(pcap_is_read)
{
    struct file file;
    make_pcap(&file, pcap_forms[_i].big_endian, pcap_forms[_i].magic, 1);
    check_packets(file.bytes, file.size, pcap_forms[_i].seen);
}
END_TEST

START_TEST(pcap_before_2_3_has_its_lengths_swapped)
{
    struct file file;
    make_pcap(&file, false, MICRO, 1);
    file.bytes[6] = 2;
    for (size_t at = 24, i = 0; i < PACKETS; i++) {
        uint8_t captured = file.bytes[at + 8];
        file.bytes[at + 8] = file.bytes[at + 12];
        file.bytes[at + 12] = captured;
        at += 16 + (size_t)captured;
    }
    check_packets(file.bytes, file.size, SEEN_UNKNOWN);
}
END_TEST

START_TEST(pcapng_is_read)
{
    struct file file;
    make_pcapng(&file, _i == 1);
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    ck_assert_ptr_nonnull(reader);
    static const struct {
        int64_t time;
        const char *name;
        enum seen_direction seen;
    } expected[PACKETS] = {
        { INT64_C(1000000000000), "inside", SEEN_INCOMING },
        { INT64_C(1000001000000), "outside", SEEN_OUTGOING },
        { INT64_C(1000001953125), NULL, SEEN_UNKNOWN },
    };
    struct capture_frame frame;
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t length = packet_bytes(i, bytes);
        ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
        ck_assert_int_eq(frame.time, expected[i].time);
        ck_assert_int_eq(frame.seen, expected[i].seen);
        ck_assert_uint_eq(frame.captured, length);
        ck_assert_uint_eq(frame.interface, i);
        ck_assert_mem_eq(frame.bytes, bytes, length);
        ck_assert_pstr_eq(capture_interface_name(reader, frame.interface), expected[i].name);
    }
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    ck_assert_uint_eq(capture_skipped(reader), 0);
    ck_assert_ptr_null(capture_interface_name(reader, 77));
    capture_close(reader);
}
END_TEST

START_TEST(a_simple_packet_is_cut_at_the_snap_length)
{
    struct file file = { .size = 0 };
    put_section(&file);
    size_t at = begin_block(&file, 1);
    put_u16(&file, 101);
    put_u16(&file, 0);
    put_u32(&file, 10);
    end_block(&file, at);
    at = begin_block(&file, 3);
    put_u32(&file, 1400);
    put(&file, "0123456789xx", 12);
    end_block(&file, at);

    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    ck_assert_ptr_nonnull(reader);
    struct capture_frame frame;
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
    ck_assert_uint_eq(frame.captured, 10);
    ck_assert_uint_eq(frame.wire_length, 1400);
    ck_assert_int_eq(frame.link, LINK_RAW_IP);
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    capture_close(reader);
}
END_TEST

static const struct {
    uint32_t number;
    enum link_type link;
} links[] = {
    { 0, LINK_NULL },
    { 1, LINK_ETHERNET },
    { 12, LINK_RAW_IP },
    { 14, LINK_RAW_IP },
    { 101, LINK_RAW_IP },
    { 228, LINK_RAW_IP },
    { 108, LINK_NULL },
    { 113, LINK_COOKED_V1 },
    { 276, LINK_COOKED_V2 },
    { 0x10000001, LINK_ETHERNET }, /* four bytes of frame check sequence */
    { 9, LINK_PPP },
    { 50, LINK_PPP },
    { 51, LINK_PPPOE },
    { 104, LINK_CISCO_HDLC },
    { 105, LINK_WIFI },
    { 127, LINK_RADIOTAP },
    { 204, LINK_PPP_DIRECTED },
    { 229, LINK_RAW_IP },
    { 6, LINK_UNKNOWN },
    { 0x03ffffff, LINK_UNKNOWN },
};

START_TEST(link_types_are_told_apart)
{
    struct file file;
    make_pcap(&file, false, MICRO, links[_i].number);
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    struct capture_frame frame;
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
    ck_assert_int_eq(frame.link, links[_i].link);
    capture_close(reader);
}
END_TEST

/* Packet 0 is the bytes 0, 1, 2, ...: they are put in the place of the cooked packet type. */
static const struct {
    uint32_t link;
    size_t place;
    uint8_t type;
    enum seen_direction seen;
} cooked[] = {
    { 113, 1, 0, SEEN_INCOMING },  { 113, 1, 1, SEEN_INCOMING },  { 113, 1, 2, SEEN_INCOMING },
    { 113, 1, 3, SEEN_UNKNOWN },   { 113, 1, 4, SEEN_OUTGOING },  { 113, 1, 5, SEEN_UNKNOWN },
    { 276, 10, 0, SEEN_INCOMING }, { 276, 10, 4, SEEN_OUTGOING }, { 276, 10, 3, SEEN_UNKNOWN },
};

START_TEST(cooked_headers_tell_the_direction)
{
    struct file file;
    make_pcap(&file, false, MICRO, cooked[_i].link);
    memset(file.bytes + 40, 0, 14);
    file.bytes[40 + cooked[_i].place] = cooked[_i].type;
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    struct capture_frame frame;
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
    ck_assert_int_eq(frame.seen, cooked[_i].seen);
    capture_close(reader);
}
END_TEST

START_TEST(link_names_come_from_libpcap)
{
    ck_assert_str_eq(capture_link_name(1), "EN10MB");
    ck_assert_str_eq(capture_link_name(101), "RAW");
    ck_assert_str_eq(capture_link_name(113), "LINUX_SLL");
    ck_assert_ptr_null(capture_link_name(0x03ffffff));
}
END_TEST

static size_t
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

static size_t
zstd(const struct file *file, uint8_t *out, size_t room)
{
    size_t size = ZSTD_compress(out, room, file->bytes, file->size, 3);
    ck_assert(!ZSTD_isError(size));
    return size;
}

START_TEST(packed_captures_are_unpacked)
{
    struct file file;
    uint8_t packed[FILE_MAX];
    make_pcap(&file, false, MICRO, 1);
    size_t size = _i == 0 ? gzip(&file, packed, sizeof packed) : zstd(&file, packed, sizeof packed);
    check_packets(packed, size, SEEN_UNKNOWN);
}
END_TEST

START_TEST(gzip_members_and_zstd_frames_follow_one_another)
{
    struct file whole, part;
    uint8_t packed[FILE_MAX];
    make_pcap(&whole, false, MICRO, 1);
    size_t size = 0;
    for (size_t at = 0; at < whole.size; at += 31) {
        part.size = whole.size - at < 31 ? whole.size - at : 31;
        memcpy(part.bytes, whole.bytes + at, part.size);
        size += _i == 0 ? gzip(&part, packed + size, sizeof packed - size)
                        : zstd(&part, packed + size, sizeof packed - size);
    }
    check_packets(packed, size, SEEN_UNKNOWN);
    if (_i == 0) { /* a tape's padding */
        memset(packed + size, 0, 100);
        check_packets(packed, size + 100, SEEN_UNKNOWN);
    }
}
END_TEST

enum form { FORM_PCAP, FORM_PCAP_BIG, FORM_PCAPNG, FORM_GZIP, FORM_ZSTD, FORM_COUNT };

static void
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

/* Exactly the cuts between records are an end in order; every other one is damage that says so. */
START_TEST(cut_at_every_length)
{
    struct file file;
    make_form(&file, (enum form)_i);
    size_t in_order = 0, last_packets = 0;
    for (size_t size = 0; size <= file.size; size++) {
        uint8_t *copy = malloc(size > 0 ? size : 1); /* so that a sanitizer sees any overrun */
        memcpy(copy, file.bytes, size);
        struct run run = read_all(copy, size);
        free(copy);
        ck_assert_uint_ge(run.packets, last_packets);
        ck_assert_uint_le(run.packets, PACKETS);
        last_packets = run.packets;
        in_order += run.status == CAPTURE_END;
        if (run.opened && run.status == CAPTURE_DAMAGED)
            ck_assert_ptr_nonnull(strstr(run.error, "at byte "));
    }
    ck_assert_uint_eq(last_packets, PACKETS);
    /* pcap: after the header and each packet; pcapng: after each of its 8 blocks; packed: whole */
    static const size_t ends[FORM_COUNT] = { 1 + PACKETS, 1 + PACKETS, 9, 1, 1 };
    ck_assert_uint_eq(in_order, ends[_i]);
}
END_TEST

START_TEST(flip_every_byte)
{
    struct file file;
    make_form(&file, (enum form)_i);
    for (size_t at = 0; at < file.size; at++) {
        static const uint8_t flips[] = { 0x01, 0x80, 0xff };
        for (size_t i = 0; i < sizeof flips; i++) {
            uint8_t *copy = malloc(file.size);
            memcpy(copy, file.bytes, file.size);
            copy[at] ^= flips[i];
            (void)read_all(copy, file.size);
            free(copy);
        }
    }
}
END_TEST

/* A batch: what comes next, and what can be looked at together with it. */
static size_t
next_batch(struct capture_reader *reader, struct capture_frame frames[static BATCH])
{
    if (capture_next(reader, &frames[0]) != CAPTURE_PACKET)
        return 0;
    return 1 + capture_take_at_hand(reader, &frames[1], sizeof frames[0], BATCH - 1);
}

static void
expect_same_frame(const struct capture_frame *a, const struct capture_frame *b)
{
    ck_assert_int_eq(a->time, b->time);
    ck_assert_int_eq(a->link, b->link);
    ck_assert_int_eq(a->link_number, b->link_number);
    ck_assert_uint_eq(a->captured, b->captured);
    ck_assert_uint_eq(a->wire_length, b->wire_length);
    ck_assert_int_eq(a->seen, b->seen);
    ck_assert_uint_eq(a->interface, b->interface);
    ck_assert_uint_eq(a->file_offset, b->file_offset);
    ck_assert_int_eq(memcmp(a->bytes, b->bytes, a->captured), 0);
}

/* One by one and in batches the same comes out. How many frames there were. */
static size_t
expect_same_ways(const uint8_t *bytes, size_t size)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *singly = capture_open_memory(bytes, size, error);
    struct capture_reader *together = capture_open_memory(bytes, size, error);
    ck_assert_int_eq(singly == NULL, together == NULL);
    if (singly == NULL)
        return 0;
    struct capture_frame frames[BATCH], frame;
    size_t total = 0;
    for (size_t count; (count = next_batch(together, frames)) > 0; total += count) {
        for (size_t i = 0; i < count; i++) {
            ck_assert_int_eq(capture_next(singly, &frame), CAPTURE_PACKET);
            expect_same_frame(&frames[i], &frame);
        }
    }
    ck_assert_int_eq(capture_next(singly, &frame), capture_next(together, &frame));
    ck_assert_str_eq(capture_error(singly), capture_error(together));
    ck_assert_uint_eq(capture_skipped(singly), capture_skipped(together));
    capture_close(singly);
    capture_close(together);
    return total;
}

/* Packets of interfaces with clocks of several kinds, in one row, one of them with its direction.
 */
static void
make_row_of_packets(struct file *file, bool big_endian)
{
    *file = (struct file){ .big_endian = big_endian };
    put_section(file);
    put_interface(file, "inside", 9, 0);
    put_interface(file, "outside", 6, 0);
    put_interface(file, NULL, 6, 900);
    put_interface(file, NULL, 12, 0);
    put_interface(file, NULL, 0x80 | 10, 0);
    for (uint32_t i = 0; i < 2 * ROW_INTERFACES; i++)
        put_enhanced(file, i % ROW_INTERFACES, (uint64_t)packet_time(0) + i, i % PACKETS,
                     i == 1 ? 1 : 0);
}

/* Each byte flipped, and cut at each length: the quick way takes what it knows, and no more. */
START_TEST(batches_are_read_like_single_packets)
{
    static const uint8_t flips[] = { 0x01, 0x04, 0x80, 0xff };
    struct file file;
    if (_i < 2)
        make_row_of_packets(&file, _i == 1);
    else
        make_form(&file, (enum form)(_i - 2));
    ck_assert_uint_ge(expect_same_ways(file.bytes, file.size), _i < 2 ? BATCH : PACKETS);
    for (size_t at = 0; at < file.size; at++) {
        uint8_t *copy = malloc(file.size);
        memcpy(copy, file.bytes, file.size);
        for (size_t i = 0; i < sizeof flips; i++) {
            copy[at] = file.bytes[at] ^ flips[i];
            (void)expect_same_ways(copy, file.size);
        }
        free(copy);
        copy = malloc(at > 0 ? at : 1);
        memcpy(copy, file.bytes, at);
        (void)expect_same_ways(copy, at);
        free(copy);
    }
}
END_TEST

/* Damage, one row each: what is written where, and the words of the error. */
static const struct {
    const char *what;
    bool pcapng;
    size_t at;
    uint32_t value;
    const char *error;
    size_t packets;
    uint64_t skipped;
    enum capture_status status;
} damages[] = {
    { "record longer than any", false, 24 + 8, 0x7fffffff, "damaged at byte 24: a record of 21474",
      0, 0, CAPTURE_DAMAGED },
    { "record just too long", false, 24 + 8, 256 * 1024 + 1, "not to be believed", 0, 0,
      CAPTURE_DAMAGED },
    { "record past the end", false, 24 + 8, 1000,
      "damaged at byte 24: the file ends inside a record: 1016 bytes expected, 93 there", 0, 0,
      CAPTURE_DAMAGED },
    { "block length 0", true, 28 + 4, 0, "damaged at byte 28: a block cannot be 0 bytes long", 0, 0,
      CAPTURE_DAMAGED },
    { "block length odd", true, 28 + 4, 57, "a block cannot be 57 bytes long", 0, 0,
      CAPTURE_DAMAGED },
    { "block of 4 GB", true, 28 + 4, 0xfffffffc, "not to be believed", 0, 0, CAPTURE_DAMAGED },
    { "unknown block of 4 GB", true, 28 + 56 + 72 + 4, 0xfffffffc,
      "damaged at byte 156: the file ends inside a block: 4294967292 bytes expected", 1, 0,
      CAPTURE_DAMAGED },
    { "interface block of unknown type", true, 28, 0xbad, "it names interface 0", 2, 1,
      CAPTURE_END },
    { "two lengths that differ", true, 28 + 52, 60,
      "says 56 bytes in front and 60 bytes at its end", 0, 0, CAPTURE_DAMAGED },
    { "byte order magic", true, 8, 0, "byte-order magic of a section is 0x00000000", 0, 0,
      CAPTURE_DAMAGED },
    { "interface without a description", true, 28 + 56 + 8, 9,
      "record at byte 84 passed over: it names interface 9", 2, 1, CAPTURE_END },
    { "captured length past its block", true, 28 + 56 + 20, 5000, "5000 captured bytes in a block",
      2, 1, CAPTURE_END },
    { "time after 2116", true, 28 + 56 + 12, 0xffffffff, "its time stamp is out of range", 2, 1,
      CAPTURE_END },
};

START_TEST(damage_is_named)
{
    struct file file;
    if (damages[_i].pcapng)
        make_pcapng(&file, false);
    else
        make_pcap(&file, false, MICRO, 1);
    size_t end = file.size;
    file.size = damages[_i].at;
    file.big_endian = false;
    put_u32(&file, damages[_i].value);
    struct run run = read_all(file.bytes, end);
    ck_assert_msg(strstr(run.error, damages[_i].error) != NULL, "%s: %s", damages[_i].what,
                  run.error);
    ck_assert_uint_eq(run.packets, damages[_i].packets);
    ck_assert_uint_eq(run.skipped, damages[_i].skipped);
    ck_assert_int_eq(run.status, damages[_i].status);
}
END_TEST

START_TEST(what_is_no_capture_is_refused)
{
    static const char *const texts[] = { "", "a", "PIX Version 6.2(1)\n", "\x1f\x8b",
                                         "\x28\xb5\x2f\xfd" };
    struct run run = read_all(texts[_i], strlen(texts[_i]));
    ck_assert(!run.opened);
}
END_TEST

START_TEST(a_time_of_any_clock_stays_in_range)
{
    static const struct {
        uint8_t resolution;
        int64_t offset;
        uint64_t ticks;
        int64_t time; /* -1: passed over */
    } clocks[] = {
        { 9, 0, 5, 5 },
        { 0, 0, 5, INT64_C(5000000000) },
        { 12, 0, 5999, 5 },
        { 127, 0, UINT64_MAX, 0 },
        { 0xff, 0, UINT64_MAX, 0 },
        { 0x80, 3, 4, INT64_C(7000000000) },
        { 9, -1, 1000000007, 7 },
        { 9, -2, 1000000007, -1 },
        { 0, 0, UINT64_MAX, -1 },
        { 6, INT64_MAX, 0, -1 },
        { 6, INT64_MIN, UINT64_MAX, -1 },
    };
    struct file file = { .size = 0 };
    put_section(&file);
    put_interface(&file, "x", clocks[_i].resolution, clocks[_i].offset);
    put_enhanced(&file, 0, clocks[_i].ticks, 0, 0);
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(file.bytes, file.size, error);
    struct capture_frame frame;
    enum capture_status status = capture_next(reader, &frame);
    ck_assert_int_eq(status, clocks[_i].time < 0 ? CAPTURE_END : CAPTURE_PACKET);
    if (clocks[_i].time >= 0)
        ck_assert_int_eq(frame.time, clocks[_i].time);
    ck_assert_uint_eq(capture_skipped(reader), clocks[_i].time < 0);
    capture_close(reader);
}
END_TEST

START_TEST(a_filter_chooses)
{
    char error[CAPTURE_ERROR_SIZE];
    ck_assert_ptr_null(capture_filter_new("port port", error));
    ck_assert_str_ne(error, "");
    struct capture_filter *filter = capture_filter_new("ip proto 47", error);
    ck_assert_ptr_nonnull(filter);
    uint8_t bytes[34] = { [12] = 0x08, [14] = 0x45, [23] = 47 };
    struct capture_frame frame = {
        .link_number = 1, .bytes = bytes, .captured = 34, .wire_length = 34
    };
    ck_assert(capture_filter_matches(filter, &frame));
    bytes[23] = 6;
    ck_assert(!capture_filter_matches(filter, &frame));
    bytes[23] = 47;
    frame = (struct capture_frame){
        .link_number = 101, .bytes = bytes + 14, .captured = 20, .wire_length = 20
    };
    ck_assert(capture_filter_matches(filter, &frame));
    frame.link_number = 0x03ffffff;
    ck_assert(!capture_filter_matches(filter, &frame));
    capture_filter_free(filter);
}
END_TEST

/* A folder for what is written, gone after the test. */
static char folder[64];

static void
make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/capture_test.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
path_in_folder(char path[128], const char *name)
{
    snprintf(path, 128, "%s/%s", folder, name);
}

static void
remove_folder(void)
{
    static const char *const names[] = { "out.pcapng", "big.pcapng", "in.pcap",
                                         "another-name.pcap" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        char path[128];
        path_in_folder(path, names[i]);
        unlink(path);
    }
    ck_assert_int_eq(rmdir(folder), 0); /* no temporary file is left */
}

START_TEST(what_is_written_reads_back)
{
    char path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "out.pcapng");
    struct capture_writer *writer = capture_create(path, NULL, 0, error);
    ck_assert_msg(writer != NULL, "%s", error);
    ck_assert(capture_add_interface(writer, "inside", 1));
    ck_assert(capture_add_interface(writer, "outside", 101));
    ck_assert(capture_add_interface(writer, NULL, 1));
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t size = packet_bytes(i, bytes);
        ck_assert(capture_write(writer, i, packet_time(i) + 7, bytes, size, size + 1,
                                i == 1 ? "passed" : NULL));
    }
    ck_assert_int_ne(access(path, F_OK), 0); /* not before it is whole */
    ck_assert(capture_finish(writer, error));

    struct capture_reader *reader = capture_open(path, error);
    ck_assert_msg(reader != NULL, "%s", error);
    static const char *const names[PACKETS] = { "inside", "outside", NULL };
    struct capture_frame frame;
    for (unsigned i = 0; i < PACKETS; i++) {
        uint8_t bytes[64];
        size_t size = packet_bytes(i, bytes);
        ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
        ck_assert_pstr_eq(capture_interface_name(reader, frame.interface), names[i]);
        ck_assert_int_eq(frame.time, packet_time(i) + 7);
        ck_assert_int_eq(frame.link_number, i == 1 ? 101 : 1);
        ck_assert_uint_eq(frame.captured, size);
        ck_assert_uint_eq(frame.wire_length, size + 1);
        ck_assert_mem_eq(frame.bytes, bytes, size);
    }
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    capture_close(reader);
}
END_TEST

START_TEST(records_may_straddle_any_buffer)
{
    enum { COUNT = 60, SIZE = 200 * 1024 };
    char path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "big.pcapng");
    uint8_t *bytes = malloc(SIZE);
    struct capture_writer *writer = capture_create(path, NULL, 0, error);
    ck_assert(capture_add_interface(writer, "x", 1));
    for (unsigned i = 0; i < COUNT; i++) {
        memset(bytes, (int)i, SIZE);
        ck_assert(capture_write(writer, 0, i, bytes, SIZE - i, SIZE - i, NULL));
    }
    ck_assert(capture_finish(writer, error));
    struct capture_reader *reader = capture_open(path, error);
    struct capture_frame frame;
    for (unsigned i = 0; i < COUNT; i++) {
        memset(bytes, (int)i, SIZE);
        ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_PACKET);
        ck_assert_uint_eq(frame.captured, SIZE - i);
        ck_assert_int_eq(memcmp(frame.bytes, bytes, SIZE - i), 0);
    }
    ck_assert_int_eq(capture_next(reader, &frame), CAPTURE_END);
    capture_close(reader);
    free(bytes);
}
END_TEST

START_TEST(an_input_is_not_written_over)
{
    char path[128], link_path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "in.pcap");
    path_in_folder(link_path, "another-name.pcap");
    FILE *file = fopen(path, "w");
    fputs("kept", file);
    fclose(file);
    ck_assert_int_eq(link(path, link_path), 0);
    const char *inputs[] = { "/nowhere", path };
    ck_assert_ptr_null(capture_create(link_path, inputs, 2, error));
    ck_assert_ptr_nonnull(strstr(error, "input"));
}
END_TEST

START_TEST(an_abandoned_file_leaves_nothing)
{
    char path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "out.pcapng");
    struct capture_writer *writer = capture_create(path, NULL, 0, error);
    capture_abandon(writer);
    writer = capture_create("/nowhere/at/all", NULL, 0, error);
    ck_assert_ptr_null(writer);
    ck_assert_str_ne(error, "");
    ck_assert_int_eq(rmdir(folder), 0); /* it is empty */
    ck_assert_int_eq(mkdir(folder, 0700), 0);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
    char error[CAPTURE_ERROR_SIZE] = "";
    struct capture_writer *writer = capture_create("/dev/full", NULL, 0, error);
    ck_assert_msg(writer != NULL, "%s", error);
    ck_assert(capture_add_interface(writer, "x", 1));
    ck_assert(!capture_finish(writer, error));
    ck_assert_ptr_nonnull(strstr(error, "No space"));
}
END_TEST

START_TEST(a_packet_of_no_interface_is_refused)
{
    char path[128], error[CAPTURE_ERROR_SIZE] = "";
    path_in_folder(path, "out.pcapng");
    struct capture_writer *writer = capture_create(path, NULL, 0, error);
    ck_assert(!capture_write(writer, 0, 0, (const uint8_t *)"x", 1, 1, NULL));
    ck_assert(!capture_finish(writer, error));
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

static Suite *
capture_suite(void)
{
    Suite *suite = suite_create("capture");
    TCase *forms = tcase_create("forms");
    tcase_add_loop_test(forms, pcap_is_read, 0, (int)ARRAY_LENGTH(pcap_forms));
    tcase_add_test(forms, pcap_before_2_3_has_its_lengths_swapped);
    tcase_add_loop_test(forms, pcapng_is_read, 0, 2);
    tcase_add_test(forms, a_simple_packet_is_cut_at_the_snap_length);
    tcase_add_loop_test(forms, link_types_are_told_apart, 0, (int)ARRAY_LENGTH(links));
    tcase_add_loop_test(forms, cooked_headers_tell_the_direction, 0, (int)ARRAY_LENGTH(cooked));
    tcase_add_test(forms, link_names_come_from_libpcap);
    tcase_add_loop_test(forms, packed_captures_are_unpacked, 0, 2);
    tcase_add_loop_test(forms, gzip_members_and_zstd_frames_follow_one_another, 0, 2);
    tcase_add_loop_test(forms, a_time_of_any_clock_stays_in_range, 0, 11);
    tcase_add_test(forms, a_filter_chooses);
    suite_add_tcase(suite, forms);

    TCase *hostile = tcase_create("hostile");
    tcase_set_timeout(hostile, 60);
    tcase_add_loop_test(hostile, cut_at_every_length, 0, FORM_COUNT);
    tcase_add_loop_test(hostile, flip_every_byte, 0, FORM_COUNT);
    tcase_add_loop_test(hostile, batches_are_read_like_single_packets, 0, 2 + FORM_COUNT);
    tcase_add_loop_test(hostile, damage_is_named, 0, (int)ARRAY_LENGTH(damages));
    tcase_add_loop_test(hostile, what_is_no_capture_is_refused, 0, 5);
    suite_add_tcase(suite, hostile);

    TCase *writing = tcase_create("writing");
    tcase_add_checked_fixture(writing, make_folder, remove_folder);
    tcase_add_test(writing, what_is_written_reads_back);
    tcase_add_test(writing, records_may_straddle_any_buffer);
    tcase_add_test(writing, an_input_is_not_written_over);
    tcase_add_test(writing, an_abandoned_file_leaves_nothing);
    tcase_add_test(writing, a_full_disk_is_told);
    tcase_add_test(writing, a_packet_of_no_interface_is_refused);
    suite_add_tcase(suite, writing);
    return suite;
}

int
main(void)
{
    SRunner *runner = srunner_create(capture_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * pcapng.c: reads pcapng, draft-ietf-opsawg-pcapng: sections of either byte order, interfaces with
 * their names and clocks, enhanced, simple and obsolete packet blocks. Other blocks are passed
 * over, whatever their size.
 *
 * A block frames what is in it: when its two lengths agree but its contents do not add up, the
 * block is skipped and counted, and reading goes on.
 */
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/capture/reader.h"

enum block_type {
    BLOCK_INTERFACE = 1,
    BLOCK_OLD_PACKET = 2,
    BLOCK_SIMPLE_PACKET = 3,
    BLOCK_ENHANCED_PACKET = 6,
    BLOCK_SECTION = 0x0a0d0d0a,
};

enum option_code {
    OPTION_END = 0,
    OPTION_PACKET_FLAGS = 2,
    OPTION_INTERFACE_NAME = 2,
    OPTION_TIME_RESOLUTION = 9,
    OPTION_TIME_OFFSET = 14,
};

#define BYTE_ORDER_MAGIC UINT32_C(0x1a2b3c4d)
#define BLOCK_HEADER 8 /* type, length */
#define BLOCK_FRAME 12 /* and the length again at the end */
#define SECTION_MIN 28 /* frame, magic, version, section length */
#define INTERFACES_MAX 65536
#define INTERFACE_NAME_MAX 255
#define DEFAULT_EXPONENT 6 /* microseconds */

/* The body of a block: what stands between its two lengths. */
struct block {
    uint32_t type;
    uint32_t length;
    uint64_t offset;
    const uint8_t *body;
    size_t body_length;
};

struct option {
    uint16_t code;
    uint16_t length;
    const uint8_t *value;
};

/* The next option of [*AT, END); false at the end of the list, or where it stops making sense. */
static bool
next_option(const struct capture_reader *reader, const uint8_t **at, const uint8_t *end,
            struct option *option)
{
    if (end - *at < 4)
        return false;
    option->code = file_u16(reader, *at);
    option->length = file_u16(reader, *at + 2);
    option->value = *at + 4;
    size_t padded = ((size_t)option->length + 3) & ~(size_t)3;
    if (option->code == OPTION_END || (size_t)(end - option->value) < padded)
        return false;
    *at = option->value + padded;
    return true;
}

static int64_t
file_i64(const struct capture_reader *reader, const uint8_t *at)
{
    uint64_t first = file_u32(reader, at);
    uint64_t second = file_u32(reader, at + 4);
    return (int64_t)(reader->big_endian ? first << 32 | second : second << 32 | first);
}

/* Ten to the nineteenth still fits 64 bits; finer clocks tick below what a nanosecond can tell. */
static __int128
ten_to(uint8_t exponent)
{
    __int128 power = 1;
    for (uint8_t i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

/* False when the result lies outside 0 .. CAPTURE_TIME_MAX. */
static bool
block_time(const struct capture_interface *interface, uint64_t ticks, int64_t *time)
{
    __int128 ns;
    if (interface->binary_resolution)
        ns = (__int128)ticks * NS_PER_SECOND >> interface->exponent;
    else if (interface->exponent <= 9)
        ns = (__int128)ticks * ten_to((uint8_t)(9 - interface->exponent));
    else
        ns = (__int128)ticks / ten_to((uint8_t)(interface->exponent - 9));
    ns += (__int128)interface->offset_seconds * NS_PER_SECOND;
    if (ns < 0 || ns >= CAPTURE_TIME_MAX)
        return false;
    *time = (int64_t)ns;
    return true;
}

static void
read_resolution(struct capture_interface *interface, uint8_t value)
{
    interface->binary_resolution = (value & 0x80) != 0;
    interface->exponent = value & 0x7f;
    /* Neither clock can be finer than its 64-bit count allows to matter: all times become 0. */
    uint8_t limit = interface->binary_resolution ? 94 : 29;
    if (interface->exponent > limit)
        interface->exponent = limit;
}

static bool
read_interface_options(const struct capture_reader *reader, const struct block *block,
                       struct capture_interface *interface)
{
    const uint8_t *at = block->body + 8;
    const uint8_t *end = block->body + block->body_length;
    struct option option;
    while (next_option(reader, &at, end, &option)) {
        if (option.code == OPTION_TIME_RESOLUTION && option.length >= 1) {
            read_resolution(interface, option.value[0]);
        } else if (option.code == OPTION_TIME_OFFSET && option.length >= 8) {
            interface->offset_seconds = file_i64(reader, option.value);
        } else if (option.code == OPTION_INTERFACE_NAME && interface->name == NULL) {
            size_t length = option.length < INTERFACE_NAME_MAX ? option.length : INTERFACE_NAME_MAX;
            interface->name = strndup((const char *)option.value, length);
            if (interface->name == NULL)
                return false;
        }
    }
    return true;
}

/* What is asked with each packet, of the usual interface. */
static void
prepare_interface(struct capture_interface *interface)
{
    interface->link = capture_link_of(interface->link_number);
    if (interface->binary_resolution || interface->exponent > 9 || interface->offset_seconds != 0)
        return;
    interface->tick_ns = (uint32_t)ten_to((uint8_t)(9 - interface->exponent));
    interface->most_ticks = (uint64_t)(CAPTURE_TIME_MAX - 1) / interface->tick_ns;
}

static enum capture_status
read_interface(struct capture_reader *reader, const struct block *block)
{
    if (block->body_length < 8)
        return capture_damage(reader, block->offset, "an interface block of only %u bytes",
                              block->length);
    if (reader->interface_count >= INTERFACES_MAX)
        return capture_damage(reader, block->offset, "more than %d interfaces", INTERFACES_MAX);
    if (reader->interface_count == reader->interface_capacity) {
        size_t capacity = reader->interface_capacity == 0 ? 4 : reader->interface_capacity * 2;
        void *moved = realloc(reader->interfaces, capacity * sizeof *reader->interfaces);
        if (moved == NULL)
            return capture_damage(reader, block->offset, "out of memory");
        reader->interfaces = moved;
        reader->interface_capacity = capacity;
    }
    struct capture_interface *interface = &reader->interfaces[reader->interface_count];
    *interface = (struct capture_interface){
        .link_number = file_u16(reader, block->body),
        .snaplen = file_u32(reader, block->body + 4),
        .exponent = DEFAULT_EXPONENT,
    };
    reader->interface_count++;
    if (!read_interface_options(reader, block, interface))
        return capture_damage(reader, block->offset, "out of memory");
    prepare_interface(interface);
    return CAPTURE_PACKET;
}

/* The interface a packet names, or NULL and the packet is passed over. */
static const struct capture_interface *
interface_of(struct capture_reader *reader, const struct block *block, uint32_t number,
             struct capture_frame *frame)
{
    if (number >= reader->interface_count - reader->section_first) {
        capture_skip_record(reader, block->offset,
                            "it names interface %u, of which no description came", number);
        return NULL;
    }
    frame->interface = (uint32_t)(reader->section_first + number);
    return &reader->interfaces[frame->interface];
}

static void
read_packet_options(const struct capture_reader *reader, const uint8_t *at, const uint8_t *end,
                    struct capture_frame *frame)
{
    struct option option;
    while (next_option(reader, &at, end, &option)) {
        if (option.code != OPTION_PACKET_FLAGS || option.length != 4)
            continue;
        uint32_t direction = file_u32(reader, option.value) & 3;
        if (direction == 1)
            frame->seen = SEEN_INCOMING;
        else if (direction == 2)
            frame->seen = SEEN_OUTGOING;
    }
}

/* Enhanced and obsolete packet blocks differ only in the width of the interface number. */
static bool
read_packet(struct capture_reader *reader, const struct block *block, struct capture_frame *frame)
{
    if (block->body_length < 20) {
        capture_skip_record(reader, block->offset, "a packet block of only %u bytes",
                            block->length);
        return false;
    }
    uint32_t number = block->type == BLOCK_OLD_PACKET ? file_u16(reader, block->body)
                                                      : file_u32(reader, block->body);
    const struct capture_interface *interface = interface_of(reader, block, number, frame);
    if (interface == NULL)
        return false;
    uint64_t ticks =
        (uint64_t)file_u32(reader, block->body + 4) << 32 | file_u32(reader, block->body + 8);
    uint32_t captured = file_u32(reader, block->body + 12);
    uint32_t length = file_u32(reader, block->body + 16);
    if (captured > RECORD_MAX || captured > block->body_length - 20) {
        capture_skip_record(reader, block->offset, "%u captured bytes in a block of %u", captured,
                            block->length);
        return false;
    }
    if (!block_time(interface, ticks, &frame->time)) {
        capture_skip_record(reader, block->offset, "its time stamp is out of range");
        return false;
    }
    frame->bytes = block->body + 20;
    frame->captured = captured;
    frame->wire_length = length < captured ? captured : length;
    capture_classify(frame, interface->link_number);
    size_t padded = ((size_t)captured + 3) & ~(size_t)3;
    if (padded <= block->body_length - 20)
        read_packet_options(reader, frame->bytes + padded, block->body + block->body_length, frame);
    return true;
}

static bool
read_simple_packet(struct capture_reader *reader, const struct block *block,
                   struct capture_frame *frame)
{
    const struct capture_interface *interface = interface_of(reader, block, 0, frame);
    if (interface == NULL)
        return false;
    if (block->body_length < 4) {
        capture_skip_record(reader, block->offset, "a packet block of only %u bytes",
                            block->length);
        return false;
    }
    uint32_t length = file_u32(reader, block->body);
    size_t captured = block->body_length - 4;
    if (captured > length)
        captured = length;
    if (interface->snaplen != 0 && captured > interface->snaplen)
        captured = interface->snaplen;
    if (captured > RECORD_MAX) {
        capture_skip_record(reader, block->offset, "a packet of %zu bytes is not to be believed",
                            captured);
        return false;
    }
    frame->time = reader->last_time;
    frame->bytes = block->body + 4;
    frame->captured = captured;
    frame->wire_length = length;
    capture_classify(frame, interface->link_number);
    return true;
}

/* The section's byte order must be known before the length of its first block can be read. */
static enum capture_status
read_section_order(struct capture_reader *reader, uint64_t offset)
{
    const uint8_t *at = input_need(reader->input, BLOCK_FRAME);
    if (at == NULL)
        return capture_cut(reader, offset, "section header", SECTION_MIN);
    uint32_t magic;
    memcpy(&magic, at + 8, sizeof magic);
    if (magic != BYTE_ORDER_MAGIC && magic != __builtin_bswap32(BYTE_ORDER_MAGIC))
        return capture_damage(reader, offset + 8,
                              "the byte-order magic of a section is 0x%08x, not 0x%08x", magic,
                              BYTE_ORDER_MAGIC);
    reader->big_endian = magic != BYTE_ORDER_MAGIC;
    return CAPTURE_PACKET;
}

static enum capture_status
begin_section(struct capture_reader *reader, const struct block *block)
{
    if (block->length < SECTION_MIN)
        return capture_damage(reader, block->offset, "a section header of only %u bytes",
                              block->length);
    uint16_t major = file_u16(reader, block->body + 4);
    if (major != 1)
        return capture_damage(reader, block->offset + 12, "pcapng format %u.%u is not known", major,
                              file_u16(reader, block->body + 6));
    reader->section_first = reader->interface_count;
    return CAPTURE_PACKET;
}

static bool
is_known(uint32_t type)
{
    return type == BLOCK_SECTION || type == BLOCK_INTERFACE || type == BLOCK_OLD_PACKET ||
           type == BLOCK_SIMPLE_PACKET || type == BLOCK_ENHANCED_PACKET;
}

static enum capture_status
check_lengths(struct capture_reader *reader, const struct block *block, uint32_t trailer)
{
    if (trailer == block->length)
        return CAPTURE_PACKET;
    return capture_damage(reader, block->offset,
                          "the block says %u bytes in front and %u bytes at its end", block->length,
                          trailer);
}

static enum capture_status
skip_block(struct capture_reader *reader, const struct block *block)
{
    uint64_t body = (uint64_t)block->length - 4;
    const uint8_t *at = NULL;
    if (input_skip(reader->input, body) == body)
        at = input_need(reader->input, 4);
    if (at == NULL)
        return capture_cut(reader, block->offset, "block", block->length);
    uint32_t trailer = file_u32(reader, at);
    input_consume(reader->input, 4);
    return check_lengths(reader, block, trailer);
}

/* Reads the next block whole and moves behind it; a body of NULL says that it was passed over. */
static enum capture_status
next_block(struct capture_reader *reader, struct block *block)
{
    struct input *input = reader->input;
    *block = (struct block){ .offset = input_offset(input) };
    const uint8_t *at = input_need(input, BLOCK_HEADER);
    if (at == NULL) {
        if (input_available(input) == 0)
            return capture_ended(reader);
        return capture_cut(reader, block->offset, "block header", BLOCK_HEADER);
    }
    block->type = file_u32(reader, at);
    if (block->type == BLOCK_SECTION) {
        enum capture_status status = read_section_order(reader, block->offset);
        if (status != CAPTURE_PACKET)
            return status;
        at = input_need(input, BLOCK_HEADER);
    }
    block->length = file_u32(reader, at + 4);
    if (block->length < BLOCK_FRAME || block->length % 4 != 0)
        return capture_damage(reader, block->offset, "a block cannot be %u bytes long",
                              block->length);
    if (!is_known(block->type))
        return skip_block(reader, block);
    if (block->length > INPUT_WINDOW_MAX)
        return capture_damage(reader, block->offset,
                              "a block of %u bytes is not to be believed (at most %zu)",
                              block->length, INPUT_WINDOW_MAX);
    at = input_need(input, block->length);
    if (at == NULL)
        return capture_cut(reader, block->offset, "block", block->length);
    block->body = at + BLOCK_HEADER;
    block->body_length = block->length - BLOCK_FRAME;
    input_consume(input, block->length);
    return check_lengths(reader, block, file_u32(reader, at + block->length - 4));
}

/* A packet's block, all of it in the window: reading it moves nothing. */
static bool
packet_is_at_hand(const struct capture_reader *reader)
{
    size_t available = input_available(reader->input);
    if (available < BLOCK_HEADER)
        return false;
    const uint8_t *at = input_need(reader->input, BLOCK_HEADER);
    uint32_t type = file_u32(reader, at);
    return (type == BLOCK_ENHANCED_PACKET || type == BLOCK_OLD_PACKET ||
            type == BLOCK_SIMPLE_PACKET) &&
           file_u32(reader, at + 4) <= available;
}

/* One block. False: it held no packet, and nothing is wrong. */
static bool
take_block(struct capture_reader *reader, struct capture_frame *frame, enum capture_status *status)
{
    struct block block;
    *status = next_block(reader, &block);
    if (*status != CAPTURE_PACKET)
        return true;
    if (block.body == NULL)
        return false;
    *frame = (struct capture_frame){ .file_offset = block.offset };
    bool is_packet = false;
    if (block.type == BLOCK_SECTION)
        *status = begin_section(reader, &block);
    else if (block.type == BLOCK_INTERFACE)
        *status = read_interface(reader, &block);
    else if (block.type == BLOCK_SIMPLE_PACKET)
        is_packet = read_simple_packet(reader, &block, frame);
    else
        is_packet = read_packet(reader, &block, frame);
    if (is_packet)
        reader->last_time = frame->time;
    return is_packet || *status != CAPTURE_PACKET;
}

enum capture_status
pcapng_next_frame(struct capture_reader *reader, struct capture_frame *frame)
{
    enum capture_status status;
    while (!take_block(reader, frame, &status))
        ;
    return status;
}

static bool
frame_at_hand(struct capture_reader *reader, struct capture_frame *frame)
{
    enum capture_status status;
    while (packet_is_at_hand(reader)) {
        if (take_block(reader, frame, &status))
            return status == CAPTURE_PACKET;
    }
    return false;
}

/*
 * The enhanced packet block in the AVAILABLE bytes at AT, when all about it is as usual; returns
 * its length, or 0, and nothing is done, for any other: take_block knows what to say of that.
 */
static inline size_t
take_usual_packet(struct capture_reader *reader, const uint8_t *at, size_t available,
                  struct capture_frame *frame)
{
    enum { BODY = BLOCK_HEADER + 20, LEAST = BODY + 4 };
    if (available < LEAST || file_u32(reader, at) != BLOCK_ENHANCED_PACKET)
        return 0;
    size_t length = file_u32(reader, at + 4), captured = file_u32(reader, at + 20);
    if (length < LEAST || length % 4 != 0 || length > available || length > INPUT_WINDOW_MAX ||
        file_u32(reader, at + length - 4) != length || captured > RECORD_MAX ||
        captured > length - LEAST)
        return 0;
    size_t number = reader->section_first + (size_t)file_u32(reader, at + 8);
    uint64_t ticks = (uint64_t)file_u32(reader, at + 12) << 32 | file_u32(reader, at + 16);
    if (number >= reader->interface_count)
        return 0;
    const struct capture_interface *interface = &reader->interfaces[number];
    if (interface->tick_ns == 0 || ticks > interface->most_ticks)
        return 0;
    uint32_t wire_length = file_u32(reader, at + 24);
    *frame = (struct capture_frame){
        .time = (int64_t)(ticks * interface->tick_ns),
        .link = interface->link,
        .link_number = interface->link_number,
        .bytes = at + BODY,
        .captured = captured,
        .wire_length = wire_length < captured ? captured : wire_length,
        .interface = (uint32_t)number,
        .file_offset = input_offset(reader->input),
    };
    if (frame->link != LINK_ETHERNET)
        capture_direct(frame);
    size_t padded = (captured + 3) & ~(size_t)3;
    if (padded < length - LEAST)
        read_packet_options(reader, at + BODY + padded, at + length - 4, frame);
    reader->last_time = frame->time;
    return length;
}

size_t
pcapng_take_at_hand(struct capture_reader *reader, struct capture_frame *frames, size_t stride,
                    size_t count)
{
    size_t taken = 0;
    for (; taken < count; taken++) {
        struct capture_frame *frame = capture_nth(frames, stride, taken);
        size_t available = input_available(reader->input);
        size_t length = take_usual_packet(reader, input_need(reader->input, 0), available, frame);
        if (length > 0)
            input_consume(reader->input, length);
        else if (!frame_at_hand(reader, frame))
            break;
    }
    return taken;
}

/*
 * reader.c: opens a capture and reads classic pcap; pcapng is in pcapng.c.
 *
 * Format: draft-ietf-opsawg-pcap. No length field is trusted further than the bytes that are
 * there, and a record longer than RECORD_MAX is taken for damage.
 */
#include "engine/capture/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/clock.h"

#define PCAP_HEADER_SIZE 24
#define PCAP_RECORD_HEADER_SIZE 16
#define PCAP_EXTRA_SIZE 8
#define PCAP_LINK_MASK UINT32_C(0x03ffffff) /* above it: length of the frame check sequence */

#define MAGIC_PCAP UINT32_C(0xa1b2c3d4)
#define MAGIC_PCAP_NS UINT32_C(0xa1b23c4d)
#define MAGIC_PCAP_MODIFIED UINT32_C(0xa1b2cd34)
#define MAGIC_PCAPNG UINT32_C(0x0a0d0d0a)

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "file_u32 takes the host for little");

enum capture_status
capture_damage(struct capture_reader *reader, uint64_t offset, const char *format, ...)
{
    char what[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    snprintf(reader->error, sizeof reader->error, "damaged at byte %llu: %s",
             (unsigned long long)offset, what);
    reader->status = CAPTURE_DAMAGED;
    return CAPTURE_DAMAGED;
}

void
capture_skip_record(struct capture_reader *reader, uint64_t offset, const char *format, ...)
{
    if (reader->skipped++ > 0)
        return;
    char what[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    snprintf(reader->error, sizeof reader->error, "record at byte %llu passed over: %s",
             (unsigned long long)offset, what);
}

enum capture_status
capture_cut(struct capture_reader *reader, uint64_t offset, const char *what, uint64_t expected)
{
    const char *trouble = input_trouble(reader->input);
    if (trouble != NULL)
        return capture_damage(reader, offset, "%s inside a %s", trouble, what);
    return capture_damage(reader, offset,
                          "the file ends inside a %s: %llu bytes expected, %zu there", what,
                          (unsigned long long)expected, input_available(reader->input));
}

enum capture_status
capture_ended(struct capture_reader *reader)
{
    const char *trouble = input_trouble(reader->input);
    if (trouble != NULL)
        return capture_damage(reader, input_offset(reader->input), "%s", trouble);
    reader->status = CAPTURE_END;
    return CAPTURE_END;
}

/* One record header, in host order. */
struct pcap_record {
    uint32_t seconds, fraction;
    uint32_t captured, length;
};

static inline struct pcap_record
read_record_header(const struct pcap_format *format, const uint8_t *at)
{
    struct pcap_record record = {
        .seconds = capture_u32(format->big_endian, at),
        .fraction = capture_u32(format->big_endian, at + 4),
        .captured = capture_u32(format->big_endian, at + 8),
        .length = capture_u32(format->big_endian, at + 12),
    };
    if (format->lengths_swapped || (format->lengths_unsure && record.captured > record.length)) {
        uint32_t captured = record.length;
        record.length = record.captured;
        record.captured = captured;
    }
    return record;
}

static inline size_t
record_header_size(const struct pcap_format *format)
{
    return PCAP_RECORD_HEADER_SIZE + (format->has_extra ? PCAP_EXTRA_SIZE : 0);
}

/*
 * The record that begins at AT, OFFSET bytes into the capture, and is there as a whole. 32 bits of
 * seconds and any fraction stay below CAPTURE_TIME_MAX.
 */
static inline void
take_record(const struct pcap_format *format, const uint8_t *at, uint64_t offset,
            const struct pcap_record *record, struct capture_frame *frame)
{
    *frame = (struct capture_frame){
        .time = (int64_t)record->seconds * NS_PER_SECOND +
                (int64_t)record->fraction * format->fraction_ns,
        .link = format->link,
        .link_number = format->link_number,
        .bytes = at + record_header_size(format),
        .captured = record->captured,
        .wire_length = record->length < record->captured ? record->captured : record->length,
        .file_offset = offset,
    };
    if (frame->link != LINK_ETHERNET)
        capture_direct(frame);
    if (format->has_extra)
        frame->seen = at[22] == 4 ? SEEN_OUTGOING : at[22] <= 2 ? SEEN_INCOMING : SEEN_UNKNOWN;
}

enum capture_status
pcap_next_frame(struct capture_reader *reader, struct capture_frame *frame)
{
    struct input *input = reader->input;
    uint64_t offset = input_offset(input);
    size_t header = record_header_size(&reader->pcap);

    const uint8_t *at = input_need(input, header);
    if (at == NULL) {
        if (input_available(input) == 0)
            return capture_ended(reader);
        return capture_cut(reader, offset, "record header", header);
    }
    struct pcap_record record = read_record_header(&reader->pcap, at);
    if (record.captured > RECORD_MAX)
        return capture_damage(reader, offset,
                              "a record of %u bytes is not to be believed (at most %u)",
                              record.captured, RECORD_MAX);
    at = input_need(input, header + record.captured);
    if (at == NULL)
        return capture_cut(reader, offset, "record", header + record.captured);
    take_record(&reader->pcap, at, offset, &record, frame);
    input_consume(input, header + record.captured);
    return CAPTURE_PACKET;
}

static ALWAYS_INLINE size_t
take_records(struct input *input, const struct pcap_format *format, struct capture_frame *frames,
             size_t stride, size_t count)
{
    size_t header = record_header_size(format);
    const struct input_window *window = input_window(input);
    const uint8_t *at = window->bytes + window->start, *end = window->bytes + window->end;
    uint64_t start = window->offset - window->start; /* of the window's first byte */
    size_t taken = 0;
    for (; taken < count && (size_t)(end - at) >= header; taken++) {
        struct pcap_record record = read_record_header(format, at);
        if (record.captured > RECORD_MAX || record.captured > (size_t)(end - at) - header)
            break;
        uint64_t offset = start + (uint64_t)(at - window->bytes);
        take_record(format, at, offset, &record, capture_nth(frames, stride, taken));
        at += header + record.captured;
    }
    input_consume(input, (size_t)(at - window->bytes) - window->start);
    return taken;
}

size_t
pcap_take_at_hand(struct capture_reader *reader, struct capture_frame *frames, size_t stride,
                  size_t count)
{
    const struct pcap_format *format = &reader->pcap;
    bool is_usual = !format->big_endian && !format->has_extra && !format->lengths_swapped &&
                    !format->lengths_unsure && format->link == LINK_ETHERNET;
    if (!is_usual)
        return take_records(reader->input, format, frames, stride, count);
    /* One whose fields the compiler knows, so that none is asked for each record. */
    const struct pcap_format usual = {
        .fraction_ns = format->fraction_ns,
        .link = LINK_ETHERNET,
        .link_number = format->link_number,
    };
    return take_records(reader->input, &usual, frames, stride, count);
}

static bool
magic_is(struct capture_reader *reader, uint32_t magic, uint32_t wanted)
{
    if (magic != wanted && magic != __builtin_bswap32(wanted))
        return false;
    reader->big_endian = magic != wanted;
    return true;
}

/* False: no pcap header begins here. */
static bool
recognise_pcap(struct capture_reader *reader, uint32_t magic)
{
    struct pcap_format *format = &reader->pcap;
    bool has_nanoseconds = magic_is(reader, magic, MAGIC_PCAP_NS);
    format->has_extra = magic_is(reader, magic, MAGIC_PCAP_MODIFIED);
    format->fraction_ns = has_nanoseconds ? 1 : NS_PER_US;
    if (!has_nanoseconds && !format->has_extra && !magic_is(reader, magic, MAGIC_PCAP))
        return false;
    format->big_endian = reader->big_endian;
    return true;
}

static bool
read_pcap_header(struct capture_reader *reader, char error[CAPTURE_ERROR_SIZE])
{
    const uint8_t *at = input_need(reader->input, PCAP_HEADER_SIZE);
    if (at == NULL) {
        snprintf(error, CAPTURE_ERROR_SIZE,
                 "damaged at byte 0: the pcap file header has %u bytes, %zu are there",
                 PCAP_HEADER_SIZE, input_available(reader->input));
        return false;
    }
    uint16_t major = file_u16(reader, at + 4);
    uint16_t minor = file_u16(reader, at + 6);
    if (major != 2) {
        snprintf(error, CAPTURE_ERROR_SIZE,
                 "damaged at byte 4: pcap format %u.%u is not known (2.4 is the usual one)", major,
                 minor);
        return false;
    }
    reader->pcap.lengths_swapped = minor < 3;
    reader->pcap.lengths_unsure = minor == 3;
    reader->pcap.link_number = (int)(file_u32(reader, at + 20) & PCAP_LINK_MASK);
    reader->pcap.link = capture_link_of(reader->pcap.link_number);
    input_consume(reader->input, PCAP_HEADER_SIZE);
    return true;
}

static void
say_not_a_capture(const struct capture_reader *reader, const uint8_t *at, char *error)
{
    const char *trouble = input_trouble(reader->input);
    size_t available = input_available(reader->input);
    if (trouble != NULL)
        snprintf(error, CAPTURE_ERROR_SIZE, "damaged at byte 0: %s", trouble);
    else if (at != NULL)
        snprintf(error, CAPTURE_ERROR_SIZE,
                 "not a capture: it begins with the bytes %02x %02x %02x %02x; pcap and pcapng "
                 "can be read, also packed by gzip or zstd",
                 at[0], at[1], at[2], at[3]);
    else if (available == 0)
        snprintf(error, CAPTURE_ERROR_SIZE, "not a capture: it is empty");
    else
        snprintf(error, CAPTURE_ERROR_SIZE, "not a capture: it has only %zu bytes", available);
}

static bool
read_file_header(struct capture_reader *reader, char error[CAPTURE_ERROR_SIZE])
{
    const uint8_t *at = input_need(reader->input, 4);
    if (at != NULL) {
        uint32_t magic = file_u32(reader, at);
        if (recognise_pcap(reader, magic))
            return read_pcap_header(reader, error);
        if (magic == MAGIC_PCAPNG) {
            reader->is_pcapng = true;
            return true;
        }
    }
    say_not_a_capture(reader, at, error);
    return false;
}

/* Takes INPUT over. */
static struct capture_reader *
reader_new(struct input *input, const char *why, char error[CAPTURE_ERROR_SIZE])
{
    if (input == NULL) {
        snprintf(error, CAPTURE_ERROR_SIZE, "cannot be read: %s", why);
        return NULL;
    }
    struct capture_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        snprintf(error, CAPTURE_ERROR_SIZE, "out of memory");
        input_close(input);
        return NULL;
    }
    reader->input = input;
    reader->status = CAPTURE_PACKET;
    if (!read_file_header(reader, error)) {
        capture_close(reader);
        return NULL;
    }
    return reader;
}

struct capture_reader *
capture_open(const char *path, char error[CAPTURE_ERROR_SIZE])
{
    const char *why = NULL;
    struct input *input = input_open(path, &why);
    return reader_new(input, why, error);
}

struct capture_reader *
capture_open_memory(const void *bytes, size_t size, char error[CAPTURE_ERROR_SIZE])
{
    const char *why = NULL;
    struct input *input = input_open_memory(bytes, size, &why);
    return reader_new(input, why, error);
}

void
capture_close(struct capture_reader *reader)
{
    if (reader == NULL)
        return;
    for (size_t i = 0; i < reader->interface_count; i++)
        free(reader->interfaces[i].name);
    free(reader->interfaces);
    input_close(reader->input);
    free(reader);
}

enum capture_status
capture_next(struct capture_reader *reader, struct capture_frame *frame)
{
    if (reader->status != CAPTURE_PACKET)
        return reader->status;
    if (reader->is_pcapng)
        return pcapng_next_frame(reader, frame);
    return pcap_next_frame(reader, frame);
}

size_t
capture_take_at_hand(struct capture_reader *reader, struct capture_frame *frames, size_t stride,
                     size_t count)
{
    if (reader->status != CAPTURE_PACKET)
        return 0;
    if (reader->is_pcapng)
        return pcapng_take_at_hand(reader, frames, stride, count);
    return pcap_take_at_hand(reader, frames, stride, count);
}

const char *
capture_error(const struct capture_reader *reader)
{
    return reader->error;
}

const char *
capture_interface_name(const struct capture_reader *reader, uint32_t interface)
{
    return interface < reader->interface_count ? reader->interfaces[interface].name : NULL;
}

void
capture_progress(const struct capture_reader *reader, uint64_t *done, uint64_t *total)
{
    input_progress(reader->input, done, total);
}

uint64_t
capture_skipped(const struct capture_reader *reader)
{
    return reader->skipped;
}

void
capture_stop_when(struct capture_reader *reader, bool (*stopped)(void *context), void *context)
{
    input_stop_when(reader->input, stopped, context);
}

/*
 * reader.h: what the two formats share. Private to engine/capture.
 */
#ifndef REFIRE_ENGINE_CAPTURE_READER_H
#define REFIRE_ENGINE_CAPTURE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/capture/capture.h"
#include "engine/capture/input.h"

/* What libpcap takes for the largest packet too; a longer one is a damaged length. */
#define RECORD_MAX ((uint32_t)256 * 1024)

/* pcap: how time and lengths stand in a record header. */
struct pcap_format {
    bool big_endian;
    uint32_t fraction_ns; /* what its fractions of seconds count: 1 or 1000 ns */
    bool has_extra;       /* "modified" pcap of old Linux: interface and direction follow */
    bool lengths_swapped; /* before format 2.3 */
    bool lengths_unsure;  /* in format 2.3: the smaller one is the captured length */
    int link_number;
    enum link_type link;
};

/* One interface of a pcapng file. */
struct capture_interface {
    char *name; /* NULL when it has none */
    int link_number;
    bool binary_resolution; /* units of 2^-exponent s, not 10^-exponent s */
    uint8_t exponent;
    int64_t offset_seconds;
    uint32_t snaplen; /* 0: no limit */
    enum link_type link;
    /* Of a clock that counts whole nanoseconds since 1970; tick_ns is 0 for any other. */
    uint32_t tick_ns;
    uint64_t most_ticks; /* that stay below CAPTURE_TIME_MAX */
};

struct capture_reader {
    struct input *input;
    bool is_pcapng;
    bool big_endian; /* of the file, or of the section */
    struct pcap_format pcap;

    struct capture_interface *interfaces; /* of all sections */
    size_t interface_count, interface_capacity;
    size_t section_first; /* the first one of this section */
    int64_t last_time;    /* a simple packet block has none of its own */

    enum capture_status status; /* once not CAPTURE_PACKET, for good */
    uint64_t skipped;
    char error[CAPTURE_ERROR_SIZE];
};

static inline uint32_t
capture_u32(bool big_endian, const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return big_endian ? __builtin_bswap32(value) : value;
}

static inline uint16_t
file_u16(const struct capture_reader *reader, const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return reader->big_endian ? __builtin_bswap16(value) : value;
}

static inline uint32_t
file_u32(const struct capture_reader *reader, const uint8_t *at)
{
    return capture_u32(reader->big_endian, at);
}

/* Ends the capture with an error that names the offset where the record begins. */
enum capture_status capture_damage(struct capture_reader *reader, uint64_t offset,
                                   const char *format, ...) PRINTF_LIKE(3, 4);
/* Counts a record that is passed over, and remembers the first reason. */
void capture_skip_record(struct capture_reader *reader, uint64_t offset, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* The file ends inside something that has begun; says so, or what the unpacker has to say. */
enum capture_status capture_cut(struct capture_reader *reader, uint64_t offset, const char *what,
                                uint64_t expected);
/* No byte is left: the end in order, unless the unpacker knows better. */
enum capture_status capture_ended(struct capture_reader *reader);

/* Fills link and direction of a frame whose bytes are there. */
void capture_classify(struct capture_frame *frame, int link_number);
/* What LINKTYPE it is to us. */
enum link_type capture_link_of(int link_number);
/* The direction of a frame whose link is known. */
void capture_direct(struct capture_frame *frame);

enum capture_status pcap_next_frame(struct capture_reader *reader, struct capture_frame *frame);
enum capture_status pcapng_next_frame(struct capture_reader *reader, struct capture_frame *frame);

/* capture_take_at_hand of the two. */
size_t pcap_take_at_hand(struct capture_reader *reader, struct capture_frame *frames, size_t stride,
                         size_t count);
size_t pcapng_take_at_hand(struct capture_reader *reader, struct capture_frame *frames,
                           size_t stride, size_t count);

/* Element NUMBER of what capture_take_at_hand fills. */
static inline struct capture_frame *
capture_nth(struct capture_frame *frames, size_t stride, size_t number)
{
    return (struct capture_frame *)(void *)((char *)frames + stride * number);
}

#endif

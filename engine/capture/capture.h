/*
 * capture.h: captures in and out. Reading: pcap and pcapng by our own reader (six times as fast as
 * libpcap's, and it knows names and directions), plain, gzip or zstd by content, from a file or a
 * stream. libpcap names link types and compiles filters. Writing: pcapng.
 */
#ifndef REFIRE_ENGINE_CAPTURE_CAPTURE_H
#define REFIRE_ENGINE_CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/packet/packet.h"

struct capture_reader;

#define CAPTURE_ERROR_SIZE 256

/* Time stamps lie in 0 .. CAPTURE_TIME_MAX - 1 (the year 2116): timers can be added to them. */
#define CAPTURE_TIME_MAX (INT64_C(1) << 62)

struct capture_frame {
    int64_t time; /* ns since the epoch, UTC */
    enum link_type link;
    int link_number;      /* LINKTYPE as in the file */
    const uint8_t *bytes; /* owned by the reader, valid until the next call */
    size_t captured;
    size_t wire_length; /* at least CAPTURED */
    enum seen_direction seen;
    uint16_t vlan;        /* that it was in before it was mirrored; 0: not told */
    uint32_t interface;   /* pcapng: counted on over the sections of the file; 0 for pcap */
    uint64_t file_offset; /* of the record in the uncompressed file, for error messages */
};

enum capture_status {
    CAPTURE_PACKET,
    CAPTURE_END,     /* the end, in order */
    CAPTURE_DAMAGED, /* nothing more can be read; capture_error says what and where */
};

/*
 * PATH may be "-" for standard input. NULL with ERROR filled when it cannot be opened, or does not
 * begin as a capture does.
 */
NODISCARD struct capture_reader *capture_open(const char *path, char error[CAPTURE_ERROR_SIZE]);
/* The same for bytes in memory, which are borrowed (tests, fuzzers, built-in captures). */
NODISCARD struct capture_reader *capture_open_memory(const void *bytes, size_t size,
                                                     char error[CAPTURE_ERROR_SIZE]);
void capture_close(struct capture_reader *reader);

/* After CAPTURE_END or CAPTURE_DAMAGED, further calls say the same again. */
NODISCARD enum capture_status capture_next(struct capture_reader *reader,
                                           struct capture_frame *frame);

/*
 * The same for up to COUNT frames, but only those that are at hand, so that the frames handed out
 * before stay where they are and a batch can be looked at together. FRAMES is the first of an array
 * whose elements, of STRIDE bytes, begin with a struct capture_frame each. Returns how many there
 * were; 0 when the next one would have to be read first, or there is none.
 */
NODISCARD size_t capture_take_at_hand(struct capture_reader *reader, struct capture_frame *frames,
                                      size_t stride, size_t count);

/*
 * What was wrong, with the offset; "" when nothing was. Where only records were skipped it is the
 * first of them.
 */
const char *capture_error(const struct capture_reader *reader);

/* if_name option of a pcapng interface; NULL when it has none or the file is pcap. */
const char *capture_interface_name(const struct capture_reader *reader, uint32_t interface);

/* Bytes of the file read so far and its size (0: not known), for a progress line. */
void capture_progress(const struct capture_reader *reader, uint64_t *done, uint64_t *total);

/* Records that were skipped because they are damaged although the next one can be found. */
uint64_t capture_skipped(const struct capture_reader *reader);

/*
 * A signal that interrupts a read ends the capture, as damaged, when STOPPED says so. Before this
 * is called, while the capture is opened, any signal that is caught does.
 */
void capture_stop_when(struct capture_reader *reader, bool (*stopped)(void *context),
                       void *context);

/* "EN10MB", "LINUX_SLL" as libpcap has it; NULL when it knows none for a LINKTYPE number. */
const char *capture_link_name(int link_number);

/* The LINKTYPE number that LINK is usually written as: of Ethernet and of bare IP. */
int capture_link_number(enum link_type link);

/* A pcap-filter(7) expression. */
struct capture_filter;

/* NULL with ERROR filled when EXPRESSION is not one. The caller frees it. */
NODISCARD struct capture_filter *capture_filter_new(const char *expression,
                                                    char error[CAPTURE_ERROR_SIZE]);
void capture_filter_free(struct capture_filter *filter);
/* False too for a frame of a link type that the expression cannot be compiled for. */
bool capture_filter_matches(struct capture_filter *filter, const struct capture_frame *frame);

struct capture_writer;

/*
 * Writes pcapng to PATH: into a temporary file beside it, renamed by capture_finish; straight into
 * what is not a regular file. Refuses to write over one of the INPUTS ("-": standard input).
 */
NODISCARD struct capture_writer *capture_create(const char *path, const char *const *inputs,
                                                size_t input_count, char error[CAPTURE_ERROR_SIZE]);
/*
 * Adds an interface of a link type (LINKTYPE number); its index is counted from 0 in the order of
 * the calls. NAME may be NULL. A failure of this and of capture_write is told by capture_finish.
 */
NODISCARD bool capture_add_interface(struct capture_writer *writer, const char *name,
                                     int link_number);
/* COMMENT may be NULL. */
NODISCARD bool capture_write(struct capture_writer *writer, uint32_t interface, int64_t time,
                             const uint8_t *bytes, size_t captured, size_t wire_length,
                             const char *comment);
/* Writes out and renames; false with ERROR filled when something failed. Frees the writer. */
NODISCARD bool capture_finish(struct capture_writer *writer, char error[CAPTURE_ERROR_SIZE]);
/* Throws the temporary file away and frees the writer. NULL is allowed. */
void capture_abandon(struct capture_writer *writer);

#endif

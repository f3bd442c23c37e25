/*
 * capture.h: captures in and out. Reading: pcap and pcapng (own reader for pcapng, libpcap for
 * pcap), plain, gzip or zstd by content, from a file or a stream. Writing: pcapng.
 */
#ifndef REFIRE_ENGINE_CAPTURE_CAPTURE_H
#define REFIRE_ENGINE_CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/packet.h"

struct capture_reader;

#define CAPTURE_ERROR_SIZE 256

struct capture_frame {
    int64_t time; /* ns since the epoch, UTC */
    enum link_type link;
    int link_number;      /* DLT / LINKTYPE as in the file */
    const uint8_t *bytes; /* owned by the reader, valid until the next call */
    size_t captured;
    size_t wire_length;
    enum seen_direction seen;
    uint32_t interface;   /* pcapng interface number; 0 for pcap */
    uint64_t file_offset; /* of the record in the uncompressed file, for error messages */
};

enum capture_status {
    CAPTURE_PACKET,
    CAPTURE_END,     /* the end, in order */
    CAPTURE_DAMAGED, /* nothing more can be read; capture_error says what and where */
};

/* PATH may be "-" for standard input. NULL with ERROR filled when it cannot be opened or read. */
NODISCARD struct capture_reader *capture_open(const char *path, char error[CAPTURE_ERROR_SIZE]);
/* The same for bytes in memory, which are borrowed (tests, fuzzers, built-in captures). */
NODISCARD struct capture_reader *capture_open_memory(const void *bytes, size_t size,
                                                     char error[CAPTURE_ERROR_SIZE]);
void capture_close(struct capture_reader *reader);

NODISCARD enum capture_status capture_next(struct capture_reader *reader,
                                           struct capture_frame *frame);

/* What was wrong, with the offset; "" when nothing was. */
const char *capture_error(const struct capture_reader *reader);

/* if_name option of a pcapng interface; NULL when it has none or the file is pcap. */
const char *capture_interface_name(const struct capture_reader *reader, uint32_t interface);

/* Bytes of the file read so far and its size (0: not known), for a progress line. */
void capture_progress(const struct capture_reader *reader, uint64_t *done, uint64_t *total);

/* Records that were skipped and why: damaged but passable blocks. */
uint64_t capture_skipped(const struct capture_reader *reader);

struct capture_writer;

/*
 * Writes pcapng to PATH: into a temporary file beside it, renamed by capture_finish. Refuses to
 * write over one of the INPUTS. Interfaces are named.
 */
NODISCARD struct capture_writer *capture_create(const char *path, const char *const *inputs,
                                                size_t input_count, char error[CAPTURE_ERROR_SIZE]);
/* Adds an interface of a link type (LINKTYPE number); its index is counted from 0. */
NODISCARD bool capture_add_interface(struct capture_writer *writer, const char *name,
                                     int link_number);
/* COMMENT may be NULL. */
NODISCARD bool capture_write(struct capture_writer *writer, uint32_t interface, int64_t time,
                             const uint8_t *bytes, size_t captured, size_t wire_length,
                             const char *comment);
/* Writes out and renames; false with ERROR filled when something failed. Frees the writer. */
NODISCARD bool capture_finish(struct capture_writer *writer, char error[CAPTURE_ERROR_SIZE]);
/* Throws the temporary file away and frees the writer. */
void capture_abandon(struct capture_writer *writer);

#endif

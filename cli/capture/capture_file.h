/*
 * capture_file.h: a capture as a file: pcap, or the lines of the screen.
 */
#ifndef REFIRE_CLI_CAPTURE_CAPTURE_FILE_H
#define REFIRE_CLI_CAPTURE_CAPTURE_FILE_H

#include <stdio.h>

#include "cli/capture/packet_capture.h"
#include "engine/base/whole_file.h"

/* Writes what is in a capture; nothing is flushed. CONTEXT is the caller's. */
typedef void capture_writes(const struct packet_capture *capture, void *context, FILE *out);

/* Classic pcap of Ethernet frames in microseconds, as the device exports it. CONTEXT: not used. */
void capture_write_pcap(const struct packet_capture *capture, void *context, FILE *out);

/*
 * Into PATH, whole or not at all, and not over one of the INPUTS. False with ERROR filled when it
 * failed.
 */
NODISCARD bool capture_export(const struct packet_capture *capture, const char *path,
                              const char *const *inputs, size_t input_count, capture_writes *writes,
                              void *context, char error[WHOLE_FILE_ERROR_SIZE]);

#endif

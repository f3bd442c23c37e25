/*
 * trace_input.h: the packet that `trace input` describes, in packet-tracer's words (shell.md 7).
 */
#ifndef REFIRE_CLI_TRACE_TRACE_INPUT_H
#define REFIRE_CLI_TRACE_TRACE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "engine/packet/packet_make.h"

#define TRACE_INPUT_ERROR_SIZE 256

struct trace_input {
    ifc_id ifc;
    struct packet_wish wish;
};

/*
 * WORDS: NAMEIF tcp|udp SOURCE PORT DESTINATION PORT, NAMEIF icmp SOURCE TYPE CODE [ID]
 * DESTINATION, NAMEIF rawip SOURCE PROTOCOL DESTINATION. Addresses may be names of the
 * configuration; ports, ICMP types and protocols the names that its version knows. False with ERROR
 * filled when they are not such a description.
 */
NODISCARD bool trace_input_read(const struct config *config, char *const *words, size_t count,
                                struct trace_input *input, char error[TRACE_INPUT_ERROR_SIZE]);

#endif

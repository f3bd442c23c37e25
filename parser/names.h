/*
 * names.h: names of ports, protocols, ICMP types and log levels, by version (commands.md 2).
 */
#ifndef REFIRE_PARSER_NAMES_H
#define REFIRE_PARSER_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/compiler.h"
#include "engine/model/behaviour.h"

/* Names as the version writes them; NULL: it writes the number. */
const char *port_name(enum os_version version, uint8_t protocol, uint16_t port);
const char *protocol_name(enum os_version version, uint8_t protocol);
const char *icmp_type_name(enum os_version version, uint8_t type);
const char *log_level_name(unsigned level);

/* Names as the version accepts them; false: it has no such name. */
NODISCARD bool port_from_name(enum os_version version, uint8_t protocol, const char *name,
                              uint16_t *port);
NODISCARD bool protocol_from_name(enum os_version version, const char *name, uint8_t *protocol);
NODISCARD bool icmp_type_from_name(enum os_version version, const char *name, uint8_t *type);

/* The I-th name that may stand there, for completion; NULL behind the last. */
const char *port_name_at(enum os_version version, uint8_t protocol, size_t i);
const char *protocol_name_at(enum os_version version, size_t i);
const char *icmp_type_name_at(enum os_version version, size_t i);

#endif

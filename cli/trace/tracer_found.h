/*
 * tracer_found.h: `packet-tracer ... detailed`: the rules that look-ups found (shell.md 7.4).
 */
#ifndef REFIRE_CLI_TRACE_TRACER_FOUND_H
#define REFIRE_CLI_TRACE_TRACER_FOUND_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/ip.h"

/* The rule of a look-up. Its number and what hangs on it are the device's own: ours are made up. */
struct found_rule {
    const char *direction; /* "in", "out" */
    const char *domain;
    unsigned priority;
    bool deny;
    uint64_t hits;
    uint8_t protocol;
    struct network source, destination;
    uint16_t source_port, destination_port;
};

/* That of phase NUMBER; FORWARD: looked up on the packet's way, else on that of an answer. */
void tracer_found_put(FILE *out, unsigned number, bool forward, const struct found_rule *rule);
/* The one that lets all MAC addresses in [R]. */
void tracer_found_put_macs(FILE *out, unsigned number);

#endif

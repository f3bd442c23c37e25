/*
 * tracer_screen.h: what one packet met, as packet-tracer of 7.2 and later shows it (shell.md 7).
 */
#ifndef REFIRE_CLI_TRACE_TRACER_SCREEN_H
#define REFIRE_CLI_TRACE_TRACER_SCREEN_H

#include <stdio.h>

#include "engine/engine.h"

struct tracer_request {
    const struct config *config;
    const struct engine *engine; /* that has it, and that the packet went through */
    const struct packet *packet;
    ifc_id ingress;
    const struct outcome *outcome; /* with its trace */
    bool begins_at_macs; /* with the list of MAC addresses; else with a look-up of a flow */
    bool is_captured;    /* a capture takes it where it enters */
    bool detailed;       /* with the rules that the look-ups found */
    bool xml;
};

/* False: no memory, nothing was written. */
NODISCARD bool tracer_screen(const struct tracer_request *request, FILE *out);

#endif

/*
 * tracer_screen.h: what one packet met, as packet-tracer of 7.2 and later shows it (shell.md 7).
 */
#ifndef REFIRE_CLI_TRACE_TRACER_SCREEN_H
#define REFIRE_CLI_TRACE_TRACER_SCREEN_H

#include <stdio.h>

#include "engine/engine.h"

/*
 * A packet entered at INGRESS of ENGINE, which has CONFIG; OUTCOME has its trace. The screen begins
 * with the list of MAC addresses, or with the look-up of a flow.
 */
void tracer_screen(const struct config *config, const struct engine *engine, ifc_id ingress,
                   const struct outcome *outcome, bool begins_at_macs, FILE *out);

#endif

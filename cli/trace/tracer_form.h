/*
 * tracer_form.h: the two forms of packet-tracer's screen: text, and the elements of its `xml`,
 * which are one behind the other, without one around them (?).
 */
#ifndef REFIRE_CLI_TRACE_TRACER_FORM_H
#define REFIRE_CLI_TRACE_TRACER_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/compiler.h"

struct tracer_form {
    bool xml;
    FILE *out;
    FILE *body; /* what is said of the phase at hand */
    char *text; /* ... */
    size_t size;
    size_t split; /* where lines of the configuration end in it */
    bool in_phase, in_results;
};

/* OUT is borrowed. False: no memory. Else to be ended. */
NODISCARD bool tracer_form_begin(struct tracer_form *form, bool xml, FILE *out);
/* A phase; what is written to BODY from then on are lines of the configuration. */
void tracer_form_phase(struct tracer_form *form, unsigned number, const char *type,
                       const char *subtype, bool allowed);
/* ... and from then on, information. */
void tracer_form_information(struct tracer_form *form);
/* The result begins. */
void tracer_form_results(struct tracer_form *form);
/* A line of it: of a SIDE ("input"), or NULL. */
void tracer_form_result(struct tracer_form *form, const char *side, const char *name,
                        const char *value);
void tracer_form_end(struct tracer_form *form);

#endif

/*
 * trace_print.h: what one packet met, as text, as JSON (cli/schema/trace.schema.json), and short,
 * for `replay --why`.
 */
#ifndef REFIRE_CLI_TRACE_TRACE_PRINT_H
#define REFIRE_CLI_TRACE_TRACE_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/output.h"
#include "engine/engine.h"
#include "engine/replay/ingress.h"

/* What is known of a traced packet; everything is borrowed. */
struct traced {
    const struct packet *packet;
    bool from_capture; /* it has a number and a time */
    const struct judgement
        *judgement; /* NULL: it was said where it enters, or it is no IPv4 packet */
    ifc_id ingress;
    bool rebuilt;                  /* made from an observation of what left */
    const struct outcome *outcome; /* with its trace; NULL: it was not given to the engine */
    const struct event *events;    /* what was told of it */
    size_t event_count;
};

/* Forms of a trace; the last of their names is NULL. */
enum trace_format { TRACE_AS_TEXT, TRACE_AS_JSON, TRACE_AS_XML };
extern const char *const trace_format_names[];

struct trace_printer;

/* CONFIG and OUTPUT are borrowed. NULL: no memory. */
NODISCARD struct trace_printer *trace_printer_new(const struct config *config,
                                                  struct output *output);
void trace_printer_free(struct trace_printer *printer);

/* What went wrong shows when the output is flushed. */
void trace_print_text(struct trace_printer *printer, const struct traced *traced);
void trace_print_json(struct trace_printer *printer, const struct traced *traced);
/* A document of its own (cli/schema/trace.xsd). */
void trace_print_xml(struct trace_printer *printer, const struct traced *traced);
void trace_print_as(struct trace_printer *printer, enum trace_format format,
                    const struct traced *traced);
/* Why a row that came near lost: "not the destination port". */
const char *trace_miss_words(enum match_field field);
/* Lines of a log's comment: "! ..." */
void trace_print_why(struct trace_printer *printer, const struct traced *traced);

#endif

/*
 * trace_private.h: what the forms of a trace share.
 */
#ifndef REFIRE_CLI_TRACE_TRACE_PRIVATE_H
#define REFIRE_CLI_TRACE_TRACE_PRIVATE_H

#include "cli/json.h"
#include "cli/trace/trace_print.h"

struct trace_printer {
    const struct config *config;
    struct output *output;
    struct json_writer json;
    FILE *scratch; /* where a row is written; its bytes are TEXT */
    char *text;
    size_t text_size;
};

/* "ipv4" */
const char *trace_kind_name(enum packet_kind kind);
/* "enters" */
const char *trace_stance_name(enum stance stance);
/* The line of a row, as row_write has it; valid until the next call. */
const char *trace_row_text(struct trace_printer *printer, const struct row *row, ifc_id in,
                           ifc_id to);
/* The interface that the phases say the packet would leave through; IFC_NONE: none does. */
ifc_id trace_egress(const struct trace *trace);
/* Does a phase change addresses or ports? */
bool trace_translates(const struct trace_phase *phase);
/* Do its ports mean something? */
bool trace_has_ports(const struct packet *packet);

#endif

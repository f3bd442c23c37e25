/*
 * evidence.c: writes it, with the printer of traces.
 */
#include "cli/verify/evidence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/row_text.h"
#include "cli/trace/trace_print.h"

struct evidence_writer {
    const struct config *config;
    FILE *scratch; /* its bytes are TEXT */
    char *text;
    size_t size;
    struct output output; /* to scratch */
    bool has_output;
    struct trace_printer *printer;
};

struct evidence_writer *
evidence_writer_new(const struct config *config)
{
    struct evidence_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return NULL;
    writer->config = config;
    writer->scratch = open_memstream(&writer->text, &writer->size);
    writer->has_output = writer->scratch != NULL && output_init(&writer->output, writer->scratch);
    if (writer->has_output)
        writer->printer = trace_printer_new(config, &writer->output);
    if (writer->printer == NULL) {
        evidence_writer_free(writer);
        return NULL;
    }
    return writer;
}

void
evidence_writer_free(struct evidence_writer *writer)
{
    if (writer == NULL)
        return;
    trace_printer_free(writer->printer);
    if (writer->has_output)
        output_fini(&writer->output);
    if (writer->scratch != NULL)
        fclose(writer->scratch);
    free(writer->text);
    free(writer);
}

/* A copy of what is in scratch, which begins anew. */
static char *
take_scratch(struct evidence_writer *writer)
{
    char *copy = NULL;
    fputc('\0', writer->scratch);
    if (fflush(writer->scratch) == 0)
        copy = strdup(writer->text);
    rewind(writer->scratch);
    return copy;
}

/* The phase that decided: the last one that has a row, or the one that denied. */
static const struct trace_phase *
deciding(const struct outcome *outcome)
{
    const struct trace *trace = outcome->trace;
    const struct trace_phase *found = NULL;
    for (size_t i = 0; trace != NULL && i < trace->count; i++) {
        const struct trace_phase *phase = &trace->phases[i];
        if (!phase->allowed)
            return phase;
        if (phase->row.kind != ROW_NONE && phase->row.kind == outcome->decided_by.kind &&
            phase->row.pointer == outcome->decided_by.pointer)
            found = phase;
    }
    return found;
}

/* The phase that translated, with its row; NULL: none did. */
static const struct trace_phase *
translating(const struct outcome *outcome)
{
    const struct trace *trace = outcome->trace;
    for (size_t i = 0; trace != NULL && i < trace->count; i++) {
        const struct trace_phase *phase = &trace->phases[i];
        if ((phase->type == PHASE_NAT || phase->type == PHASE_UNTRANSLATE) && phase->allowed &&
            phase->row.kind != ROW_NONE)
            return phase;
    }
    return NULL;
}

/* Where the packet went, or would have. */
static ifc_id
egress_of(const struct outcome *outcome)
{
    ifc_id egress = outcome->egress;
    for (size_t i = 0; egress == IFC_NONE && outcome->trace != NULL && i < outcome->trace->count;
         i++) {
        const struct trace_phase *phase = &outcome->trace->phases[i];
        if (phase->allowed && (phase->type == PHASE_ROUTE || phase->type == PHASE_UNTRANSLATE))
            egress = phase->ifc;
    }
    return egress;
}

static void
write_row(const struct evidence_writer *writer, const struct replay_packet *told,
          const struct row *row)
{
    struct origin made;
    row_write(writer->config, row, told->ingress, egress_of(told->outcome), writer->scratch);
    const struct origin *origin = row_origin(writer->config, row, &made);
    if (origin != NULL && origin->file != NULL && origin->line > 0)
        fprintf(writer->scratch, " [%s:%u]", origin->file, origin->line);
}

static void
write_why(const struct evidence_writer *writer, enum evidence_of of,
          const struct replay_packet *told)
{
    const struct outcome *outcome = told->outcome;
    const struct trace_phase *phase = of == EVIDENCE_OF_TRANSLATION ? translating(outcome) : NULL;
    if (phase == NULL)
        phase = deciding(outcome);
    const struct row *row = phase != NULL ? &phase->row : &outcome->decided_by;
    if (outcome->drop != DROP_NONE)
        fprintf(writer->scratch, " (%s)", drop_reason_name(outcome->drop));
    if (phase == NULL && row->kind == ROW_NONE)
        return;
    fprintf(writer->scratch,
            " in %s: ", trace_phase_name(phase != NULL ? phase->type : row_phase(row->kind)));
    if (row->kind != ROW_NONE)
        write_row(writer, told, row);
    else
        fputs(drop_reason_text(outcome->drop), writer->scratch);
}

static char *
write_details(struct evidence_writer *writer, const struct replay_packet *told)
{
    struct traced traced = { .packet = told->packet,
                             .from_capture = true,
                             .ingress = told->ingress,
                             .rebuilt = told->rebuilt,
                             .outcome = told->outcome };
    trace_print_text(writer->printer, &traced);
    return output_flush(&writer->output) ? take_scratch(writer) : NULL;
}

bool
evidence_write(struct evidence_writer *writer, const char *first, enum evidence_of of,
               const struct replay_packet *told, struct evidence *evidence)
{
    *evidence = (struct evidence){ 0 };
    fprintf(writer->scratch, "%spacket %" PRIu64 ": %s", first, told->packet->number,
            verdict_name(told->outcome->verdict));
    write_why(writer, of, told);
    evidence->message = take_scratch(writer);
    if (told->outcome->trace != NULL)
        evidence->details = write_details(writer, told);
    return evidence->message != NULL && (told->outcome->trace == NULL || evidence->details != NULL);
}

void
evidence_free(struct evidence *evidence)
{
    free(evidence->message);
    free(evidence->details);
    *evidence = (struct evidence){ 0 };
}

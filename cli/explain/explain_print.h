/*
 * explain_print.h: an explanation as text, and as JSON (cli/schema/explain.schema.json).
 */
#ifndef REFIRE_CLI_EXPLAIN_EXPLAIN_PRINT_H
#define REFIRE_CLI_EXPLAIN_EXPLAIN_PRINT_H

#include "cli/explain/explain.h"
#include "cli/output.h"

/* What went wrong shows when OUT is flushed. */
void explain_print_text(FILE *out, const struct explanation *explanation);
void explain_print_json(struct output *output, const struct explanation *explanation);

#endif

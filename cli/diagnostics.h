/*
 * diagnostics.h: what is wrong with a configuration, for people and editors.
 */
#ifndef REFIRE_CLI_DIAGNOSTICS_H
#define REFIRE_CLI_DIAGNOSTICS_H

#include <stdio.h>

#include "parser/diag.h"

/* "FILE:LINE:COL: error: TEXT", those of severity LEAST or worse, one a line. */
void diagnostics_print(FILE *out, const struct diags *diags, enum diag_severity least);

#endif

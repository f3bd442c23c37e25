/*
 * options_help.h: what --help and --version print. Private to the reader of command lines.
 */
#ifndef REFIRE_CLI_OPTIONS_HELP_H
#define REFIRE_CLI_OPTIONS_HELP_H

#include "cli/options.h"

void options_print_help(FILE *out, const struct verb_row *verb);

/* Of the verbs, a line each, and of the prompt's options. */
void options_print_overview(FILE *out);

void options_print_version(FILE *out);

#endif

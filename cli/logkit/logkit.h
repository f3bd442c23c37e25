/*
 * logkit.h: every message of a version in every form of header, as material for those who test a
 * log parser.
 */
#ifndef REFIRE_CLI_LOGKIT_LOGKIT_H
#define REFIRE_CLI_LOGKIT_LOGKIT_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"

/* The forms, by name; a NULL behind the last. */
extern const char *const logkit_form_names[];

/* Has the version that form? */
NODISCARD bool logkit_has_form(enum os_version version, size_t form);

struct logkit_options {
    struct os_release release;
    int form;    /* of logkit_form_names; negative: all that the version has */
    bool fields; /* NDJSON with the fields beside each line (cli/schema/logkit.schema.json) */
};

/* False: no memory, or FILE could not be written (errno is set). */
NODISCARD bool logkit_write(const struct logkit_options *options, FILE *file);

#endif

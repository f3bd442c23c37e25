/*
 * fault_texts.h: the files of an exercise that was made, as refire-lab(5) describes them.
 */
#ifndef REFIRE_CLI_FAULT_FAULT_TEXTS_H
#define REFIRE_CLI_FAULT_FAULT_TEXTS_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/fault/fault.h"
#include "engine/base/compiler.h"

/* As records, each name before its bytes. NAME is what the title calls the configuration. False: no
 * memory. */
NODISCARD bool fault_texts_write(const struct fault_lab *lab, const char *name, FILE *out);

#endif

/*
 * usual.h: the lines that a listing leaves out because they say what is so anyway, for `show
 * running-config all` (7.0+).
 *
 * A row whose values have their places among the others says them itself (each_all in command.h);
 * the rest are a table of lines by section, which need not know whether a row models or keeps them.
 */
#ifndef REFIRE_PARSER_USUAL_H
#define REFIRE_PARSER_USUAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/model/config.h"

/* Does the section have such lines in this version? */
bool usual_has_lines(const struct config *config, const char *section);

/* Writes those of SECTION that none of the SIZE bytes at WRITTEN, the section's lines, overrides.
 */
void usual_write(const struct config *config, const char *section, const char *written, size_t size,
                 FILE *out);

#endif

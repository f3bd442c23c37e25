/*
 * history_file.h: where typed lines are kept between runs of the prompt.
 *
 * $REFIRE_HISTORY names the file, empty for none; else it is refire/history in $XDG_STATE_HOME or
 * ~/.local/state. Only its owner may read it.
 */
#ifndef REFIRE_CLI_PROMPT_HISTORY_FILE_H
#define REFIRE_CLI_PROMPT_HISTORY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/compiler.h"

/*
 * The file NAME of this program's own in $XDG_STATE_HOME or ~/.local/state, to be freed; NULL:
 * there is no such place.
 */
NODISCARD char *state_file_path(const char *name);

/* To be freed; NULL: nothing is kept. */
NODISCARD char *history_file_path(void);

/* Puts TEXT there, whole or not at all; makes the folders. False: it could not be done. */
NODISCARD bool history_file_write(const char *path, const char *text, size_t length);

#endif

/*
 * fate_file.h: a fate log in a file that appears whole or not at all.
 */
#ifndef REFIRE_CLI_FATE_FATE_FILE_H
#define REFIRE_CLI_FATE_FATE_FILE_H

#include "cli/fate/fate_log.h"
#include "engine/base/whole_file.h"

struct fate_file {
    struct whole_file file;
    FILE *stream;
    struct fate_log *log; /* NULL: none is open */
};

/* CONFIG is borrowed. False with ERROR filled: PATH cannot be written, or is one of the INPUTS. */
NODISCARD bool fate_file_open(struct fate_file *file, const struct config *config, const char *path,
                              uint64_t seed, const char *const *inputs, size_t input_count,
                              char error[WHOLE_FILE_ERROR_SIZE]);
/* Writes the rest and puts the file in its place. False with ERROR filled. Either way it is done
 * with. */
NODISCARD bool fate_file_commit(struct fate_file *file, char error[WHOLE_FILE_ERROR_SIZE]);
/* Leaves nothing behind; nothing happens when none is open. */
void fate_file_abandon(struct fate_file *file);

#endif

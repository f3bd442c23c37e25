/*
 * sources.h: captures as they are named on a command line: [NAMEIF=]CAPTURE.
 */
#ifndef REFIRE_CLI_REPLAY_SOURCES_H
#define REFIRE_CLI_REPLAY_SOURCES_H

#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "engine/replay/replay.h"

#define SOURCE_ERROR_SIZE 256

/* Fills INPUT, which borrows WORD. False with ERROR filled when it names no interface. */
NODISCARD bool source_parse(const struct config *config, const char *word,
                            struct replay_input *input, char error[SOURCE_ERROR_SIZE]);

#endif

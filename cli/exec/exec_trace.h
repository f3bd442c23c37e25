/*
 * exec_trace.h: the row of `trace`, for the table in exec_own.c.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_TRACE_H
#define REFIRE_CLI_EXEC_EXEC_TRACE_H

#include "parser/command.h"

extern const struct command trace_command;

#endif

/*
 * interrupt.h: Ctrl-C during something long ends it in order instead of the process.
 */
#ifndef REFIRE_CLI_PROMPT_INTERRUPT_H
#define REFIRE_CLI_PROMPT_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT and SIGTERM are remembered, and interrupt a read; a second one kills. */
void interrupt_catch(void);

/* Has one come since interrupt_catch? */
bool interrupt_came(void);

#endif

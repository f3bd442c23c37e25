/*
 * row_text.h: the rows of the model by name, by line and in words, for facts and traces; protocols
 * too.
 */
#ifndef REFIRE_CLI_PROMPT_ROW_TEXT_H
#define REFIRE_CLI_PROMPT_ROW_TEXT_H

#include <stdio.h>

#include "engine/trace.h"

/* "implicit-deny"; NULL for ROW_NONE. */
const char *row_kind_name(enum row_kind kind);
/* The phase in which a row of this kind decides. */
enum trace_phase_type row_phase(enum row_kind kind);

/* Where the row was read; NULL for what has no line of its own. MADE is where it may be put
 * together. */
const struct origin *row_origin(const struct config *config, const struct row *row,
                                struct origin *made);

/*
 * The configuration line, or what stands in its place where there is none: "access-list acl_out:
 * the implicit deny at its end". A packet comes in at IN and goes to TO (IFC_NONE: not known).
 */
void row_write(const struct config *config, const struct row *row, ifc_id in, ifc_id to, FILE *out);

/* "tcp"; the number for those without a name of their own. TEXT may be where it stands. */
#define PROTOCOL_TEXT_SIZE 8
const char *protocol_text(uint8_t protocol, char text[static PROTOCOL_TEXT_SIZE]);

#endif

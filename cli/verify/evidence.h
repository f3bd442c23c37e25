/*
 * evidence.h: a packet as the proof of something: which it was, what became of it, the phase and
 * the row that made it so.
 */
#ifndef REFIRE_CLI_VERIFY_EVIDENCE_H
#define REFIRE_CLI_VERIFY_EVIDENCE_H

#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "engine/replay/replay.h"

struct evidence {
    char *message; /* "packet 7: denied (acl-drop) in ACCESS-LIST: access-list ..." */
    char *details; /* all its phases, lines; NULL: not known */
};

/* What it is the proof of: of the phase that decided of that the message tells. */
enum evidence_of { EVIDENCE_OF_VERDICT, EVIDENCE_OF_TRANSLATION };

struct evidence_writer;

/* CONFIG is borrowed. NULL: no memory. */
NODISCARD struct evidence_writer *evidence_writer_new(const struct config *config);
void evidence_writer_free(struct evidence_writer *writer);

/* FIRST, which may be "", stands before the message. False: no memory. */
NODISCARD bool evidence_write(struct evidence_writer *writer, const char *first,
                              enum evidence_of of, const struct replay_packet *told,
                              struct evidence *evidence);
void evidence_free(struct evidence *evidence);

#endif

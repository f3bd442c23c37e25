/*
 * note_claims.h: what the chapters of Cisco's note on PPTP and L2TP through the PIX and ASA claim,
 * in our own words: expectations, and the rest of the box that they need. The files travel inside
 * the binary; they are those of testdata/verify/note/.
 */
#ifndef REFIRE_CLI_VERIFY_NOTE_CLAIMS_H
#define REFIRE_CLI_VERIFY_NOTE_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct note_file {
    const char *name; /* "base-6.cfg" */
    const unsigned char *bytes;
    size_t size;
};

extern const struct note_file note_files[]; /* made at build time (note_claims.cmake) */
extern const size_t note_file_count;

struct note_claim {
    const char *heading; /* of the chapter */
    uint32_t versions;   /* that it is tried in, a bit each; of those that the chapter names */
    /* Names of files. */
    const char *base;         /* what stands before the chapter's commands */
    const char *also;         /* and behind that; NULL: nothing */
    const char *expectations; /* what it claims */
    const char *commands;     /* the chapter's commands as they should be */
    /* COMMANDS are tried too where the chapter's own are damaged. */
    bool is_mended;
    const char *topic;  /* what of a chapter without commands it is about; NULL: all of it */
    const char *remark; /* where the note is wrong or silent; NULL */
};

extern const struct note_claim note_claims[];
extern const size_t note_claim_count;

/* The file of that name; NULL: there is none. */
const struct note_file *note_file_find(const char *name);

#endif

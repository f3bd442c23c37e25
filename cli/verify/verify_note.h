/*
 * verify_note.h: what the chapters of a note make of a firewall, tried in each version that they
 * speak of: do their commands load, and does what they claim hold?
 */
#ifndef REFIRE_CLI_VERIFY_VERIFY_NOTE_H
#define REFIRE_CLI_VERIFY_VERIFY_NOTE_H

#include <stdbool.h>

#include "cli/report/report.h"
#include "cli/verify/note.h"
#include "cli/verify/note_claims.h"
#include "engine/model/config.h"
#include "parser/parser.h"

/* How expectations are verified. */
struct note_verifier {
    /*
     * Adds to REPORT, in GROUP, a case for each expectation of FILE, tried with made traffic
     * through CONFIG. False: no memory.
     */
    bool (*verify)(void *context, const struct config *config, const struct note_file *file,
                   const char *group, struct report *report);
    void *context;
};

/* A box of one's own, at which each chapter's commands are typed. */
struct note_box {
    const char *path; /* of its configuration */
    struct os_release release;
    const struct note_file *expectations; /* of every chapter; NULL: loading alone is tried */
};

/*
 * The box of a claim, with the commands as they should be. False: no memory. Either way the caller
 * frees LOADED.
 */
NODISCARD bool note_claim_load(const struct note_claim *claim, enum os_version version,
                               struct load_result *loaded);

/*
 * Adds to REPORT the cases of NOTE, which was read from PATH: a group for each chapter and the
 * versions in which the same comes of it, with a case for each line that does not load and for each
 * expectation; at the end a group with the chapters' verdicts, a case each. Claims are those of
 * note_claims.h; of other chapters only the loading is tried. With BOX, which may be NULL, each
 * chapter with commands is tried there instead, if it speaks of that version. False: no memory, or
 * BOX has become unreadable.
 */
NODISCARD bool verify_note(const struct note *note, const char *path, const struct note_box *box,
                           const struct note_verifier *verifier, struct report *report);

#endif

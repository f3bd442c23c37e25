/*
 * lab.h: an exercise: a folder with a task, a configuration to begin with, and the packets that
 * say whether an answer is right.
 *
 *     lab            what it is: see lab_parse
 *     task.txt       what the learner is told
 *     start.cfg      the configuration to begin with
 *     solution.cfg   one right answer
 *     right-*.cfg    other right answers
 *     wrong-*.cfg    answers that must be refused
 */
#ifndef REFIRE_CLI_LAB_LAB_H
#define REFIRE_CLI_LAB_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"

#define LAB_ERROR_SIZE 512
#define LAB_FILE_SIZE ((size_t)64 * 1024)
#define LAB_WORDS ((size_t)8) /* as many as packet-tracer's longest packet */
#define LAB_EXPECTATIONS ((size_t)256)
#define LAB_HINTS ((size_t)16)
#define LAB_DIALOGUES ((size_t)64)

/* Monday 5 January 2009, noon UTC: time ranges must not make a lab depend on the day. */
#define LAB_MONDAY INT64_C(1231113600) /* its midnight, in seconds */
#define LAB_NOON ((LAB_MONDAY + INT64_C(12) * 3600) * INT64_C(1000000000))

/* A packet, and what must become of it. */
struct lab_expectation {
    bool passes;
    unsigned line;          /* of the lab file, from 1 */
    const char *text;       /* the whole line */
    int64_t time;           /* packet time at which it comes */
    char *words[LAB_WORDS]; /* what trace_input_read reads */
    size_t word_count;
};

struct lab {
    struct arena *arena;
    const char *title;
    unsigned order; /* labs are done from low to high */
    const char **hints;
    size_t hint_count, hint_capacity;
    struct lab_expectation *expectations;
    size_t expectation_count, expectation_capacity;
    /* The file with blanks for all that is no `expect` line, so that lines keep their numbers. */
    char *dialogues;
    size_t dialogues_size, dialogue_count;
    bool asks_passing, asks_denial;
};

/*
 * Reads the text of a lab file, one item a line; blank lines and lines that begin with # are left
 * out. NAME is what errors call it ("NAME:LINE:COLUMN: ..."). Bytes need not end with a NUL.
 *
 *     title A server behind the firewall
 *     order 30
 *     hint Each one says more than the one before it
 *     passes outside tcp 192.0.2.77 1025 192.0.2.80 80
 *     denied outside tcp 192.0.2.77 1025 192.0.2.80 23
 *     time saturday 10:00
 *     denied outside tcp 192.0.2.77 1025 192.0.2.80 80
 *     expect built tcp inside:10.1.1.20 -> outside:192.0.2.99/ftp with ftp-active
 *
 * `passes` and `denied` are single packets, as trace_input.h reads them; `time` says when those
 * below it come, in the week of Monday 5 January 2009. `expect` lines are those of
 * cli/verify/expect.h: traffic is made for them, whole dialogues, through one firewall in their
 * order. Their words are read when an answer is at hand, whose interfaces they name.
 *
 * A title, an order, and something of each kind must be there: a lab without a packet that stays
 * denied would take any configuration that permits everything. False with ERROR filled; either way
 * the caller frees LAB.
 */
NODISCARD bool lab_parse(struct lab *lab, const char *name, const char *bytes, size_t size,
                         char error[LAB_ERROR_SIZE]);

/* The same of the file `lab` in FOLDER. */
NODISCARD bool lab_read(struct lab *lab, const char *folder, char error[LAB_ERROR_SIZE]);

void lab_free(struct lab *lab);

/* The text of a file of at most LAB_FILE_SIZE, to be freed; NULL with ERROR filled. */
NODISCARD char *lab_text(const char *path, size_t *size, char error[LAB_ERROR_SIZE]);

#endif

/*
 * demo.h: the chapters of `refire demo`. A chapter is words around one or two replays; what the
 * replays print is never part of the words.
 */
#ifndef REFIRE_CLI_DEMO_DEMO_H
#define REFIRE_CLI_DEMO_DEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/compiler.h"

#define DEMO_RUNS 2
#define DEMO_COMMANDS 12

struct demo_run {
    const char *replay; /* a folder of testdata/replay/ */
    const char *label;  /* "PIX 6.2(1)" */
    /* Lines of its configuration that start so are shown as what was configured. */
    const char *commands[DEMO_COMMANDS];
    const char *notice; /* what to see in the log */
};

struct demo_chapter {
    const char *title;
    const char *story; /* what is wanted, and why it is not simple */
    struct demo_run runs[DEMO_RUNS];
};

extern const struct demo_chapter demo_chapters[];
extern const size_t demo_chapter_count;

/* Where the demo writes; at most 80 columns. */
struct demo_page {
    FILE *out;
    bool colour;
};

enum demo_style { DEMO_PLAIN, DEMO_HEADING, DEMO_COMMAND, DEMO_DENIED, DEMO_LOG };

void demo_heading(struct demo_page *page, const char *text);
void demo_paragraph(struct demo_page *page, const char *text);
/* One line of the device or of a configuration: folded at blanks, the rest indented. */
void demo_line(struct demo_page *page, enum demo_style style, const char *text, size_t length);

/* Runs the replay and prints configuration, traffic and log. False when it could not be run. */
NODISCARD bool demo_run(struct demo_page *page, const struct demo_run *run);

#endif

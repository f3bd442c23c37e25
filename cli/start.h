/*
 * start.h: the firewall that `shell` and `serve` start on, from the options that both have.
 */
#ifndef REFIRE_CLI_START_H
#define REFIRE_CLI_START_H

#include "cli/options.h"
#include "cli/prompt/firewall.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"

struct start {
    const char *path; /* borrowed; NULL: factory-fresh */
    const char *file; /* what its lines are said to be of; constant; NULL: PATH */
    bool strict_routes;
    bool no_files;
    bool has_version;
    struct os_release release;
};

enum start_option { START_OPTION_TAKEN, START_OPTION_OTHER, START_OPTION_BAD };

/* A factory-fresh PIX 6.3. */
void start_init(struct start *start);

/* OPTION, which options_next() gave. BAD: the verb must return *STATUS. */
enum start_option start_take(struct start *start, struct options *options, enum option option,
                             int *status);

/* NULL: it has been said why, and the verb must return *STATUS. */
NODISCARD struct firewall *start_firewall(const struct start *start, int *status);

#endif

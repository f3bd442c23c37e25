/*
 * run_options.h: the options that all verbs read alike which replay: the configuration's version,
 * and how captures are run through the engine.
 */
#ifndef REFIRE_CLI_RUN_OPTIONS_H
#define REFIRE_CLI_RUN_OPTIONS_H

#include "cli/options.h"
#include "engine/engine.h"
#include "engine/replay/replay.h"
#include "parser/parser.h"

/* The choices of --assume, in their order. */
enum taken_otherwise { ASSUME_STATIC_TWO_PASS, ASSUME_NOSYN_ACL_LOG, ASSUME_RANDOM_SEQUENCE };

struct run_options {
    const char *config_path; /* borrowed from the command line */
    bool json;
    bool has_release;
    struct os_release release;
    struct engine_options engine;
    struct replay_options replay;
};

enum run_option { RUN_OPTION_TAKEN, RUN_OPTION_OTHER, RUN_OPTION_BAD };

/* OPTION, which options_next() gave. BAD: the verb must return *STATUS. */
enum run_option run_options_take(struct run_options *run, struct options *options,
                                 enum option option, int *status);

/* Does the word name standard input? NULL names nothing. */
bool path_is_stdin(const char *path);
/* How many of [NAMEIF=]CAPTURE do. */
size_t captures_on_stdin(char *const *captures, size_t count);

#endif

/*
 * options.h: one table of verbs and options. Reading the command line, --help, the manual page's
 * sections (man/manual.c) and the completions of bash and zsh (man/completion.c) all come from it.
 *
 * To add an option: a name in enum option, a row in options.c, a case in the verb. The manual is
 * then rewritten by `cmake --build build --target update-golden`.
 *
 * A verb reads its arguments so:
 *
 *     struct options options = options_begin(VERB_CHECK, argc, argv, stdout, stderr);
 *
 *     for (;;) {
 *         switch (options_next(&options)) {
 *         case OPTION_JSON:
 *             json = true;
 *             continue;
 *         case OPTION_OS:
 *             if (!release_parse(options.value, &release))
 *                 return options_bad_value(&options, "expected a version such as 6.3 or 7.2(2)");
 *             continue;
 *         case OPTION_STOP: // --help was given, or the line is wrong: it has been said
 *             return options.status;
 *         default: // OPTION_END
 *             break;
 *         }
 *         break;
 *     }
 *     ... options.operands[0 .. options.operand_count) ...
 *
 * Operands may stand before, between and after options; `--` ends the options; `-` is an operand.
 * Long names may be abbreviated. The number of operands has been checked against the row.
 */
#ifndef REFIRE_CLI_OPTIONS_H
#define REFIRE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/compiler.h"

enum verb {
    VERB_SHELL,
    VERB_SERVE,
    VERB_REPLAY,
    VERB_TRACE,
    VERB_CHECK,
    VERB_DIFF,
    VERB_VERIFY,
    VERB_EXPLAIN,
    VERB_DEMO,
    VERB_LAB,
    VERB_LOGKIT,
    VERB_COUNT,
    VERB_NONE, /* what options_verb says when there is nothing left to do */
};

enum option {
    OPTION_END,
    OPTION_STOP,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_CONFIG,
    OPTION_OS,
    OPTION_OS_OLD,
    OPTION_OS_NEW,
    OPTION_JSON,
    OPTION_FACTS,
    OPTION_FATE,
    OPTION_WRITE_CAPTURE,
    OPTION_WRITE_MADE,
    OPTION_WRITE_CONFIG,
    OPTION_COMPARE,
    OPTION_EXPECT,
    OPTION_NOTE,
    OPTION_DRAIN,
    OPTION_STRICT_ROUTES,
    OPTION_PPTP_INCOMING,
    OPTION_ASSUME,
    OPTION_NO_FILES,
    OPTION_ATTACH,
    OPTION_SOCKET,
    OPTION_MIDSTREAM,
    OPTION_MODE,
    OPTION_SEED,
    OPTION_FILTER,
    OPTION_DECAP,
    OPTION_DUPLICATES,
    OPTION_LOG_LEVEL,
    OPTION_WHY,
    OPTION_SYSLOG,
    OPTION_SYSLOG_FORMAT,
    OPTION_LOGKIT_FORMAT,
    OPTION_FIELDS,
    OPTION_SYSLOG_PACE,
    OPTION_REPORT,
    OPTION_SVG,
    OPTION_FORMAT,
    OPTION_GRADE_FORMAT,
    OPTION_TRACE_FORMAT,
    OPTION_LEVEL,
    OPTION_REDUCE,
    OPTION_WRITE_LAB,
    OPTION_FAULT_SEED,
    OPTION_QUIET,
    OPTION_LIST,
    OPTION_COLOR,
};

/* What an option's value is: checked on reading, and what Tab offers in its place. */
enum option_value {
    VALUE_NONE,
    VALUE_TEXT,
    VALUE_FILE,
    VALUE_NUMBER, /* low .. high, in options.number */
    VALUE_CHOICE, /* one of choices, its place among them in options.number */
};

struct option_row {
    enum option option;
    char letter;      /* 0: none */
    const char *name; /* without its dashes */
    enum option_value kind;
    const char *value;          /* what the manual calls the value; NULL: takes none */
    const char *const *choices; /* VALUE_CHOICE: ends with NULL */
    uint64_t low, high;         /* VALUE_NUMBER */
    const char *help;           /* one sentence without its full stop */
};

/* What the first operand of a verb may be, for completion. */
struct verb_action {
    const char *word;
    bool takes_name; /* of what the verb's `list` names; files else */
};

struct verb_row {
    enum verb verb;
    const char *name;
    const char *summary;  /* one line of the overview */
    const char *operands; /* "[NAMEIF=]CAPTURE ...": NULL: takes none */
    enum option_value operand_kind;
    int operands_min;       /* and at most operands_max */
    int operands_max;       /* INT_MAX: any number */
    const char *help;       /* what it does, a paragraph */
    const enum option *own; /* its options, in the order of --help; ends with OPTION_END */
    const struct verb_action *actions; /* ends with a NULL word; NULL: it has none */
};

const struct verb_row *verb_row(enum verb verb);
/* The row behind an option; NULL for OPTION_END and OPTION_STOP. */
const struct option_row *option_row(enum option option);

/*
 * Which verb the command line of the process (argv[0] is the program) names, with *ARGC and *ARGV
 * moved to that verb's own arguments. No verb is VERB_SHELL. On VERB_NONE, help or version was
 * asked for or the verb does not exist: it has been said, and *STATUS is the exit status.
 */
enum verb options_verb(int *argc, char ***argv, FILE *out, FILE *err, int *status);

struct options {
    const struct verb_row *verb;
    const char *value;                /* of the option just read; NULL when it takes none */
    uint64_t number;                  /* its value when it is a number or a choice */
    const struct option_row *current; /* the option just read */
    char **operands;
    int operand_count;
    int status; /* on OPTION_STOP: what the verb returns */

    /* private */
    int argc, at;
    char **argv;
    const char *cluster; /* the rest of `-ab` */
    FILE *out, *err;
};

/* ARGC and ARGV are what follows the verb's name. ARGV is put in another order: operands first. */
struct options options_begin(enum verb verb, int argc, char **argv, FILE *out, FILE *err);

/* The same for ROW, which is no verb of the command line: a command of the prompt. */
struct options options_begin_row(const struct verb_row *row, int argc, char **argv, FILE *out,
                                 FILE *err);

/* `replay` at the prompt: those options of the verb that fit a living firewall. */
extern const struct verb_row prompt_replay_row;

/* The next option, OPTION_END after the last one, OPTION_STOP when the verb must return. */
enum option options_next(struct options *options);

/* Says that the current option's value is not right and why; returns STATUS_USAGE. */
NODISCARD int options_bad_value(const struct options *options, const char *why);

/* Says what is wrong with the command line as a whole; returns STATUS_USAGE. */
NODISCARD int options_misuse(const struct options *options, const char *format, ...)
    PRINTF_LIKE(2, 3);

#endif

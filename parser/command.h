/*
 * command.h: a command is one row. Abbreviation, ambiguity, `?`, Tab, `no`, version gating, the
 * caret under a wrong word, the manual's syntax and the written line all come from it.
 *
 * The same rows describe configuration commands (parser/cmd_*.c) and exec commands (cli/exec.c).
 */
#ifndef REFIRE_PARSER_COMMAND_H
#define REFIRE_PARSER_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "parser/diag.h"

/* Where a command may be typed. */
enum mode {
    MODE_USER, /* `>` */
    MODE_EXEC, /* `#` */
    MODE_CONFIG,
    MODE_CONFIG_IF,
    MODE_CONFIG_CMAP,
    MODE_CONFIG_PMAP,
    MODE_CONFIG_PMAP_C,
    MODE_CONFIG_PMAP_P,
    MODE_CONFIG_KEPT, /* a sub-mode whose lines are all kept word for word */
    MODE_COUNT
};

/* One word of an input line; columns count from 1. */
struct token {
    const char *text;
    size_t length;
    uint32_t column;
};

struct tokens {
    struct token *items;
    size_t count;
    size_t at;        /* the next one to match */
    const char *line; /* the whole line */
};

/* What matching and writing may look at. */
struct word_context {
    const struct config *config;
    struct arena *arena; /* for values that need memory; lives as long as the config */
    enum os_version version;
};

enum word_match {
    WORD_MATCHES, /* exactly, or as an abbreviation */
    WORD_FAILS,
    WORD_MISSING, /* the line ended before it */
};

struct word;
struct completions;

/* A word type is three functions; an irregular piece of syntax is a type of its own. */
struct word_type {
    const char *name; /* what `expected` lists say: "ADDRESS" */
    /* Takes one or more tokens and stores the value at scratch + word->offset. On WORD_FAILS
     * TOKENS->at stays at the token that failed, for the caret; *WHY may say more. */
    enum word_match (*match)(const struct word *word, const struct word_context *context,
                             struct tokens *tokens, void *scratch, const char **why);
    /* Adds what may stand here and starts with PREFIX. */
    void (*complete)(const struct word *word, const struct word_context *context,
                     const char *prefix, struct completions *completions);
    /* Writes the value with a leading blank unless it is the first word; nothing when the word is
     * optional and has its default value. */
    void (*write)(const struct word *word, const struct word_context *context, const void *scratch,
                  FILE *out);
};

struct word {
    const struct word_type *type;
    const char *text; /* keyword text, or what the manual calls the value */
    const char *help;
    size_t offset;     /* of the value in the scratch struct */
    int64_t low, high; /* NUMBER */
    bool optional;
    enum os_version since, until; /* OS_FIRST, OS_LAST unless said */
    const void *data;             /* of the type: choices, ... */
};

struct command_call {
    struct config *config; /* NULL for exec commands */
    void *user;            /* of the table's owner */
    const struct command *command;
    struct diags *diags;
    const char *file;
    uint32_t line;
    const struct tokens *tokens;
};

/* Called for each thing that a command put into the model; VALUE is its scratch form. */
typedef void command_visit(void *context, const void *value);

struct command {
    const char *name; /* for messages: "access-group" */
    const char *help;
    const struct word *words;
    uint32_t modes; /* bits 1 << enum mode */
    enum os_version since, until;
    size_t scratch_size;
    bool kept;   /* kept word for word; SET is not needed */
    bool taints; /* ... but could change a packet's fate */
    const char *why_taints;
    enum mode enters; /* the sub-mode after it; 0: none */
    bool (*set)(struct command_call *call, void *scratch);
    bool (*unset)(struct command_call *call, void *scratch);
    void (*each)(const struct config *config, command_visit *visit, void *context);
};

#endif

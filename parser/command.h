/*
 * command.h: a command is one row. Abbreviation, ambiguity, `?`, Tab, `no`, version gating, the
 * caret under a wrong word, the manual's syntax and the written line all come from it.
 *
 * The same rows describe configuration commands (parser/cmd_*.c) and exec commands (cli/exec*.c).
 */
#ifndef REFIRE_PARSER_COMMAND_H
#define REFIRE_PARSER_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "parser/diag.h"
#include "parser/line.h"

/* Where a command may be typed. */
enum mode {
    MODE_CONFIG,
    MODE_CONFIG_IF,
    MODE_CONFIG_CMAP,
    MODE_CONFIG_PMAP,
    MODE_CONFIG_PMAP_C,
    MODE_CONFIG_CMAP_I,  /* class-map type inspect */
    MODE_CONFIG_CMAP_RX, /* class-map type regex */
    MODE_CONFIG_PMAP_I,  /* policy-map type inspect */
    MODE_CONFIG_PMAP_IC, /* a match or class of it */
    MODE_CONFIG_PMAP_P,  /* its parameters */
    MODE_CONFIG_HSI,     /* an hsi-group of them */
    MODE_CONFIG_MAP,     /* ftp-map, http-map, ... */
    MODE_CONFIG_TCP_MAP,
    MODE_CONFIG_NETWORK,   /* object-group network */
    MODE_CONFIG_SERVICE,   /* object-group service */
    MODE_CONFIG_PROTOCOL,  /* object-group protocol */
    MODE_CONFIG_ICMP_TYPE, /* object-group icmp-type */
    MODE_CONFIG_TIME_RANGE,
    MODE_CONFIG_KEPT, /* a sub-mode whose lines are all kept word for word */
    MODE_USER,        /* `>` */
    MODE_EXEC,        /* `#` */
};

#define MODE_BIT(mode) (UINT32_C(1) << (mode))
#define MODES_ALL UINT32_MAX

/* What matching and writing may look at. */
struct word_context {
    const struct config *config; /* NULL: no addresses by name, no interfaces */
    enum os_version version;
};

struct word;
struct matching; /* parser/match.h */
struct writing;

/* A word type is two functions; an irregular piece of syntax is a type of its own. */
struct word_type {
    const char *name; /* "address", for the manual */
    /*
     * Takes words from MATCHING and stores the value in SCRATCH (the row's struct) at its offset.
     * False: it does not stand here; what would was told by matching_expect. Completion and the
     * `expected` list of an error come from the same walk.
     */
    bool (*match)(const struct word *word, struct matching *matching, void *scratch);
    /* Writes the value; nothing when it is optional and has its default. */
    void (*write)(const struct word *word, struct writing *writing, const void *scratch);
};

struct word {
    const struct word_type *type; /* NULL ends a list */
    const char *text;             /* keyword text, or what the manual calls the value */
    const char *help;
    size_t offset; /* of the value in the scratch struct */
    size_t size;   /* of that member */
    size_t other;  /* offset of another member that the type needs: a port's protocol */
    int64_t low, high;
    bool optional;
    bool always;            /* optional when typed, always written */
    enum os_version since;  /* first version that has it */
    enum os_version before; /* first version that has it no more; 0: none */
    const void *data;       /* of the type: choices, the words of a group */
    const char
        *names; /* kind of the object that it names: "access-list"; NULL: none, or the type says */
};

#define END_OF_WORDS                                                                               \
    {                                                                                              \
        .type = NULL                                                                               \
    }

struct command;

/*
 * Lines that begin alike may enter different sub-modes or none: which, a word of theirs behind the
 * second one tells.
 */
struct word_prompt {
    const char *word;   /* NULL: the end of the list; then it is the row's own prompt */
    const char *prompt; /* NULL: none is entered */
};

struct command_call {
    struct config *config; /* NULL for exec commands */
    void *user;            /* of the table's owner; configuration rows: struct parser */
    void *object;          /* what the sub-mode edits: struct interface, ... */
    const struct command *command;
    const struct line *line;
    struct diags *diags;
    const char *file; /* NULL at the prompt */
    uint32_t line_number;
    size_t words_given; /* words of the row that were matched; fewer than all under `no` */
    uint32_t within;    /* SET may say which rows the sub-mode has; 0: as the one outside */
    bool stays;         /* SET says that the row's sub-mode is not entered */

    /* What SET may add: the line is kept in its place rather than modelled, and why it taints. */
    bool kept;
    const char *why_taints;
};

/* Called for each thing that a command put into the model: its scratch form, and what the rows of
 * the sub-mode that it enters get as their object. */
typedef void command_visit(void *context, const void *scratch, void *object);

struct command {
    const char *name; /* the section it is written in: "access-list", "ip address" */
    const char *help; /* for `?` at the first word */
    const struct word *words;
    uint32_t modes; /* MODE_BITs; 0: MODE_CONFIG */
    /* A mode whose rows depend on what it edits (a map's protocol): bits of the family; 0: all. */
    uint32_t within;
    const char *section; /* rows that are written together; NULL: those of one name */
    uint16_t kind;       /* tells rows of a section apart: their scratch structs begin with it */
    enum os_version since;
    enum os_version before;            /* 0: no end */
    enum mode enters;                  /* the sub-mode after it; 0: none */
    const char *prompt;                /* of that mode: "config-if" */
    const struct word_prompt *prompts; /* of a kept sub-mode: by a word of the line; NULL: that */
    size_t scratch_size;               /* at most COMMAND_SCRATCH */
    void (*init)(void *scratch);       /* defaults that are not zero; may be NULL */
    /* NULL (and not kept): the row is never read, it only writes. */
    bool (*set)(struct command_call *call, void *scratch);
    /* NULL: there is no `no` form. */
    bool (*unset)(struct command_call *call, void *scratch);
    /* `clear X [REST]` of 6.x, `clear configure X` of 7+: takes all of the command's lines back. */
    bool (*clear)(struct command_call *call, const char *rest);
    uint8_t no_words; /* under `no` the line may end after so many words; 0: only after all */
    bool no_only;     /* the row is a `no` form and nothing else */
    bool refused;     /* of other versions: SET only says so, in the device's words */
    bool converts;    /* of other versions: SET makes other lines of it */

    /* Writing. Rows of one name share scratch struct and EACH; the first row that fits a value
     * writes it. NULL EACH: never written (exec commands, other spellings). */
    void (*each)(const struct config *config, const void *object, command_visit *visit,
                 void *context);
    /* The same with what is so by default, for `show running-config all`; NULL: as EACH. */
    void (*each_all)(const struct config *config, const void *object, command_visit *visit,
                     void *context);
    bool (*fits)(const struct config *config, const void *scratch);      /* NULL: always */
    bool (*writes_no)(const struct config *config, const void *scratch); /* NULL: never */

    /* Lines kept word for word; SET is not needed then. */
    bool kept;
    uint8_t key_words;      /* another line with the same first words replaces it; 0: all words */
    bool last_is_key;       /* KEY_WORDS 0: another line with the same last word replaces it */
    uint8_t group_words;    /* it stands behind the last line of the same first words; 0: last */
    bool repeats;           /* the same line again is one more: lines of a banner */
    bool keeps_no;          /* `no X` is itself a line of the configuration */
    const char *why_taints; /* what it could change about packets; NULL: nothing. Of a row that is
                             * modelled: what the engine does not do about it */
    size_t origin;          /* of such a row: where its scratch struct has the struct origin */
    const char *body;       /* first words of its sub-mode's lines, each with blanks around it */
    bool checked;           /* kept as its own words write it, rather than as it was typed */
    /*
     * Puts what a checked line says that packets depend on into the model, as typed data. Called
     * when the line comes, and for all lines again when one has gone (kept_facts.c). False: no
     * memory.
     */
    bool (*fact)(struct config *config, const void *scratch, const struct origin *origin);
    bool taints_anyway; /* what it taints is not what its fact is about */
};

#define COMMAND_SCRATCH 1024

/* Which rows a section is made of. */
static inline const char *
command_section(const struct command *command)
{
    return command->section != NULL ? command->section : command->name;
}

static inline bool
version_in(enum os_version version, enum os_version since, enum os_version before)
{
    return version >= since && (before == 0 || version < before);
}

/* What word types write with. */
struct writing {
    const struct word_context *context;
    FILE *out;
    bool started; /* a word is already there, so a blank comes first */
};

/* Writes one word, with a blank in front unless it is the first. */
void writing_put(struct writing *writing, const char *format, ...) PRINTF_LIKE(2, 3);
/* Writes an address by its name when the configuration has one for it. */
void writing_put_address(struct writing *writing, uint32_t address);
/* The words of a row, at most LIMIT of them. */
void writing_words(struct writing *writing, const struct word *words, const void *scratch,
                   size_t limit);

#endif

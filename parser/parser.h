/*
 * parser.h: the one header that cli needs: text to model and back.
 */
#ifndef REFIRE_PARSER_PARSER_H
#define REFIRE_PARSER_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "parser/diag.h"

enum line_verdict {
    LINE_BLANK,   /* nothing on it */
    LINE_COMMENT, /* `!`, `:` */
    LINE_NOISE,   /* pager remains, `Building configuration...`, `[OK]`, a bare prompt */
    LINE_JOINED,  /* the rest of the line before it, which was wrapped */
    LINE_MODELLED,
    LINE_KEPT,        /* word for word, no effect on packets */
    LINE_KEPT_TAINTS, /* word for word, but could change a packet's fate */
    LINE_IGNORED,     /* of an older version, and the device takes no notice of it */
    LINE_REFUSED,
};

const char *line_verdict_name(enum line_verdict verdict); /* "modelled" */

/* Something of the model that a line names: "access-list" "outside_in". */
struct line_object {
    const char *kind;
    const char *name;
};

/* Where a line stands in the file and what it names, with load_options.details. */
struct line_details {
    uint32_t column; /* of its first word, in the text as read; 0: it has none */
    uint32_t indent; /* blanks in front of it, of what is left after cleaning */
    uint32_t length; /* from there to the end of what is left after cleaning */
    uint32_t object_count;
    const struct line_object *objects;
};

/* One input line and what became of it. */
struct line_report {
    uint32_t line; /* counted from 1 */
    enum line_verdict verdict;
    const char *text;                   /* as read, without line end; lives as long as the result */
    const char *command;                /* the row that took it ("access-list"), NULL when none */
    const struct line_details *details; /* NULL: not asked for */
};

/* Reads configuration lines into a config; keeps the sub-mode between lines. */
struct parser;

NODISCARD struct parser *parser_new(struct config *config, struct diags *diags);
void parser_free(struct parser *parser);

/*
 * One line as typed or read. FILE is NULL at the prompt. A refused line leaves the model as it
 * was and adds a diagnostic. Informational texts of the device (`INFO: ...`) are DIAG_NOTEs with
 * DEVICE set.
 */
enum line_verdict parser_line(struct parser *parser, const char *text, const char *file,
                              uint32_t line);

/* The prompt's mode word: "config", "config-if", "config-pmap-c". */
const char *parser_mode(const struct parser *parser);
/* `exit` in a sub-mode goes up one level; false at the top. */
bool parser_leave_mode(struct parser *parser);
/* Back to the top, as `end` and Ctrl-Z do. */
void parser_reset_mode(struct parser *parser);

/* Where one of several users of a parser stands in the sub-modes while another one types. */
struct parser_place;
/* At the top; NULL: no memory. */
NODISCARD struct parser_place *parser_place_new(void);
void parser_place_free(struct parser_place *place);
/* Notes where the parser stands, and goes there again. What was edited may be gone by then: the
 * sub-mode is left. */
void parser_keep_place(const struct parser *parser, struct parser_place *place);
void parser_take_place(struct parser *parser, const struct parser_place *place);

/* What may follow TEXT in the current mode, for `?` and Tab (parser/match.h). */
struct completions;
void parser_complete(struct parser *parser, const char *text, struct completions *completions);
/* The usage lines of the command that TEXT begins with, as 6.x prints them; false: no such. */
bool parser_usage(struct parser *parser, const char *text, FILE *out);

/* How a whole input is read. */
struct load_options {
    const char *file;          /* for messages */
    bool has_version;          /* --os given */
    struct os_release release; /* then this one */
    bool model_only;           /* no reports of lines: for a configuration that is only used */
    bool details;              /* reports say where a line stands and what it names */
    bool by_rows;              /* each line through its row: slower, and the same */
};

struct load_result {
    const char *file;      /* as messages call it; borrowed from the options */
    struct config *config; /* owned by the caller */
    struct arena *arena;   /* owns the reports and diagnostics; owned by the caller */
    struct diags diags;
    struct line_report *lines; /* one for each input line; NULL with model_only */
    size_t line_count;
    char *text;                     /* what the reports point into */
    size_t modelled, kept, refused; /* counts of lines */
    const char *version_evidence;   /* "line 4: PIX Version 6.2(1)", or the keywords that voted */
};

/* Loads a text: cleaning, version, lines. False only when memory has run out. */
NODISCARD bool config_load_text(const char *text, size_t length, const struct load_options *options,
                                struct load_result *result);
/*
 * Adds the lines of a text to CONFIG, as if they stood behind those that made it: in its version,
 * whatever OPTIONS say. The result owns CONFIG from the call on, and it is freed when this is
 * false.
 */
NODISCARD bool config_load_more(struct config *config, const char *text, size_t length,
                                const struct load_options *options, struct load_result *result);
/* Reads the file first ("-": standard input); false with *ERROR set when it cannot be read. */
NODISCARD bool config_load_file(const char *path, const struct load_options *options,
                                struct load_result *result, const char **error);
void load_result_free(struct load_result *result);

/* "6.2", "6.3(5)", "7.2(2)", "8.0": false when it is not a version of ours. */
NODISCARD bool release_parse(const char *text, struct os_release *release);

/* "6.3(5)", "7.2(2)18", "8.0": fills TEXT and returns it. */
#define RELEASE_TEXT_SIZE 32
const char *release_text(struct os_release release, char text[static RELEASE_TEXT_SIZE]);

/* What a factory-fresh box of RELEASE is configured to (commands.md 1 and 6). NULL: no memory. */
NODISCARD struct config *config_factory(struct os_release release);
/* The same with the ports that BOX has: after `write erase` and `reload`. */
NODISCARD struct config *config_factory_of(const struct config *box);
/* The box whose ports it has: "PIX 515" with three of them, "ASA 5510". */
const char *config_factory_model(struct os_release release);

/* `write terminal`: the configuration in the version's own order and spelling. */
void config_write(const struct config *config, FILE *out);
/* Only the lines of one command, as `show running-config access-list`; false: no such command. */
bool config_write_section(const struct config *config, const char *command, FILE *out);
/* The same two with the lines that say what is so by default: `show running-config all` of 7.0+. */
void config_write_all(const struct config *config, FILE *out);
bool config_write_section_all(const struct config *config, const char *command, FILE *out);
/* One ACE without a line number and without a line end, as written and as `show access-list`. */
void config_write_ace(const struct config *config, const struct acl *acl, const struct ace *ace,
                      FILE *out);
void config_show_ace(const struct config *config, const struct acl *acl, const struct ace *ace,
                     FILE *out);
/* The line that a model row was written by, for traces; without a line end. */
void config_write_row(const struct config *config, const struct row *row, FILE *out);

/* The line of OBJECT, which the section's EACH visits, without a line end. */
void config_write_object(const struct config *config, const char *section, const void *object,
                         FILE *out);
/* A line that is modelled and that nothing evaluates: where it came from, and what that changes. */
typedef void taint_visit(void *context, const struct origin *origin, const char *text,
                         const char *why);
/* Those of the rows that say so of themselves (command.h, why_taints). */
void config_each_taint(const struct config *config, taint_visit *visit, void *context);

/* MD5 of a password in the device's own 16-character form (commands.md 11). */
#define PASSWORD_HASH_SIZE 17
void password_hash(const char *password, char hash[static PASSWORD_HASH_SIZE]);
/* The same of a user's: from 7.0 on the name goes into it. */
void password_hash_user(const char *password, const char *user, enum os_version version,
                        char hash[static PASSWORD_HASH_SIZE]);
/* Of the empty password, which enable has until it gets one. */
#define EMPTY_PASSWORD_HASH "8Ry2YjIyt7RRXU24"

#endif

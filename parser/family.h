/*
 * family.h: what the command families (cmd_*.c) share. Inside parser/ only.
 */
#ifndef REFIRE_PARSER_FAMILY_H
#define REFIRE_PARSER_FAMILY_H

#include <ctype.h>
#include <string.h>

#include "parser/command.h"
#include "parser/match.h"
#include "parser/parser.h"
#include "parser/seen.h"
#include "parser/word.h"

/* Characters of a nameif at most (commands.md 3.2). */
#define NAMEIF_LENGTH 48

/* One level of sub-mode. */
struct frame {
    enum mode mode;
    const struct command *command; /* the row that entered it */
    void *object;                  /* what it edits */
    uint32_t within;               /* which rows of the mode fit that */
    const char *context;           /* the lines that led here, for the journal; "" in a file */
    const char *header;            /* of a kept sub-mode: its kept line */
    const char *prompt;            /* of a kept sub-mode: as its line has it */
    uint32_t indent;               /* of the line that entered it */
    bool fresh;                    /* a kept sub-mode that was not there before */
    size_t body_end;               /* of a kept sub-mode: where its next line goes, when ... */
    size_t body_count;             /* ... the list is still this long; 0: look for it */
    bool in_certificate;           /* hex until `quit` */
    bool indented;                 /* its lines stand further in than the one that entered it */
    struct line_object head;       /* what its header names, when somebody wants to know */
};

/* What lines name, for load_options.details (line_objects.c). */
struct line_objects {
    struct arena *arena;
    struct line_object *items;
    size_t count, capacity;
};

#define FRAMES_MAX 4

struct parser {
    struct config *config;
    struct diags *diags;
    const struct command **rows; /* all of them, for the table */
    struct command_table *table;
    struct line line;
    struct frame frames[FRAMES_MAX]; /* frames[0] is global configuration mode */
    size_t depth;                    /* the current one */
    struct acl *last_acl;            /* the last one named: listings name one many times */
    const char *last_command;        /* name of the row that took the last line */
    uint32_t lost_line;              /* of a listing: refused, with what is indented behind it */
    size_t lost_depth;               /* the sub-mode that it stood behind */
    bool loading;                    /* a whole input makes one revision, and no journal */
    bool facts_stale;                /* kept lines have gone, or others took their places */
    struct seen seen;                /* kept lines, for duplicates */
    struct line_objects *objects;    /* NULL: nobody wants to know */
    bool reads_older;                /* the text is of version OLDER (upgrade.h) */
    enum os_version older;
    bool in_revision; /* lines belong to one that is being made (convert.h) */
};

/* One line of LENGTH bytes, which may hold anything. */
enum line_verdict parser_bytes(struct parser *parser, const char *text, size_t length,
                               const char *file, uint32_t line_number);
/* The last line was none of the configuration: what stands behind it is not its block. */
void parser_forget_refused(struct parser *parser);
/* How a line would be taken now. Changes nothing. */
enum probe {
    PROBE_REFUSED,
    PROBE_OPEN,  /* taken, and more words of the same command could follow */
    PROBE_BLOCK, /* taken, and what is indented behind it is its block */
    PROBE_WHOLE, /* taken, and what follows cannot belong to it: free text, kept */
};
/* Would this be a command? IN_FULL: by its whole first word, not by an abbreviation. */
enum probe parser_probe(struct parser *parser, const char *text, size_t length, bool *in_full);
const char *parser_last_command(const struct parser *parser);
/*
 * Between the two, lines are those of a whole input: what they make is revision 1, and the input
 * itself is what to go back to.
 */
void parser_begin_loading(struct parser *parser);
void parser_end_loading(struct parser *parser);

/* Walks every configuration row; start from zeroes. NULL behind the last. */
struct command_position {
    size_t family;
    size_t row;
};
const struct command *next_command(struct command_position *position);
/* All rows as one array, to be freed, and the table that looks into it. False: no memory. */
NODISCARD bool command_rows(const struct command ***rows, struct command_table **table);

/* One value as the row of that section writes it, without a line end. */
void config_write_line(const struct config *config, const char *name, const void *scratch,
                       FILE *out);

/*
 * Adds what the line at hand names to parser->objects: the headers of the sub-modes down to DEPTH,
 * then its own words; MATCH is NULL for a line of a kept sub-mode.
 */
void line_objects_note(struct parser *parser, const struct matcher *matcher,
                       const struct match *match, size_t depth);
/* What the header at hand names first. */
struct line_object line_objects_head(const struct parser *parser);

/* ---- for set and unset ---- */

/* Refuses the line: what is wrong, and what the device prints (NULL: by kind). Always false. */
bool refuse(const struct command_call *call, const char *device, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* The same for word AT of the line. */
bool refuse_word(const struct command_call *call, size_t at, const char *device, const char *format,
                 ...) PRINTF_LIKE(4, 5);
/* Refuses the line at the prompt; what a file has is only warned of, and true. */
bool refuse_or_warn(const struct command_call *call, const char *device, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* What the device prints about an accepted line typed at the prompt. */
void inform(const struct command_call *call, const char *format, ...) PRINTF_LIKE(2, 3);
/* A warning of ours; DEVICE may be NULL. */
void warn(const struct command_call *call, const char *device, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* Says that memory ran out. Always false. */
bool no_memory(const struct command_call *call);

/* The ACL of that name; NULL: none. */
struct acl *call_acl(const struct command_call *call, const char *name);
/* Refuses the line, or word AT of it when that is not 0, for naming an ACL that is not there. */
bool refuse_unknown_acl(const struct command_call *call, const char *name, size_t at);
/*
 * The ACL that a rule names, AT as above. At the prompt it must be there; pasted pieces and files
 * often name one before its lines come.
 */
bool call_rule_acl(const struct command_call *call, const char *name, size_t at, struct acl **acl);
/* The ACE comes from this call's line. */
void ace_take_origin(const struct command_call *call, struct ace *ace);
struct origin call_origin(const struct command_call *call);
/* Puts a copy that the configuration owns into PLACE. */
bool keep_text(const struct command_call *call, const char **place, const char *text);
/* A text of the call's arena, for device texts. */
const char *call_text(const struct command_call *call, const char *format, ...) PRINTF_LIKE(2, 3);
enum os_version call_version(const struct command_call *call);
const struct behaviour *call_does(const struct command_call *call);

/*
 * Address bits outside the netmask: the device refuses them, at the address; a file is forgiven
 * with a warning (sanitized listings are full of them).
 */
bool check_pair(const struct command_call *call, uint32_t address, uint32_t netmask);
/* `firewall transparent` is there. */
bool config_is_transparent(const struct config *config);
/* A transparent firewall translates from 8.0 on; a file is forgiven with a warning. */
bool check_translates(const struct command_call *call);
/* No interface could be made: memory, or there are too many. Always false. */
bool refuse_new_interface(const struct command_call *call);
/* The word of the line that TEXT came from (a word_text value points there); 0: none. */
size_t call_word_of(const struct command_call *call, const char *text);
/*
 * `clear COMMAND REST` with more words than a section has: takes back the one line COMMAND REST, as
 * `no` would.
 */
bool call_take_back(const struct command_call *call, const char *command, const char *rest);
bool is_listed_interface(const struct interface_list *list, ifc_id ifc);
/* Puts an interface into a list, once; takes it out, and refuses the line when it is not there. */
bool call_list_interface(const struct command_call *call, struct interface_list *list, ifc_id ifc);
bool call_unlist_interface(const struct command_call *call, struct interface_list *list,
                           ifc_id ifc);
/* 6.x leaves the interface out where there is a usual one: puts that one in. False: refused. */
bool call_usual_interface(const struct command_call *call, ifc_id *ifc, const char *usual);
/*
 * WHAT came with maintenance release MAINTENANCE of VERSION: an older box refuses word AT for it, a
 * file is forgiven with a warning. A release without a number counts as the newest.
 */
bool check_maintenance(const struct command_call *call, enum os_version version,
                       uint16_t maintenance, size_t at, const char *what);

/*
 * set_FIELD, unset_FIELD and each_FIELD of a text in what a sub-mode edits: FIELD of an OBJECT,
 * from and to the member TEXT of the row's LINE.
 */
#define TEXT_COMMAND(OBJECT, LINE, FIELD_NAME)                                                     \
    static bool set_##FIELD_NAME(struct command_call *call, void *scratch)                         \
    {                                                                                              \
        return keep_text(call, &((OBJECT *)call->object)->FIELD_NAME,                              \
                         ((const LINE *)scratch)->text);                                           \
    }                                                                                              \
    static bool unset_##FIELD_NAME(struct command_call *call, void *scratch)                       \
    {                                                                                              \
        (void)scratch;                                                                             \
        ((OBJECT *)call->object)->FIELD_NAME = NULL;                                               \
        return true;                                                                               \
    }                                                                                              \
    static void each_##FIELD_NAME(const struct config *config, const void *object,                 \
                                  command_visit *visit, void *context)                             \
    {                                                                                              \
        (void)config;                                                                              \
        LINE line = { .text = ((const OBJECT *)object)->FIELD_NAME };                              \
        if (line.text != NULL)                                                                     \
            visit(context, &line, NULL);                                                           \
    }

/*
 * init_NAME and fits_NAME of one of several rows that share a scratch struct, a LINE whose MEMBER
 * says which row it belongs to.
 */
#define LINE_KIND(row_name, LINE, member, KIND)                                                    \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        return ((const LINE *)scratch)->member == (KIND);                                          \
    }                                                                                              \
    static void init_##row_name(void *scratch)                                                     \
    {                                                                                              \
        ((LINE *)scratch)->member = (KIND);                                                        \
    }

/* Of interfaces and of addresses (commands.md 3.3). */
static inline bool
is_name_character(char c)
{
    return isalnum((unsigned char)c) || (c != '\0' && strchr("-_.", c) != NULL);
}

/* Removes element I of a growing array. */
#define LIST_REMOVE(items, count, i)                                                               \
    do {                                                                                           \
        memmove(&(items)[i], &(items)[(i) + 1], ((count) - (i)-1) * sizeof((items)[0]));           \
        (count)--;                                                                                 \
    } while (0)

/* Back to the factory configuration, on the ports that the box has (factory.c). */
bool factory_reset(struct command_call *call);

/* ---- kept lines (kept.c) ---- */

/* The list that the current mode keeps its lines in. */
struct kept_list {
    struct kept_line **lines;
    size_t *count;
    size_t *capacity;
};

struct kept_list kept_list_of(struct config *config, enum mode mode, void *object);

struct kept_scratch {
    const char *rest;
};

/* A kept row took the line; false when memory ran out. */
bool kept_apply(struct parser *parser, struct command_call *call, bool negated,
                const void *scratch);
/* Derives the facts of all kept lines again when they are stale; false when memory ran out. */
bool kept_derive_facts(struct parser *parser);
/* A line of a kept sub-mode. */
bool kept_body_line(struct parser *parser, struct command_call *call);
/* Notes the lines that the configuration already has. */
void kept_note_seen(struct parser *parser);
/*
 * The kept lines that name the interface OLD_NAME (NULL: none do) name NEW_NAME instead; they go
 * when that is NULL. False: no memory.
 */
bool kept_rename_interface(const struct command_call *call, const char *old_name,
                           const char *new_name);
/* TEXT with NEW_NAME in the place of the word at AT, LENGTH bytes long; NULL: no memory. */
const char *kept_with_name(struct arena *arena, const char *text, const char *at, size_t length,
                           const char *new_name);
/* The kept lines that name access list OLD_NAME name NEW_NAME instead. False: no memory. */
bool kept_rename_acl(const struct command_call *call, const char *old_name, const char *new_name);
/*
 * `! Incomplete` stands behind kept line TEXT, which NEXT follows in its section (NULL: nothing
 * does): it is the last one of a crypto map's entry that lacks peer, traffic or transforms. Seen
 * behind such entries in a 6.x listing; 7.0 and later are unverified and do without.
 */
bool crypto_marks_incomplete(const struct config *config, const char *text, const char *next);
/* Takes back the lines of a row that begin with the words of PREFIX, "" for all of them. */
void kept_clear(struct parser *parser, const struct command *command, const char *prefix);

#endif

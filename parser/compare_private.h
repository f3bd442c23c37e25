/*
 * compare_private.h: what the files of compare.h share. Inside parser/ only.
 */
#ifndef REFIRE_PARSER_COMPARE_PRIVATE_H
#define REFIRE_PARSER_COMPARE_PRIVATE_H

#include "parser/compare.h"
#include "parser/family.h"
#include "parser/listing.h"

/* A sub-mode that was entered on the way. */
struct entered {
    size_t line;    /* of the comparison: its header */
    bool was_there; /* nothing is said when nothing is typed in it */
};

struct comparing {
    struct comparison *comparison;
    const struct config *from, *to;
    struct load_result copy; /* of FROM, as it becomes */
    struct config *now;      /* its configuration */
    struct parser *parser;
    struct entered entered[FRAMES_MAX];
    size_t depth;
    unsigned round;
    bool translations; /* nat, global, static or alias were changed */
    bool members_go_first;
    const char **held; /* hardware names of interfaces that are shut down meanwhile */
    size_t held_count, held_capacity;
    bool releasing; /* they come up now */
    bool failed;    /* no memory */
};

/* Types a line at the copy and keeps it when it is taken. A sub-mode that it enters is left. */
bool compare_type(struct comparing *comparing, const char *text);
bool compare_typef(struct comparing *comparing, const char *format, ...) PRINTF_LIKE(2, 3);
/* Adds a line that begins with `!`. */
void compare_say(struct comparing *comparing, const char *format, ...) PRINTF_LIKE(2, 3);

/* Enters the sub-mode of COMMAND NAME; what is typed then has a blank in front. */
bool compare_enter(struct comparing *comparing, const char *command, const char *name);
void compare_leave(struct comparing *comparing);

/* ---- compare_interface.c ---- */

/* Shuts down what could be open too early, changes levels, and moves names. */
void compare_hold_interfaces(struct comparing *comparing);
/* This line has to wait: it would let one come up that is held. */
bool compare_holds(const struct comparing *comparing, const char *text);
/* Lets them come up, once names, levels and lists are there. */
void compare_release_interfaces(struct comparing *comparing);

/* ---- compare_left.c ---- */

/* Counts the lines that the two differ in; SAY: adds one that begins with `! left:` for each. */
size_t compare_left(struct comparing *comparing, bool say);

/* ---- compare_guard.c ---- */

/* Puts lists that deny everything in the place of those whose groups will change. */
void compare_guard(struct comparing *comparing);

/* ---- compare_acl.c ---- */

/* Edits the lists of the section, whose listings NOW and TO are. */
void compare_acls(struct comparing *comparing, const struct listing *now, const struct listing *to);
/* Takes away the lists that TO has not. */
void compare_remove_acls(struct comparing *comparing, const struct listing *now,
                         const struct listing *to);
/* ---- compare_lists.c ---- */

/* A line that compare_acls takes care of; others of the section are like those of any. */
bool is_acl_line(const char *text);

#endif

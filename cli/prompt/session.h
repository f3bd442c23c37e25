/*
 * session.h: a session at the prompt, without a terminal.
 *
 * Lines go in, text comes out of a FILE; modes, privilege, questions and passwords are states of
 * the session, so that a pipe, a test, libedit (shell.c) and a socket (cli/serve) drive it alike.
 * What it is a session at is a firewall (firewall.h), which others may share. The fields are for
 * the commands (exec.c, show_*.c); shell.c and tests use the functions.
 */
#ifndef REFIRE_CLI_PROMPT_SESSION_H
#define REFIRE_CLI_PROMPT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/exec/copy_questions.h"
#include "cli/prompt/dialect.h"
#include "cli/prompt/firewall.h"
#include "cli/prompt/log.h"
#include "cli/prompt/pager.h"
#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/engine.h"
#include "engine/model/config.h"
#include "parser/accounts.h"
#include "parser/match.h"
#include "parser/parser.h"

#define SESSION_HISTORY 20
#define PROMPT_SIZE 160

/* What the next line answers. */
enum session_question {
    ASK_COMMAND,
    ASK_ENABLE_PASSWORD,
    ASK_USERNAME,      /* `login` */
    ASK_USER_PASSWORD, /* ... of `asked` */
    ASK_ERASE,         /* `write erase`: [confirm] */
    ASK_RELOAD,        /* `reload`: [confirm] */
    ASK_COPY,          /* `copy`: what copy_questions.h asks */
};

struct session {
    struct firewall *firewall; /* borrowed, as what it owns: */
    struct config *config;
    const struct dialect *dialect;
    struct parser *parser;
    struct diags *diags;
    struct engine *engine;

    struct session *next;       /* at the same firewall */
    struct parser_place *place; /* in the sub-modes, while others type */
    struct pager *pager;
    FILE *screen; /* everything is printed here: the pager's stream */
    struct log_watcher watcher;
    const char *seat; /* "console", or the address that the user comes from; borrowed */
    struct line line; /* the words of the line that is being done */

    enum session_question question;
    unsigned tries;           /* passwords given */
    int privilege;            /* 0 to 15 */
    int level;                /* that is asked for by `enable` */
    char user[ACCOUNT_NAME];  /* who logged in by name; "": nobody in particular */
    char asked[ACCOUNT_NAME]; /* whose password is asked for */
    struct copy_request copy; /* that is asked about */
    bool configuring;
    bool over;
    char prompt[PROMPT_SIZE];
    char level_name[16]; /* "enable_15" */

    char *history[SESSION_HISTORY]; /* oldest first */
    size_t history_count;

    int terminal_pager; /* `terminal pager N`; negative: as configured */
    unsigned width;     /* of the terminal */
    bool (*interrupted)(void *context);
    void *interrupted_context;
};

struct session_options {
    struct firewall *firewall; /* borrowed */
    FILE *out;                 /* borrowed */
    struct pager_keys keys;
    /* Has Ctrl-C been pressed during this line? Asked now and then by what takes long. NULL: never
     */
    bool (*interrupted)(void *context);
    void *interrupted_context;
    const char *seat; /* the address of the user of a virtual terminal; NULL: sits at the console */
    /* Is there room for a log line that nobody asked for? NULL: always */
    bool (*has_room)(void *context);
    void *has_room_context;
};

/* NULL when there is no memory. */
NODISCARD struct session *session_new(const struct session_options *options);
/* NULL is allowed. */
void session_free(struct session *session);

/* What stands before the cursor now; valid until the next call. */
const char *session_prompt(struct session *session);
/* The next line is a password: not to be echoed as it is. */
bool session_wants_secret(const struct session *session);
/* One typed line, without its line end. */
void session_line(struct session *session, const char *text);
/* Ctrl-Z, `end`. */
void session_leave_configuration(struct session *session);
bool session_is_over(const struct session *session);

/* `?`: what may follow TEXT. */
void session_help(struct session *session, const char *text);
/* Tab: what the last word of TEXT becomes, NULL when it stays. Owned by ARENA. */
const char *session_complete(struct session *session, const char *text, struct arena *arena);

/* For the commands. */

/* The firewall's parser stands in this session's sub-mode from now on, until another speaks. */
void session_speak(struct session *session);
/* Starts configuration mode and leaves it; both are logged. */
void session_enter_configuration(struct session *session);
/* Another level (login.h); logged when it is one. */
void session_set_privilege(struct session *session, int privilege);
/* `exit` at the outermost level. */
void session_log_off(struct session *session);
/* The firewall has another configuration: the session starts anew, or is over (firewall_load). */
void session_start_anew(struct session *session);
/* A message of the shell itself goes to the log; its arguments as in log.h. */
void session_log(struct session *session, enum shell_message message, ...);
/* "enable_15", or who logged in by name; valid until the level changes. */
const char *session_user(struct session *session);
/* Lines of the journal from FIRST on were accepted just now. */
void session_note_changes(struct session *session, size_t first);
/* Prints diagnostics FROM the first on, as the device does. TEXT is the typed line. */
void session_print_diags(struct session *session, size_t from, const char *text);
/* Says so when the session may not read or write files of this machine. */
bool session_may_use_files(const struct session *session);
/*
 * May this session open PATH? Opening a pipe waits for its other end, and others at the same
 * firewall would wait along: a virtual terminal may not, which is said. A path that is not there is
 * no such thing.
 */
bool session_may_wait_for(const struct session *session, const char *path);
/* The modes whose exec rows are there now. */
uint32_t session_modes(const struct session *session);
/* Columns of the terminal, by `terminal width`. */
size_t session_width(const struct session *session);
/* Lines in a page now, by `terminal pager` and `pager lines`; 0: no pages. */
size_t session_page(const struct session *session);

#endif

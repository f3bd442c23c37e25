/*
 * exec.h: the rows of the commands that are not configuration, the device's and the emulator's.
 */
#ifndef REFIRE_CLI_EXEC_EXEC_H
#define REFIRE_CLI_EXEC_EXEC_H

#include "cli/prompt/session.h"
#include "parser/command.h"
#include "parser/match.h"

/* NULL: no memory. */
NODISCARD struct command_table *exec_table_new(void);
NODISCARD struct command_table *own_table_new(void);

/* A matcher of the rows that are there in the session's mode. */
struct matcher exec_matcher(const struct session *session, const struct command_table *table);

/* What a command is to the log: 111009, 111008, 111008 and 111010, or nothing. */
enum exec_kind { EXEC_SHOWS, EXEC_DOES, EXEC_CHANGES, EXEC_SILENT };
enum exec_kind exec_kind(const struct command *command);

/* Prints why MATCH against TABLE failed. */
void exec_report(struct session *session, const struct command_table *table, const char *text,
                 const struct match *match);

/* The answers to `write erase` and `reload` were yes. */
void exec_erase(struct session *session);
void exec_reload(struct session *session);

/* Saves the running configuration, and says so behind the line BEFORE; also when it could not. */
bool exec_save_startup(struct session *session, const char *before);
/* Does what session->copy asks for. */
void exec_copy(struct session *session);
/* Says that no WHAT is called NAME; false. */
bool exec_no_such(const struct session *session, const char *what, const char *name);

/* The interface that is called NAME, or whose hardware is; false when none is, which is said. */
bool exec_interface(struct session *session, const char *name, ifc_id *ifc);

/* exec_shun.c: is the line `shun` or its `no`? Then this does it, or says what is wrong. */
bool is_shun(const struct line *line);
void exec_shun(struct session *session, const char *text);

#endif

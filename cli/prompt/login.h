/*
 * login.h: who sits at a session: the greeting, `enable LEVEL`, `login`, `disable`, and the
 * questions that they ask. Sources: shell.md 1; commands.md 11.
 */
#ifndef REFIRE_CLI_PROMPT_LOGIN_H
#define REFIRE_CLI_PROMPT_LOGIN_H

#include <stdbool.h>

#include "cli/prompt/session.h"

/* Banners, and how to ask for help: what a terminal shows before the first prompt. */
void login_greet(struct session *session);

/* Asks for the password of LEVEL (0-15); one that does not ask (0, 1) is taken at once. */
void login_enable(struct session *session, int level);
/* Asks for a user's name and password. */
void login_ask_user(struct session *session);
/* Nobody in particular, at level 1. */
void login_leave(struct session *session);

/* Text that answers a question of this file; a password is not kept. */
void login_answer(struct session *session, const char *text);
/* The prompt of such a question; NULL when it is another one. */
const char *login_prompt(const struct session *session);

/*
 * May the user do this command of the shell, where `aaa authorization command LOCAL` is
 * configured? Says so when not.
 */
NODISCARD bool login_allows(struct session *session, const struct command *command);
/* The same of the line of configuration that was typed; its first word goes as it is written. */
NODISCARD bool login_allows_configuration(struct session *session);

#endif

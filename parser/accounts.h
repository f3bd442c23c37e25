/*
 * accounts.h: who may do what at the prompt: local users, the passwords of levels, the levels of
 * commands (commands.md 11). The lines are kept as text; this reads them.
 */
#ifndef REFIRE_PARSER_ACCOUNTS_H
#define REFIRE_PARSER_ACCOUNTS_H

#include <stdbool.h>

#include "engine/base/compiler.h"
#include "engine/model/config.h"

#define LEVEL_MOST 15
#define ACCOUNT_NAME 64 /* longest name of a user, with its end */

/* Is there a local user of that name, and is this the password? Then *LEVEL is the user's. */
NODISCARD bool account_check(const struct config *config, const char *name, const char *password,
                             int *level);

/* What the configuration keeps of a user. */
struct account {
    int level;
    char password[ACCOUNT_NAME]; /* as it is stored; "nopassword" where there is none (?) */
};
/* False: there is no local user of that name. */
NODISCARD bool account_find(const struct config *config, const char *name, struct account *account);

/* Does `enable LEVEL` take this password? Of a level without one of its own: no. */
NODISCARD bool level_check(const struct config *config, int level, const char *password);
/* Is there a password for that level? */
bool level_has_password(const struct config *config, int level);

/* Are commands authorized by their levels: `aaa authorization command LOCAL`? */
bool levels_are_enforced(const struct config *config);

enum command_form { FORM_SHOW, FORM_CLEAR, FORM_CONFIGURE, FORM_COUNT };

/* The level that a `privilege` line gives COMMAND ("access-list") in that form; negative: none. */
int privilege_level(const struct config *config, enum command_form form, bool configuring,
                    const char *command);

#endif

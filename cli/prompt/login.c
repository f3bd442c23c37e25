/*
 * login.c: who sits at a session. What a refused user is told is recalled, not seen: shell.md 1
 * marks `Login failed` as doubtful.
 */
#include "cli/prompt/login.h"

#include <stdio.h>
#include <string.h>

#include "cli/usage.h"
#include "parser/accounts.h"
#include "parser/command.h"

#define TRIES 3
#define USER_LEVEL 1 /* up to here the prompt is `>` */

/* ---- greeting ---- */

/* `$(hostname)` and `$(domain)` in a banner stand for those (commands.md 11). */
static void
print_banner_line(struct session *session, const char *text)
{
    const struct config *config = session->config;
    const struct {
        const char *token, *value;
    } tokens[] = {
        { "$(hostname)", config->hostname },
        { "$(domain)", config->domain_name },
    };
    while (*text != '\0') {
        size_t taken = 0;
        for (size_t i = 0; i < ARRAY_LENGTH(tokens) && taken == 0; i++) {
            if (strncmp(text, tokens[i].token, strlen(tokens[i].token)) != 0)
                continue;
            taken = strlen(tokens[i].token);
            fputs(tokens[i].value != NULL ? tokens[i].value : "", session->screen);
        }
        if (taken == 0)
            putc(*text, session->screen);
        text += taken > 0 ? taken : 1;
    }
    putc('\n', session->screen);
}

static void
print_banner(struct session *session, enum banner_kind kind)
{
    const struct terminal_settings *terminal = &session->config->terminal;
    for (size_t i = 0; i < terminal->banner_count; i++) {
        if (terminal->banners[i].kind == kind)
            print_banner_line(session, terminal->banners[i].text);
    }
}

void
login_greet(struct session *session)
{
    print_banner(session, BANNER_MOTD);
    print_banner(session, BANNER_LOGIN);
    print_banner(session, BANNER_EXEC);
    fputs(HELP_HINT "\n", session->screen);
    pager_end(session->pager);
}

/* ---- levels ---- */

static void
become(struct session *session, const char *name, int level)
{
    if (name != NULL)
        snprintf(session->user, sizeof(session->user), "%s", name);
    else
        session->user[0] = '\0';
    session_set_privilege(session, level);
}

void
login_enable(struct session *session, int level)
{
    if (level <= USER_LEVEL) {
        become(session, NULL, level);
        return;
    }
    session->question = ASK_ENABLE_PASSWORD;
    session->level = level;
    session->tries = 0;
}

void
login_leave(struct session *session)
{
    become(session, NULL, USER_LEVEL);
}

static void
answer_level(struct session *session, const char *password)
{
    if (level_check(session->config, session->level, password)) {
        session->question = ASK_COMMAND;
        become(session, NULL, session->level);
        return;
    }
    fputs("Invalid password\n", session->screen);
    if (++session->tries < TRIES)
        return;
    session->question = ASK_COMMAND;
    fputs("Access denied.\n", session->screen);
    session_log(session, SHELL_BAD_PASSWORD, TRIES, session->seat);
}

/* ---- users ---- */

/* Where the user sits, as an address; the console has none. */
static const char *
address_of(const struct session *session)
{
    return session->watcher.console ? "0.0.0.0" : session->seat;
}

/* 6.3 says it without the address: the log has one of the two. */
static void
tell_good(struct session *session, const char *user)
{
    session_log(session, SHELL_USER_GOOD_63, user);
    session_log(session, SHELL_USER_GOOD, address_of(session), user);
    if (session->watcher.console)
        session_log(session, SHELL_LOGIN_PERMITTED, "serial", "console", user);
}

static void
tell_bad(struct session *session, const char *user, bool is_last)
{
    session_log(session, SHELL_USER_BAD_63, user);
    session_log(session, SHELL_USER_BAD, address_of(session), user);
    if (is_last && session->watcher.console)
        session_log(session, SHELL_LOGIN_DENIED, "serial", "console", user);
}

void
login_ask_user(struct session *session)
{
    session->question = ASK_USERNAME;
    session->tries = 0;
}

static void
answer_user(struct session *session, const char *name)
{
    snprintf(session->asked, sizeof(session->asked), "%s", name);
    session->question = ASK_USER_PASSWORD;
}

static void
answer_user_password(struct session *session, const char *password)
{
    int level;
    if (account_check(session->config, session->asked, password, &level)) {
        session->question = ASK_COMMAND;
        tell_good(session, session->asked);
        become(session, session->asked, level);
        return;
    }
    session->question = ASK_USERNAME;
    session->tries++;
    tell_bad(session, session->asked, session->tries == TRIES);
    if (session->tries < TRIES)
        return;
    session->question = ASK_COMMAND;
    fprintf(session->screen, "%s\n", session->dialect->login_failed);
}

void
login_answer(struct session *session, const char *text)
{
    if (session->question == ASK_ENABLE_PASSWORD)
        answer_level(session, text);
    else if (session->question == ASK_USERNAME)
        answer_user(session, text);
    else if (session->question == ASK_USER_PASSWORD)
        answer_user_password(session, text);
}

const char *
login_prompt(const struct session *session)
{
    switch (session->question) {
    case ASK_ENABLE_PASSWORD:
    case ASK_USER_PASSWORD:
        return "Password: ";
    case ASK_USERNAME:
        return "Username: ";
    case ASK_COMMAND:
    case ASK_ERASE:
    case ASK_RELOAD:
    case ASK_COPY:
        break;
    }
    return NULL;
}

/* ---- what a level may do ---- */

/*
 * The level of a row: what a `privilege` line says of the word that it goes by, else 0 for those
 * that are there at `>` (and to get back there), else the highest.
 */
static int
level_of(const struct session *session, const struct command *command)
{
    static const char *const forms[] = { [FORM_SHOW] = "show ", [FORM_CLEAR] = "clear " };
    const char *text = command->name;
    enum command_form form = FORM_CONFIGURE;
    char word[64];
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        size_t length = strlen(forms[i]);
        if (strncmp(text, forms[i], length) == 0) {
            form = (enum command_form)i;
            text += length;
            break;
        }
    }
    snprintf(word, sizeof(word), "%.*s", (int)strcspn(text, " "), text);
    int level = privilege_level(session->config, form, session->configuring, word);
    if (level >= 0)
        return level;
    bool open = (command->modes & MODE_BIT(MODE_USER)) != 0 || strcmp(word, "disable") == 0;
    return open ? 0 : LEVEL_MOST;
}

static bool
allows(struct session *session, int level)
{
    if (session->privilege >= level || !levels_are_enforced(session->config))
        return true;
    pager_drop_filter(session->pager);
    fprintf(session->screen, "%sCommand authorization failed\n",
            session->dialect->access_denied ? "ERROR: " : "");
    return false;
}

bool
login_allows(struct session *session, const struct command *command)
{
    return allows(session, level_of(session, command));
}

bool
login_allows_configuration(struct session *session)
{
    const struct token *word = &session->line.tokens[0];
    char name[64];
    snprintf(name, sizeof(name), "%.*s", (int)word->length, word->text);
    int level = privilege_level(session->config, FORM_CONFIGURE, true, name);
    return allows(session, level >= 0 ? level : LEVEL_MOST);
}

/*
 * exec_modes.c: the rows that change mode or privilege, and help (shell.md 1).
 */
#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "cli/help.h"
#include "cli/prompt/login.h"
#include "parser/accounts.h"
#include "parser/word.h"

struct enable_arguments {
    uint32_t level;
};

static void
enable_init(void *scratch)
{
    ((struct enable_arguments *)scratch)->level = LEVEL_MOST;
}

static bool
enable_set(struct command_call *call, void *scratch)
{
    const struct enable_arguments *arguments = scratch;
    login_enable(call->user, (int)arguments->level);
    return true;
}

static const struct word enable_words[] = {
    KEYWORD("enable", "Turn on privileged commands"),
    NUMBER(struct enable_arguments, level, 0, LEVEL_MOST, "Privilege level", .optional = true),
    END_OF_WORDS,
};
const struct command enable_command = {
    .name = "enable",
    .help = "Turn on privileged commands",
    .words = enable_words,
    .modes = OUTSIDE_CONFIGURATION,
    .init = enable_init,
    .set = enable_set,
    .scratch_size = sizeof(struct enable_arguments),
};

static bool
login_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    login_ask_user(call->user);
    return true;
}

static const struct word login_words[] = {
    KEYWORD("login", "Log in as a particular user"),
    END_OF_WORDS,
};
const struct command login_command = {
    .name = "login",
    .help = "Log in as a particular user",
    .words = login_words,
    .modes = OUTSIDE_CONFIGURATION,
    .set = login_set,
};

static bool
disable_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    session_leave_configuration(session);
    login_leave(session);
    return true;
}

static const struct word disable_words[] = {
    KEYWORD("disable", "Exit from privileged mode"),
    END_OF_WORDS,
};
const struct command disable_command = {
    .name = "disable",
    .help = "Exit from privileged mode",
    .words = disable_words,
    .modes = PRIVILEGED,
    .set = disable_set,
};

static bool
configure_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    session_enter_configuration(call->user);
    return true;
}

static const struct word configure_words[] = {
    KEYWORD("configure", "Configure from terminal, floppy, memory or network"),
    KEYWORD("terminal", "Configure from the terminal"),
    END_OF_WORDS,
};
const struct command configure_command = {
    .name = "configure",
    .help = "Configure from terminal, floppy, memory or network",
    .words = configure_words,
    .modes = PRIVILEGED,
    .set = configure_set,
};

/* One level down; what lies below `#` depends on the version (shell.md 1). */
static bool
exit_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    if (session->configuring) {
        if (!parser_leave_mode(session->parser))
            session_leave_configuration(session);
    } else if (session->privilege > 1 && !session->dialect->exit_logs_off) {
        login_leave(session);
    } else {
        session_log_off(session);
    }
    return true;
}

static const struct word exit_words[] = {
    KEYWORD("exit", "Exit from the current mode"),
    END_OF_WORDS,
};
const struct command exit_command = {
    .name = "exit",
    .help = "Exit from the current mode",
    .words = exit_words,
    .modes = EVERYWHERE,
    .set = exit_set,
};
static const struct word quit_words[] = {
    KEYWORD("quit", "Quit from the current mode, end configuration or logout"),
    END_OF_WORDS,
};
const struct command quit_command = {
    .name = "quit",
    .help = "Quit from the current mode, end configuration or logout",
    .words = quit_words,
    .modes = EVERYWHERE,
    .set = exit_set,
};

static bool
end_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    session_leave_configuration(call->user);
    return true;
}

static const struct word end_words[] = {
    KEYWORD("end", "Exit from configure mode"),
    END_OF_WORDS,
};
const struct command end_command = {
    .name = "end",
    .help = "Exit from configure mode",
    .words = end_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = end_set,
};

static bool
logout_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    session_log_off(call->user);
    return true;
}

static const struct word logout_words[] = {
    KEYWORD("logout", "Logoff from this unit"),
    END_OF_WORDS,
};
const struct command logout_command = {
    .name = "logout",
    .help = "Logoff from this unit",
    .words = logout_words,
    .modes = EVERYWHERE,
    .set = logout_set,
};

static bool
help_set(struct command_call *call, void *scratch)
{
    const char *const *about = scratch;
    struct session *session = call->user;
    if (*about == NULL)
        help_list(session);
    else
        help_command(session, *about);
    return true;
}

struct help_arguments {
    const char *about;
};

static const struct word help_words[] = {
    KEYWORD("help", "Help list"),
    VALUE(text, struct help_arguments, about, "Command to explain", .optional = true),
    END_OF_WORDS,
};
const struct command help_exec = {
    .name = "help",
    .help = "Help list",
    .words = help_words,
    .modes = EVERYWHERE,
    .set = help_set,
    .scratch_size = sizeof(struct help_arguments),
};

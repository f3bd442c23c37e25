/*
 * exec.c: the device's commands that are not configuration, one row each.
 *
 * Rows of MODE_USER are there at `>` and `#`, those of MODE_EXEC at `#` and in configuration
 * mode; one that must not hide a configuration command is MODE_USER only. Sources: shell.md 1,
 * 4-6. Those that show are in exec_show.c, those that save in exec_save.c, the emulator's own in
 * exec_own.c.
 */
#include "cli/exec/exec.h"

#include <stdlib.h>
#include <string.h>

#include "cli/exec/exec_rows.h"
#include "cli/help.h"
#include "cli/prompt/login.h"
#include "parser/accounts.h"
#include "parser/word.h"

#define OUTSIDE_CONFIGURATION MODE_BIT(MODE_USER)

/* ---- modes ---- */

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
static const struct command enable_command = {
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
static const struct command login_command = {
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
static const struct command disable_command = {
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
static const struct command configure_command = {
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
static const struct command exit_command = {
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
static const struct command quit_command = {
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
static const struct command end_command = {
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
static const struct command logout_command = {
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
static const struct command help_exec = {
    .name = "help",
    .help = "Help list",
    .words = help_words,
    .modes = EVERYWHERE,
    .set = help_set,
    .scratch_size = sizeof(struct help_arguments),
};

/* ---- clear ---- */

/* Of one host, or of all. */
struct clear_arguments {
    uint32_t address;
};

static bool
clear_local_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct clear_arguments *arguments = scratch;
    engine_clear_local_hosts(session->engine, arguments->address);
    return true;
}

static bool
clear_conn_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct clear_arguments *arguments = scratch;
    engine_clear_conns(session->engine, arguments->address);
    return true;
}

static const struct word clear_conn_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("conn", "Connections"),
    END_OF_WORDS,
};
static const struct word clear_conn_address_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("conn", "Connections"),
    KEYWORD("address", "Those of one host"),
    VALUE(address, struct clear_arguments, address, "Its own address"),
    END_OF_WORDS,
};
static const struct command clear_conn_address_command = {
    .name = "clear conn",
    .help = "Clear run-time state",
    .words = clear_conn_address_words,
    .modes = PRIVILEGED,
    .since = OS_7_2,
    .set = clear_conn_set,
    .scratch_size = sizeof(struct clear_arguments),
};
static const struct command clear_conn_command = {
    .name = "clear conn",
    .help = "Clear run-time state",
    .words = clear_conn_words,
    .modes = PRIVILEGED,
    .since = OS_7_2, /* shell.md 5 */
    .set = clear_conn_set,
    .scratch_size = sizeof(struct clear_arguments),
};
static const struct word clear_local_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("local-host", "Local hosts: their translations and connections"),
    VALUE(address, struct clear_arguments, address, "One of them", .optional = true),
    END_OF_WORDS,
};
static const struct command clear_local_command = {
    .name = "clear local-host",
    .help = "Clear run-time state",
    .words = clear_local_words,
    .modes = PRIVILEGED,
    .set = clear_local_set,
    .scratch_size = sizeof(struct clear_arguments),
};

struct acl_arguments {
    const char *name;
};

static bool
clear_acl_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct acl_arguments *arguments = scratch;
    const struct acl *acl = config_acl(session->config, arguments->name);
    if (acl == NULL || !acl->exists) {
        fprintf(session->screen, "%saccess-list <%s> does not exist\n",
                session->dialect->caret ? "ERROR: " : "", arguments->name);
        return false;
    }
    engine_clear_hit_counts(session->engine, acl);
    return true;
}

static const struct word clear_acl_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("access-list", "Hit counts of an access list"),
    VALUE(text, struct acl_arguments, name, "Name of the access list"),
    KEYWORD("counters", "Only the counters"),
    END_OF_WORDS,
};
static const struct command clear_acl_command = {
    .name = "clear access-list",
    .help = "Clear run-time state",
    .words = clear_acl_words,
    .modes = PRIVILEGED,
    .set = clear_acl_set,
    .scratch_size = sizeof(struct acl_arguments),
};

static bool
clear_conduit_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    engine_clear_hit_counts(session->engine, &session->config->conduits);
    return true;
}

static const struct word clear_conduit_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("conduit", "Hit counts of the conduits"),
    KEYWORD("counters", "Only the counters"),
    END_OF_WORDS,
};
static const struct command clear_conduit_command = {
    .name = "clear conduit",
    .help = "Clear run-time state",
    .words = clear_conduit_words,
    .modes = PRIVILEGED,
    .before = OS_7_0,
    .set = clear_conduit_set,
};

static bool
clear_logging_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    log_clear(&session->firewall->log);
    return true;
}

static const struct word clear_logging_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("logging", "The log buffer"),
    KEYWORD("buffer", "The log buffer", .optional = true),
    END_OF_WORDS,
};
static const struct command clear_logging_command = {
    .name = "clear logging",
    .help = "Clear run-time state",
    .words = clear_logging_words,
    .modes = PRIVILEGED,
    .set = clear_logging_set,
};

/* ---- the terminal ---- */

struct lines_arguments {
    uint32_t lines;
};

static bool
pager_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct lines_arguments *arguments = scratch;
    session->terminal_pager = (int)arguments->lines;
    return true;
}

static void
pager_init(void *scratch)
{
    struct lines_arguments *arguments = scratch;
    arguments->lines = 24;
}

static const struct word terminal_pager_words[] = {
    KEYWORD("terminal", "Set terminal line parameters"),
    KEYWORD("pager", "Lines in a page, 0 for no pages, until the session ends"),
    KEYWORD("lines", "Lines in a page", .optional = true),
    NUMBER(struct lines_arguments, lines, 0, 32767, "Lines"),
    END_OF_WORDS,
};
static const struct command terminal_pager_command = {
    .name = "terminal pager",
    .help = "Set terminal line parameters",
    .words = terminal_pager_words,
    .modes = EVERYWHERE,
    .since = OS_7_0,
    .set = pager_set,
    .scratch_size = sizeof(struct lines_arguments),
};
/* `no terminal pager`, which scripts say: no pages at all. */
static bool
no_pager_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    session->terminal_pager = 0;
    return true;
}

static const struct word no_terminal_pager_words[] = {
    KEYWORD("terminal", "Set terminal line parameters"),
    KEYWORD("pager", "Lines in a page"),
    END_OF_WORDS,
};
static const struct command no_terminal_pager_command = {
    .name = "terminal pager",
    .help = "Set terminal line parameters",
    .words = no_terminal_pager_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .no_only = true,
    .set = no_pager_set,
    .unset = no_pager_set,
};
/* In configuration mode `pager` is configuration. */
static const struct word pager_words[] = {
    KEYWORD("pager", "Lines in a page"),
    KEYWORD("lines", "Lines in a page", .optional = true),
    NUMBER(struct lines_arguments, lines, 0, 32767, "Lines", .optional = true),
    END_OF_WORDS,
};
static const struct command pager_command = {
    .name = "pager",
    .help = "Lines in a page",
    .words = pager_words,
    .modes = OUTSIDE_CONFIGURATION,
    .before = OS_7_0,
    .set = pager_set,
    .init = pager_init,
    .scratch_size = sizeof(struct lines_arguments),
};

static bool
monitor_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    session->watcher.monitor = true;
    return true;
}

static bool
no_monitor_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    session->watcher.monitor = false;
    return true;
}

static const struct word monitor_words[] = {
    KEYWORD("terminal", "Set terminal line parameters"),
    KEYWORD("monitor", "Show log lines of `logging monitor` here"),
    END_OF_WORDS,
};
static const struct command monitor_command = {
    .name = "terminal monitor",
    .help = "Set terminal line parameters",
    .words = monitor_words,
    .modes = PRIVILEGED,
    .set = monitor_set,
};
static const struct word no_monitor_words[] = {
    KEYWORD("terminal", "Set terminal line parameters"),
    KEYWORD("no", "Stop showing log lines here"),
    KEYWORD("monitor", "Log lines of `logging monitor`"),
    END_OF_WORDS,
};
static const struct command no_monitor_command = {
    .name = "terminal no monitor",
    .help = "Set terminal line parameters",
    .words = no_monitor_words,
    .modes = PRIVILEGED,
    .set = no_monitor_set,
};

/* ---- what is not here ---- */

struct rest_arguments {
    const char *rest;
};

static bool
absent_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    fprintf(session->screen,
            "refire: %s is not available: there is no network behind this prompt\n",
            call->command->name);
    return false;
}

#define ABSENT(identifier, keyword, what)                                                          \
    static const struct word identifier##_words[] = {                                              \
        KEYWORD(keyword, what),                                                                    \
        VALUE(rest, struct rest_arguments, rest, "Arguments", .optional = true),                   \
        END_OF_WORDS,                                                                              \
    };                                                                                             \
    static const struct command identifier##_command = {                                           \
        .name = keyword,                                                                           \
        .help = what,                                                                              \
        .words = identifier##_words,                                                               \
        .modes = PRIVILEGED,                                                                       \
        .set = absent_set,                                                                         \
        .scratch_size = sizeof(struct rest_arguments),                                             \
    }

ABSENT(debug, "debug", "Debug packets or protocols (not here)");
ABSENT(undebug, "undebug", "Stop debugging (not here)");

static bool
savelog_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    fputs("refire: there is no flash to save the log buffer to\n", session->screen);
    return false;
}

static const struct word savelog_words[] = {
    KEYWORD("logging savelog", "Save the log buffer to flash (not here)"),
    VALUE(rest, struct rest_arguments, rest, "Name of the file", .optional = true),
    END_OF_WORDS,
};
static const struct command savelog_command = {
    .name = "logging savelog",
    .help = "Save the log buffer to flash (not here)",
    .words = savelog_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = savelog_set,
    .scratch_size = sizeof(struct rest_arguments),
};

/* ---- the table ---- */

static const struct command *const device_rows[] = {
    &capture_6_command,
    &capture_7_command,
    &clear_capture_command,
    &copy_capture_command,
    &clear_acl_command,
    &clear_arp_command,
    &clear_asp_command,
    &clear_conduit_command,
    &clear_shun_command,
    &packet_tracer_command,
    &show_shun_command,
    &clear_conn_address_command,
    &clear_conn_command,
    &clear_interface_command,
    &clear_local_command,
    &clear_nat_command,
    &clear_logging_command,
    &clear_logging_asdm_command,
    &clear_policy_command,
    &clear_route_command,
    &clear_threat_rate_command,
    &clear_traffic_command,
    &clear_xlate_command,
    &configure_command,
    &copy_command,
    &copy_config_command,
    &debug_command,
    &disable_command,
    &enable_command,
    &login_command,
    &end_command,
    &exit_command,
    &help_exec,
    &logout_command,
    &monitor_command,
    &no_monitor_command,
    &pager_command,
    &perfmon_interval_command,
    &perfmon_quiet_command,
    &perfmon_settings_command,
    &perfmon_verbose_command,
    &ping_command,
    &ping_old_command,
    &dir_command,
    &savelog_command,
    &quit_command,
    &reload_command,
    SHOW_COMMANDS,
    &terminal_pager_command,
    &no_terminal_pager_command,
    &undebug_command,
    &write_command,
};

struct command_table *
exec_table_new(void)
{
    return command_table_new(device_rows, ARRAY_LENGTH(device_rows));
}

struct matcher
exec_matcher(const struct session *session, const struct command_table *table)
{
    return (struct matcher){
        .table = table,
        .context = { session->config, session->config->os.version },
        .modes = session_modes(session),
    };
}

enum exec_kind
exec_kind(const struct command *command)
{
    static const struct command *const silent[] = {
        &enable_command, &login_command, &disable_command, &exit_command,
        &quit_command,   &end_command,   &logout_command,  &help_exec,
    };
    for (size_t i = 0; i < ARRAY_LENGTH(silent); i++) {
        if (command == silent[i])
            return EXEC_SILENT;
    }
    return strncmp(command->name, "show ", 5) == 0 ? EXEC_SHOWS : EXEC_DOES;
}

void
exec_report(struct session *session, const struct command_table *table, const char *text,
            const struct match *match)
{
    struct matcher matcher = exec_matcher(session, table);
    size_t before = session->diags->count;
    if (match_report(&matcher, &session->line, match, session->diags, NULL, 0) != NULL)
        session_print_diags(session, before, text);
}

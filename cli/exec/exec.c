/*
 * exec.c: the table of the device's commands that are not configuration.
 *
 * Rows of MODE_USER are there at `>` and `#`, those of MODE_EXEC at `#` and in configuration
 * mode; one that must not hide a configuration command is MODE_USER only. Sources: shell.md 1,
 * 4-6. The rows are in the other files of this folder, the emulator's own in exec_own.c's table.
 */
#include "cli/exec/exec.h"

#include <string.h>

#include "cli/exec/exec_rows.h"
#include "parser/word.h"

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

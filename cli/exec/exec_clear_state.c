/*
 * exec_clear_state.c: the rows of `clear` that end connections or empty tables and logs (shell.md
 * 5).
 */
#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "parser/word.h"

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
const struct command clear_conn_address_command = {
    .name = "clear conn",
    .help = "Clear run-time state",
    .words = clear_conn_address_words,
    .modes = PRIVILEGED,
    .since = OS_7_2,
    .set = clear_conn_set,
    .scratch_size = sizeof(struct clear_arguments),
};
const struct command clear_conn_command = {
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
const struct command clear_local_command = {
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
const struct command clear_acl_command = {
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
const struct command clear_conduit_command = {
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
const struct command clear_logging_command = {
    .name = "clear logging",
    .help = "Clear run-time state",
    .words = clear_logging_words,
    .modes = PRIVILEGED,
    .set = clear_logging_set,
};

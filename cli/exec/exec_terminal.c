/*
 * exec_terminal.c: the rows about the terminal: pager, monitor (shell.md 4).
 */
#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "parser/word.h"

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
const struct command terminal_pager_command = {
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
const struct command no_terminal_pager_command = {
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
const struct command pager_command = {
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
const struct command monitor_command = {
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
const struct command no_monitor_command = {
    .name = "terminal no monitor",
    .help = "Set terminal line parameters",
    .words = no_monitor_words,
    .modes = PRIVILEGED,
    .set = no_monitor_set,
};

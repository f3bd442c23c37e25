/*
 * exec_box.c: rows about the box itself: what show_box.c shows, `dir`, `perfmon`.
 */
#include "cli/exec/exec_plain.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"

PLAIN(show_blocks, "blocks", PRIVILEGED, OS_FIRST, "Packet buffers: nothing takes any",
      show_blocks);
PLAIN(show_inventory, "inventory", PRIVILEGED, OS_7_0, "What the box is made of", show_inventory);
PLAIN(show_perfmon, "perfmon", PRIVILEGED, OS_FIRST, "How often a second things happen",
      show_perfmon);
PLAIN(show_processes, "processes", PRIVILEGED, OS_FIRST, "Processes of the box: there are none",
      show_processes);
PLAIN(show_flash, "flash:", PRIVILEGED, OS_7_0, "Files of the flash", show_flash);
PLAIN(show_disk, "disk0:", PRIVILEGED, OS_7_0, "Files of the flash", show_flash);

static bool
flashfs_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_flash(call->user);
    return true;
}

static const struct word flashfs_words[] = {
    SHOW,
    KEYWORD("flashfs", "What the flash is filled with"),
    END_OF_WORDS,
};
const struct command show_flashfs_command = {
    .name = "show flashfs",
    .help = SHOW_HELP,
    .words = flashfs_words,
    .modes = PRIVILEGED,
    .before = OS_7_0,
    .set = flashfs_set,
};

static bool
clock_detail_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_clock_detail(call->user);
    return true;
}

static const struct word clock_detail_words[] = {
    SHOW,
    KEYWORD("clock", "Time of the box: that of the last packet"),
    KEYWORD("detail", "With its source and summer time"),
    END_OF_WORDS,
};
const struct command show_clock_detail_command = {
    .name = "show clock detail",
    .help = SHOW_HELP,
    .words = clock_detail_words,
    .modes = EVERYWHERE,
    .since = OS_6_3,
    .set = clock_detail_set,
};

/* ---- dir ---- */

struct dir_arguments {
    int where;
};

static bool
dir_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_directory(call->user);
    return true;
}

static const struct choice places[] = {
    { "disk0:", "The flash", 0, 0, 0 },
    { "flash:", "The flash", 0, 0, 0 },
    { 0 },
};
static const struct word dir_words[] = {
    KEYWORD("dir", "List files: there are none"),
    CHOICE(struct dir_arguments, where, places, .optional = true),
    END_OF_WORDS,
};
const struct command dir_command = {
    .name = "dir",
    .help = "List files: there are none",
    .words = dir_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = dir_set,
    .scratch_size = sizeof(struct dir_arguments),
};

/* ---- perfmon [R] ---- */

#define PERFMON KEYWORD("perfmon", "How the figures of `show perfmon` are taken")

struct interval_arguments {
    uint32_t seconds;
};

static bool
interval_set(struct command_call *call, void *scratch)
{
    const struct interval_arguments *arguments = scratch;
    struct session *session = call->user;
    perfmon_set_interval(&session->firewall->perfmon, arguments->seconds,
                         engine_now(session->engine));
    return true;
}

static const struct word interval_words[] = {
    PERFMON,
    KEYWORD("interval", "Over how long"),
    NUMBER(struct interval_arguments, seconds, 1, 65535, "Seconds"),
    END_OF_WORDS,
};
const struct command perfmon_interval_command = {
    .name = "perfmon",
    .help = "How the figures of `show perfmon` are taken",
    .words = interval_words,
    .modes = PRIVILEGED,
    .set = interval_set,
    .scratch_size = sizeof(struct interval_arguments),
};

/* It is so. */
static bool
quiet_set(struct command_call *call, void *scratch)
{
    (void)call;
    (void)scratch;
    return true;
}

static const struct word quiet_words[] = {
    PERFMON,
    KEYWORD("quiet", "Do not print the figures at the console"),
    END_OF_WORDS,
};
const struct command perfmon_quiet_command = {
    .name = "perfmon",
    .help = "How the figures of `show perfmon` are taken",
    .words = quiet_words,
    .modes = PRIVILEGED,
    .set = quiet_set,
};

/* At the pace of packets they would come all at once, or never. */
static bool
verbose_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    fputs("refire: the figures are not printed by themselves: show perfmon\n", session->screen);
    return false;
}

static const struct word verbose_words[] = {
    PERFMON,
    KEYWORD("verbose", "Print the figures at the console (not here)"),
    END_OF_WORDS,
};
const struct command perfmon_verbose_command = {
    .name = "perfmon",
    .help = "How the figures of `show perfmon` are taken",
    .words = verbose_words,
    .modes = PRIVILEGED,
    .set = verbose_set,
};

static bool
settings_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    fprintf(session->screen, "interval: %u (seconds)\nquiet\n",
            session->firewall->perfmon.interval_seconds);
    return true;
}

static const struct word settings_words[] = {
    PERFMON,
    KEYWORD("settings", "Show them"),
    END_OF_WORDS,
};
const struct command perfmon_settings_command = {
    .name = "perfmon",
    .help = "How the figures of `show perfmon` are taken",
    .words = settings_words,
    .modes = PRIVILEGED,
    .set = settings_set,
};

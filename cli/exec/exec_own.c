/*
 * exec_own.c: the emulator's own verbs at the prompt. `?` lists them apart from the device's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/exec/exec.h"
#include "cli/exec/exec_diff.h"
#include "cli/exec/exec_explain.h"
#include "cli/exec/exec_lab.h"
#include "cli/exec/exec_ladder.h"
#include "cli/exec/exec_own.h"
#include "cli/exec/exec_replay.h"
#include "cli/exec/exec_rows.h"
#include "cli/exec/exec_trace.h"
#include "engine/base/clock.h"
#include "engine/base/whole_file.h"
#include "parser/word.h"

/* ---- advance: time without packets ---- */

struct advance_arguments {
    uint32_t seconds;
};

static bool
advance_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct advance_arguments *arguments = scratch;
    engine_advance(session->engine,
                   engine_now(session->engine) + seconds_to_ns(arguments->seconds));
    return true;
}

static const struct word advance_words[] = {
    KEYWORD("advance", "Let time pass, so that timers fire"),
    VALUE(time, struct advance_arguments, seconds, "How long: h:mm:ss"),
    END_OF_WORDS,
};
static const struct command advance_command = {
    .name = "advance",
    .help = "Let time pass, so that timers fire",
    .words = advance_words,
    .modes = PRIVILEGED,
    .set = advance_set,
    .scratch_size = sizeof(struct advance_arguments),
};

/* ---- save: the configuration as a file ---- */

struct path_arguments {
    const char *path;
};

/* An errno, or 0. */
static int
write_to(const struct config *config, int fd)
{
    int own = dup(fd);
    FILE *out = own >= 0 ? fdopen(own, "w") : NULL;
    if (out == NULL)
        return errno;
    config_write(config, out);
    int problem = fflush(out) != 0 || ferror(out) ? errno : 0;
    fclose(out);
    return problem;
}

static bool
save_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct path_arguments *arguments = scratch;
    const char *const inputs[] = { session->firewall->config_path };
    struct whole_file file;
    char error[WHOLE_FILE_ERROR_SIZE];
    if (!session_may_use_files(session) || !session_may_wait_for(session, arguments->path))
        return false;
    bool good = whole_file_open(&file, arguments->path, inputs, inputs[0] != NULL ? 1 : 0, error) &&
                whole_file_commit(&file, write_to(session->config, file.fd), error);
    if (!good)
        fprintf(session->screen, "refire: %s: %s\n", arguments->path, error);
    return good;
}

static const struct word save_words[] = {
    KEYWORD("save", "Write the running configuration into a file of this machine"),
    VALUE(text, struct path_arguments, path, "Name of the file"),
    END_OF_WORDS,
};
static const struct command save_command = {
    .name = "save",
    .help = "Write the running configuration into a file of this machine",
    .words = save_words,
    .modes = PRIVILEGED,
    .set = save_set,
    .scratch_size = sizeof(struct path_arguments),
};

static const struct command *const own_rows[] = {
    &advance_command,   &lab_check_command,   &lab_hint_command,      &lab_show_command,
    &lab_reset_command, &lab_next_command,    &explain_command,       &replay_command,
    &rollback_command,  &save_command,        &show_revision_command, &compare_command,
    &trace_command,     &show_ladder_command, &diff_command,
};

struct command_table *
own_table_new(void)
{
    return command_table_new(own_rows, ARRAY_LENGTH(own_rows));
}

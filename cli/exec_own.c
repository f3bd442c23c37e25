/*
 * exec_own.c: the emulator's own verbs at the prompt. `?` lists them apart from the device's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/exec.h"
#include "cli/exec_replay.h"
#include "cli/exec_rows.h"
#include "cli/show.h"
#include "engine/base/clock.h"
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

static bool
is_same_file(const char *one, const char *other)
{
    struct stat a, b;
    return other != NULL && stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* Whole or not at all: a temporary file beside it takes its name. */
static bool
write_whole(const struct config *config, const char *path)
{
    char *temporary = NULL;
    if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
        return false;
    int descriptor = mkstemp(temporary);
    FILE *out = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    bool good = out != NULL;
    if (good) {
        config_write(config, out);
        good = fflush(out) == 0 && fchmod(descriptor, 0644) == 0 && !ferror(out);
        good = fclose(out) == 0 && good;
    } else if (descriptor >= 0) {
        close(descriptor);
    }
    good = good && rename(temporary, path) == 0;
    if (!good && descriptor >= 0) {
        int error = errno;
        unlink(temporary);
        errno = error;
    }
    free(temporary);
    return good;
}

static bool
save_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct path_arguments *arguments = scratch;
    if (is_same_file(arguments->path, session->config_path)) {
        fprintf(session->screen, "refire: %s was read by -c and is not written over\n",
                arguments->path);
        return false;
    }
    errno = 0;
    if (!write_whole(session->config, arguments->path)) {
        fprintf(session->screen, "refire: %s: %s\n", arguments->path, strerror(errno));
        return false;
    }
    return true;
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

/* ---- show revision ---- */

static bool
revision_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    show_revision(call->user);
    return true;
}

static const struct word revision_words[] = {
    KEYWORD("show", "Show what the emulator knows"),
    KEYWORD("revision", "Lines accepted in this session, by revision"),
    END_OF_WORDS,
};
static const struct command revision_command = {
    .name = "show revision",
    .help = "Show what the emulator knows",
    .words = revision_words,
    .modes = PRIVILEGED,
    .set = revision_set,
};

static const struct command *const own_rows[] = {
    &advance_command,
    &replay_command,
    &revision_command,
    &save_command,
};

struct command_table *
own_table_new(void)
{
    return command_table_new(own_rows, ARRAY_LENGTH(own_rows));
}

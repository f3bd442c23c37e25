/*
 * exec_save.c: the saved configuration: write, reload. Source: shell.md 5.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/exec/exec.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"
#include "cli/usage.h"
#include "parser/word.h"

static void
print_saved_size(struct session *session, size_t length)
{
    /* shell.md 5: the rate is bytes by whole seconds */
    fprintf(session->screen, "\n%zu bytes copied in 1.0 secs (%zu bytes/sec)\n", length, length);
}

bool
exec_save_startup(struct session *session, const char *before)
{
    size_t length = 0;
    char *text = config_text(session->config, &length);
    if (text == NULL) {
        fputs("refire: out of memory\n", session->screen);
        return false;
    }
    free(session->firewall->startup);
    session->firewall->startup = text;
    session->firewall->saved = engine_now(session->engine);
    char words[CHECKSUM_TEXT_SIZE];
    config_checksum(text, words);
    fprintf(session->screen, "%s\nCryptochecksum: %s \n", before, words);
    if (session->dialect->saves_with_sizes)
        print_saved_size(session, length);
    return true;
}

enum write_target { WRITE_TERMINAL, WRITE_MEMORY, WRITE_ERASE, WRITE_ELSEWHERE };

struct write_arguments {
    int target;
    const char *rest;
};

static const struct choice write_targets[] = {
    { "terminal", "Display the running configuration", WRITE_TERMINAL, 0, 0 },
    { "memory", "Save the running configuration to flash", WRITE_MEMORY, 0, 0 },
    { "erase", "Clear the saved configuration", WRITE_ERASE, 0, 0 },
    { "net", "Save to a TFTP server (not here)", WRITE_ELSEWHERE, 0, 0 },
    { "standby", "Save to the standby unit (not here)", WRITE_ELSEWHERE, 0, 0 },
    { "floppy", "Save to a floppy disk (not here)", WRITE_ELSEWHERE, 0, OS_7_0 },
    { 0 },
};

static void
write_terminal(struct session *session)
{
    session_log(session, SHELL_WRITE_BEGIN, session->seat, "terminal");
    if (session->dialect->announces_building)
        fputs("Building configuration...\n", session->screen);
    show_running(session, false);
    if (session->dialect->announces_building)
        fputs("[OK]\n", session->screen);
    session_log(session, SHELL_CONFIG_END, session->seat);
}

static bool
write_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct write_arguments *arguments = scratch;
    switch ((enum write_target)arguments->target) {
    case WRITE_TERMINAL:
        write_terminal(session);
        return true;
    case WRITE_MEMORY:
        session_log(session, SHELL_WRITE_BEGIN, session->seat, "memory");
        if (!exec_save_startup(session, "Building configuration..."))
            return false;
        fputs("[OK]\n", session->screen);
        session_log(session, SHELL_CONFIG_END, session->seat);
        return true;
    case WRITE_ERASE:
        session->question = ASK_ERASE;
        return true;
    case WRITE_ELSEWHERE:
        fputs("refire: only terminal and memory are here\n", session->screen);
        return false;
    }
    return false;
}

static const struct word write_words[] = {
    KEYWORD("write", "Write the configuration to terminal, memory, ..."),
    CHOICE(struct write_arguments, target, write_targets),
    VALUE(rest, struct write_arguments, rest, "Where to", .optional = true),
    END_OF_WORDS,
};
const struct command write_command = {
    .name = "write",
    .help = "Write the configuration to terminal, memory, ...",
    .words = write_words,
    .modes = PRIVILEGED,
    .set = write_set,
    .scratch_size = sizeof(struct write_arguments),
};

void
exec_erase(struct session *session)
{
    free(session->firewall->startup);
    session->firewall->startup = NULL;
    fputs("[OK]\n", session->screen);
    session_log(session, SHELL_ERASED, session->seat);
}

static bool
reload_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    session->question = ASK_RELOAD;
    return true;
}

/* The saved configuration, or the factory's when there is none. NULL: no memory. */
static struct config *
startup_config(const struct session *session)
{
    if (session->firewall->startup == NULL)
        return config_factory_of(session->config);
    struct load_options options = { .has_version = true,
                                    .release = session->config->os,
                                    .model_only = true };
    struct load_result loaded;
    if (!config_load_text(session->firewall->startup, strlen(session->firewall->startup), &options,
                          &loaded))
        return NULL;
    struct config *config = loaded.config;
    loaded.config = NULL;
    load_result_free(&loaded);
    return config;
}

void
exec_reload(struct session *session)
{
    struct config *config = startup_config(session);
    if (config != NULL)
        fputs("\n\nRebooting..\n", session->screen);
    if (config == NULL || !firewall_load(session->firewall, config)) {
        config_free(config);
        fputs("refire: out of memory\n", session->screen);
        return;
    }
    log_clear(&session->firewall->log);
    if (!session_is_over(session))
        fputs("\n" HELP_HINT "\n", session->screen);
}

static const struct word reload_words[] = {
    KEYWORD("reload", "Halt and reload the system"),
    END_OF_WORDS,
};
const struct command reload_command = {
    .name = "reload",
    .help = "Halt and reload the system",
    .words = reload_words,
    .modes = PRIVILEGED,
    .set = reload_set,
};

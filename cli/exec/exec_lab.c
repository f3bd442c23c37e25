/*
 * exec_lab.c: an exercise at the prompt.
 *
 * A lab that begins replaces the configuration, and with it the parser that is reading the line:
 * so it waits until the line is done (exec_lab_settle).
 */
#include "cli/exec/exec_lab.h"

#include "cli/exec/exec_rows.h"
#include "cli/lab/play.h"
#include "parser/parser.h"
#include "parser/word.h"

typedef bool lab_action(struct session *session, const struct lab_list *list,
                        const struct lab_entry *entry, char error[LAB_ERROR_SIZE]);

static bool
say(const struct session *session, const char *what)
{
    fprintf(session->screen, "refire: %s\n", what);
    return false;
}

/* Does ACTION with the lab that is on. */
static bool
with_lab(struct session *session, lab_action *action)
{
    const struct lab_play *play = session->firewall->lab;
    struct lab_list list;
    char error[LAB_ERROR_SIZE] = "the lab is gone", home[LAB_HOME_SIZE];
    if (play == NULL)
        return say(session, "no lab is on: refire lab start NAME begins one");
    bool good = lab_list_read(&list, lab_home(home), error);
    const struct lab_entry *entry = good ? lab_list_find(&list, play->name) : NULL;
    good = entry != NULL && action(session, &list, entry, error);
    if (!good)
        say(session, error);
    lab_list_free(&list);
    return good;
}

static bool
check(struct session *session, const struct lab_list *list, const struct lab_entry *entry,
      char error[LAB_ERROR_SIZE])
{
    (void)list;
    return lab_judge_answer(entry, session->config, session->screen, error);
}

static bool
hint(struct session *session, const struct lab_list *list, const struct lab_entry *entry,
     char error[LAB_ERROR_SIZE])
{
    (void)list;
    return lab_next_hint(entry, session->config, session->screen, error);
}

static bool
show(struct session *session, const struct lab_list *list, const struct lab_entry *entry,
     char error[LAB_ERROR_SIZE])
{
    (void)list;
    return lab_print_task(entry, session->screen, error);
}

static bool
reset(struct session *session, const struct lab_list *list, const struct lab_entry *entry,
      char error[LAB_ERROR_SIZE])
{
    (void)list;
    (void)entry;
    (void)error;
    session->firewall->lab->begin = true;
    return true;
}

static bool
next(struct session *session, const struct lab_list *list, const struct lab_entry *entry,
     char error[LAB_ERROR_SIZE])
{
    struct lab_play *play = session->firewall->lab;
    const struct lab_entry *after;
    if (!lab_after(list, entry->name, &after, error))
        return false;
    if (after == NULL) {
        fputs("All labs are done.\n", session->screen);
        return true;
    }
    session->firewall->config_path = NULL;
    play->begin = lab_play_set(play, after);
    session->firewall->config_path = play->path;
    if (!play->begin)
        snprintf(error, LAB_ERROR_SIZE, "out of memory");
    return play->begin;
}

static bool
begin(struct session *session, const struct lab_list *list, const struct lab_entry *entry,
      char error[LAB_ERROR_SIZE])
{
    (void)list;
    struct firewall *firewall = session->firewall;
    struct load_options options = { .model_only = true, .file = LAB_START_FILE };
    struct load_result loaded;
    const char *why = NULL;
    if (!config_load_file(firewall->lab->path, &options, &loaded, &why)) {
        snprintf(error, LAB_ERROR_SIZE, "%s: %s", firewall->lab->path,
                 why != NULL ? why : "out of memory");
        return false;
    }
    struct config *config = loaded.config;
    loaded.config = NULL;
    load_result_free(&loaded);
    if (!firewall_load(firewall, config)) {
        config_free(config);
        snprintf(error, LAB_ERROR_SIZE, "out of memory");
        return false;
    }
    log_clear(&firewall->log);
    return lab_print_task(entry, session->screen, error);
}

void
exec_lab_settle(struct session *session)
{
    struct lab_play *play = session->firewall->lab;
    if (play == NULL || !play->begin)
        return;
    play->begin = false;
    (void)with_lab(session, begin); /* it says what went wrong */
}

#define LAB_ROW(verb, text)                                                                        \
    static bool verb##_set(struct command_call *call, void *scratch)                               \
    {                                                                                              \
        (void)scratch;                                                                             \
        return with_lab(call->user, verb);                                                         \
    }                                                                                              \
    static const struct word verb##_words[] = {                                                    \
        KEYWORD("lab", "Work on the exercise that refire lab start has begun"),                    \
        KEYWORD(#verb, text),                                                                      \
        END_OF_WORDS,                                                                              \
    };                                                                                             \
    const struct command lab_##verb##_command = {                                                  \
        .name = "lab " #verb,                                                                      \
        .help = "Work on the exercise that refire lab start has begun",                            \
        .words = verb##_words,                                                                     \
        .modes = EVERYWHERE,                                                                       \
        .set = verb##_set,                                                                         \
    }

LAB_ROW(check, "Have the running configuration judged as an answer to the lab");
LAB_ROW(hint, "Get the lab's next hint, each more exact than the one before");
LAB_ROW(show, "Read the lab's task again");
LAB_ROW(reset, "Begin the lab again, with the configuration that it starts with");
LAB_ROW(next, "Go on to the next lab that is not done");

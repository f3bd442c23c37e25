/*
 * exec_diff.c: `diff` at the prompt: the connections that fare otherwise under the second of two
 * revisions, and the lines that make it so.
 *
 * Both are replayed through engines of their own, without the connections of the living one.
 */
#include "cli/exec/exec_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diff/comparison.h"
#include "cli/exec/described.h"
#include "cli/exec/exec_own.h"
#include "cli/exec/exec_rows.h"
#include "cli/verbs.h"
#include "parser/word.h"

#define CAPTURES ((size_t)32)
#define NAME_SIZE 32

struct diff_arguments {
    uint32_t revision, other;
    const char *what;
};

static bool
replay_both(struct session *session, const struct diff_arguments *arguments,
            const struct config *old, const struct config *new, struct diff_run *run)
{
    char old_name[NAME_SIZE], new_name[NAME_SIZE];
    snprintf(old_name, sizeof old_name, "revision %u", arguments->revision);
    snprintf(new_name, sizeof new_name, "revision %u", arguments->other);
    const struct comparison_task task = {
        .run = run,
        .old_name = old_name,
        .new_name = new_name,
        .old = old,
        .new = new,
        .format = REPORT_TEXT,
        .out = session->screen,
    };
    run->errors = session->screen;
    run->with.engine.strict_routes = session->firewall->strict_routes;
    run->with.replay.not_before = INT64_MIN;
    int status = comparison_run(&task);
    if (status == STATUS_INTERRUPTED)
        return described_refuse(session, "interrupted");
    return status <= STATUS_DIFFERENT;
}

static bool
diff_revisions(struct session *session, const struct diff_arguments *arguments,
               struct diff_run *run)
{
    struct load_result old = { 0 }, new = { 0 };
    bool good = revision_make(session, arguments->revision, &old) &&
                revision_make(session, arguments->other, &new) &&
                replay_both(session, arguments, old.config, new.config, run);
    load_result_free(&old);
    load_result_free(&new);
    return good;
}

static bool
may_read(const struct session *session, const char *word)
{
    const char *equals = strchr(word, '=');
    const char *path = equals != NULL ? equals + 1 : word;
    if (strcmp(path, "-") == 0)
        return described_refuse(session, "standard input is the prompt's");
    return session_may_wait_for(session, path);
}

/* LIST is cut in place. */
static bool
diff_captures(struct session *session, const struct diff_arguments *arguments, char *list,
              bool decap)
{
    char *words[CAPTURES];
    size_t count;
    struct sample_input inputs[CAPTURES] = { 0 };
    if (!described_split(list, words, CAPTURES, &count))
        return described_refuse(session, "too many captures");
    if (count == 0)
        return described_refuse(session, "nothing has been replayed");
    if (!session_may_use_files(session))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!may_read(session, words[i]))
            return false;
        inputs[i].word = words[i];
    }
    struct diff_run run = { .inputs = inputs, .input_count = count, .with.replay.decap = decap };
    return diff_revisions(session, arguments, &run);
}

static bool
diff_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct diff_arguments *arguments = scratch;
    const char *given = line_rest(call->line, 3);
    const char *replayed = session->firewall->replayed;
    bool is_last = given == NULL || *given == '\0'; /* what was replayed last, as it was */
    char *list = strdup(!is_last ? given : replayed != NULL ? replayed : "");
    bool decap = is_last && session->firewall->replayed_decap;
    bool done = list != NULL ? diff_captures(session, arguments, list, decap)
                             : described_refuse(session, "out of memory");
    free(list);
    return done;
}

static const struct word diff_words[] = {
    KEYWORD("diff", "Which connections fare otherwise under another revision, and why"),
    NUMBER(struct diff_arguments, revision, 1, INT32_MAX, "This revision, as show revision lists"),
    NUMBER(struct diff_arguments, other, 1, INT32_MAX, "And this one"),
    VALUE(rest, struct diff_arguments, what, "[NAMEIF=]FILE ...; else the last replay",
          .optional = true),
    END_OF_WORDS,
};
const struct command diff_command = {
    .name = "diff",
    .help = "Which connections fare otherwise under another revision, and why",
    .words = diff_words,
    .modes = PRIVILEGED,
    .set = diff_set,
    .scratch_size = sizeof(struct diff_arguments),
};

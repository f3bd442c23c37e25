/*
 * exec_revision.c: the emulator's own verbs about revisions: what was typed, what was then, the way
 * from one to the other, and back.
 */
#include <stdio.h>
#include <string.h>

#include "cli/exec/exec_own.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"
#include "engine/engine.h"
#include "parser/compare.h"
#include "parser/revision.h"
#include "parser/word.h"

#define REVISION_MAX INT32_MAX

struct revision_arguments {
    uint32_t revision;
    uint32_t other; /* 0: the running one */
};

/* ---- which ---- */

static void
print_problem(struct session *session, uint32_t revision, enum revision_problem problem)
{
    FILE *out = session->screen;
    switch (problem) {
    case REVISION_MADE:
        break;
    case REVISION_UNKNOWN:
        fprintf(out, "refire: there is no revision %u; the last is %u\n", revision,
                session->config->revision);
        break;
    case REVISION_LOST:
        fprintf(out, "refire: revision %u cannot be made again\n", revision);
        break;
    case REVISION_NO_MEMORY:
        fputs("refire: out of memory\n", out);
        break;
    }
}

bool
revision_make(struct session *session, uint32_t revision, struct load_result *result)
{
    uint32_t wanted = revision != 0 ? revision : session->config->revision;
    enum revision_problem problem = config_at_revision(session->config, wanted, result);
    print_problem(session, wanted, problem);
    return problem == REVISION_MADE;
}

/* ---- show revision ---- */

static void
print_entry(struct session *session, const struct journal_entry *entry, bool first)
{
    FILE *out = session->screen;
    if (first) {
        fprintf(out, "%6u  ", entry->revision);
        print_clock(out, &session->config->time_zone, entry->time);
        fputs("  ", out);
    } else {
        fprintf(out, "%6s  ", "");
    }
    const char *context = entry->context;
    while (*context != '\0') {
        context += strspn(context, " ");
        size_t length = strcspn(context, "\n");
        fprintf(out, "%.*s / ", (int)length, context);
        context += length + (context[length] == '\n');
    }
    fprintf(out, "%s\n", entry->line + strspn(entry->line, " \t"));
}

static void
list_revisions(struct session *session)
{
    const struct config *config = session->config;
    uint32_t last = 1;
    if (session->firewall->config_path != NULL)
        fprintf(session->screen, "%6u  loaded from %s\n", last, session->firewall->config_path);
    else
        fprintf(session->screen, "%6u  the configuration that the session began with\n", last);
    for (size_t i = 0; i < config->journal_count && !pager_stopped(session->pager); i++) {
        const struct journal_entry *entry = &config->journal[i];
        print_entry(session, entry, entry->revision != last);
        last = entry->revision;
    }
}

static bool
show_revision_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct revision_arguments *arguments = scratch;
    struct load_result result;
    if (arguments->revision == 0) {
        list_revisions(session);
        return true;
    }
    if (!revision_make(session, arguments->revision, &result))
        return false;
    config_write(result.config, session->screen);
    load_result_free(&result);
    return true;
}

static const struct word show_revision_words[] = {
    KEYWORD("show", "Show what the emulator knows"),
    KEYWORD("revision", "What was typed in this session, by revision"),
    NUMBER(struct revision_arguments, revision, 1, REVISION_MAX, "The configuration as it was then",
           .optional = true),
    END_OF_WORDS,
};
const struct command show_revision_command = {
    .name = "show revision",
    .help = "Show what the emulator knows",
    .words = show_revision_words,
    .modes = PRIVILEGED,
    .set = show_revision_set,
    .scratch_size = sizeof(struct revision_arguments),
};

/* ---- show revision compare ---- */

static bool
compare_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct revision_arguments *arguments = scratch;
    struct load_result from = { 0 };
    struct load_result to = { 0 };
    struct comparison comparison;
    bool good = revision_make(session, arguments->revision, &from) &&
                revision_make(session, arguments->other, &to);
    if (good && config_compare(from.config, to.config, &comparison)) {
        for (size_t i = 0; i < comparison.count && !pager_stopped(session->pager); i++)
            fprintf(session->screen, "%s\n", comparison.lines[i].text);
        comparison_free(&comparison);
    } else if (good) {
        print_problem(session, 0, REVISION_NO_MEMORY);
    }
    load_result_free(&from);
    load_result_free(&to);
    return good;
}

static const struct word compare_words[] = {
    KEYWORD("show", "Show what the emulator knows"),
    KEYWORD("revision", "What was typed in this session, by revision"),
    KEYWORD("compare", "The lines to type to get from one revision to another"),
    NUMBER(struct revision_arguments, revision, 1, REVISION_MAX, "From this revision"),
    NUMBER(struct revision_arguments, other, 1, REVISION_MAX, "To this one; else the running one",
           .optional = true),
    END_OF_WORDS,
};
const struct command compare_command = {
    .name = "show revision compare",
    .help = "Show what the emulator knows",
    .words = compare_words,
    .modes = PRIVILEGED,
    .set = compare_set,
    .scratch_size = sizeof(struct revision_arguments),
};

/* ---- rollback ---- */

static void
say_left(struct session *session, const struct comparison *comparison)
{
    static const char left[] = "! left: ";
    for (size_t i = 0; i < comparison->count; i++) {
        const char *text = comparison->lines[i].text;
        if (strncmp(text, left, strlen(left)) == 0)
            fprintf(session->screen, "refire: not as it was: %s\n", text + strlen(left));
    }
}

static void
go_back(struct session *session, const struct config *then)
{
    struct config *config = session->config;
    struct comparison comparison;
    size_t typed = config->journal_count;
    size_t before = session->diags->count;
    if (!revision_keep_base(config) || !config_compare(config, then, &comparison)) {
        print_problem(session, 0, REVISION_NO_MEMORY);
        return;
    }
    bool good = parser_type_comparison(session->parser, &comparison);
    session_note_changes(session, typed);
    if (!good)
        session_print_diags(session, before, "rollback");
    say_left(session, &comparison);
    comparison_free(&comparison);
}

static bool
rollback_set(struct command_call *call, void *scratch)
{
    struct session *session = call->user;
    const struct revision_arguments *arguments = scratch;
    struct load_result result;
    if (!revision_make(session, arguments->revision, &result))
        return false;
    go_back(session, result.config);
    load_result_free(&result);
    return true;
}

static const struct word rollback_words[] = {
    KEYWORD("rollback", "Go back to an earlier revision of the configuration"),
    NUMBER(struct revision_arguments, revision, 1, REVISION_MAX, "Revision to go back to"),
    END_OF_WORDS,
};
const struct command rollback_command = {
    .name = "rollback",
    .help = "Go back to an earlier revision of the configuration",
    .words = rollback_words,
    .modes = PRIVILEGED,
    .set = rollback_set,
    .scratch_size = sizeof(struct revision_arguments),
};

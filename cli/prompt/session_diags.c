/*
 * session_diags.c: what is wrong with a typed line, as the version says it. Sources: shell.md 3.
 */
#include <stdio.h>
#include <string.h>

#include "cli/prompt/session.h"
#include "cli/usage.h"

/* The device's own words for trouble of a kind, from 7.0 on: shell.md 3.1. */
static void
print_caret(struct session *session, const struct diag *diag, const char *text)
{
    FILE *out = session->screen;
    switch (diag->kind) {
    case DIAG_INCOMPLETE:
        fputs("ERROR: % Incomplete command\n", out);
        return;
    case DIAG_AMBIGUOUS:
        fprintf(out, "ERROR: %% Ambiguous command:  \"%s\"\n", text);
        return;
    case DIAG_UNKNOWN_COMMAND:
    case DIAG_INVALID_WORD:
    case DIAG_TOO_MANY:
    case DIAG_OTHER_VERSION: {
        size_t column = strlen(session->prompt) + (diag->span.first > 0 ? diag->span.first : 1);
        fprintf(out, "%*s\nERROR: %% Invalid input detected at '^' marker.\n", (int)column, "^");
        return;
    }
    case DIAG_OTHER:
    case DIAG_REFUSED:
    case DIAG_REPAIRED:
    case DIAG_ASSUMED:
    case DIAG_CONVERSION:
    case DIAG_FINDING:
        fprintf(out, "ERROR: %s\n", diag->text);
        return;
    }
}

/* Before 7.0: a hint, or the usage of the command. */
static void
print_usage(struct session *session, const struct diag *diag, const char *text)
{
    FILE *out = session->screen;
    bool first_word = diag->span.first <= 1 + strspn(text, " \t");
    switch (diag->kind) {
    case DIAG_UNKNOWN_COMMAND:
    case DIAG_AMBIGUOUS:
        fprintf(out, "%s\n", HELP_HINT);
        return;
    case DIAG_INCOMPLETE:
        fputs("Not enough arguments.\n", out);
        usage_print(session, text);
        return;
    case DIAG_TOO_MANY:
    case DIAG_INVALID_WORD:
    case DIAG_OTHER_VERSION:
        if (first_word)
            fprintf(out, "%s\n", HELP_HINT);
        else
            usage_print(session, text);
        return;
    case DIAG_OTHER:
    case DIAG_REFUSED:
    case DIAG_REPAIRED:
    case DIAG_ASSUMED:
    case DIAG_CONVERSION:
    case DIAG_FINDING:
        fprintf(out, "%s\n", diag->text);
        return;
    }
}

/* The emulator's own word: where the line would be right. The rest of the text is for files. */
static void
print_versions(struct session *session, const struct diag *diag)
{
    const char *versions = strrchr(diag->text, ';');
    fprintf(session->screen, "refire: not in %s%s\n", os_version_name(session->config->os.version),
            versions != NULL ? versions : "");
}

void
session_print_diags(struct session *session, size_t from, const char *text)
{
    pager_drop_filter(session->pager);
    for (size_t i = from; i < session->diags->count; i++) {
        const struct diag *diag = &session->diags->items[i];
        if (diag->device != NULL)
            fprintf(session->screen, "%s\n", diag->device);
        else if (diag->severity == DIAG_ERROR && session->dialect->caret)
            print_caret(session, diag, text);
        else if (diag->severity == DIAG_ERROR)
            print_usage(session, diag, text);
        if (diag->kind == DIAG_OTHER_VERSION)
            print_versions(session, diag);
    }
}

/*
 * help.c: `?`, Tab and `help`. Layouts: shell.md 2.1, 2.2. The emulator's own verbs come last,
 * under a heading of their own.
 */
#include "cli/help.h"

#include <stdlib.h>
#include <string.h>

#include "cli/exec/exec.h"
#include "cli/usage.h"

#define NAME_COLUMNS 16
#define LINE_COLUMNS 79
#define OWN_HEADING "refire's own commands/options:"

/* One block of what may be typed. */
enum source { SOURCE_CONFIGURATION, SOURCE_EXEC, SOURCE_OWN, SOURCE_COUNT };

static void
complete(struct session *session, enum source source, const char *text,
         struct completions *completions)
{
    if (source == SOURCE_CONFIGURATION) {
        if (session->configuring)
            parser_complete(session->parser, text, completions);
        return;
    }
    const struct command_table *table =
        source == SOURCE_EXEC ? session->firewall->exec : session->firewall->own;
    struct matcher matcher = exec_matcher(session, table);
    match_complete(&matcher, text, completions);
}

/* ---- 6.x ---- */

/* The help behind a name of 16 columns, wrapped under itself. */
static void
print_wrapped(FILE *out, const char *name, const char *help)
{
    size_t column = (size_t)fprintf(out, "%-*s", NAME_COLUMNS - 1, name);
    const char *at = help;
    while (*at != '\0') {
        size_t length = strcspn(at, " ");
        if (column + 1 + length > LINE_COLUMNS) {
            fprintf(out, "\n%*s", NAME_COLUMNS - 1, "");
            column = NAME_COLUMNS - 1;
        }
        fprintf(out, " %.*s", (int)length, at);
        column += 1 + length;
        at += length + strspn(at + length, " ");
    }
    putc('\n', out);
}

static int
by_name(const void *left, const void *right)
{
    const struct completion *a = left;
    const struct completion *b = right;
    return strcmp(a->text, b->text);
}

/* TEXT is empty for the commands, "show " for what may be shown. */
static void
print_list(struct session *session, const char *text, struct arena *arena)
{
    struct completions device = { .arena = arena };
    struct completions own = { .arena = arena };
    complete(session, SOURCE_CONFIGURATION, text, &device);
    complete(session, SOURCE_EXEC, text, &device);
    complete(session, SOURCE_OWN, text, &own);
    FILE *out = session->screen;
    if (session->dialect->help_has_filter)
        fputs("At the end of show <command>, use the pipe character '|' followed by:\n"
              "begin|include|exclude|grep [-v] <regular_exp>, to filter show output.\n\n",
              out);
    if (device.count > 0)
        qsort(device.items, device.count, sizeof(*device.items), by_name);
    for (size_t i = 0; i < device.count; i++)
        print_wrapped(out, device.items[i].text, device.items[i].help);
    if (own.count > 0)
        fputs("\n" OWN_HEADING "\n", out);
    for (size_t i = 0; i < own.count; i++)
        print_wrapped(out, own.items[i].text, own.items[i].help);
}

/* ---- 7.0 and later ---- */

static bool
print_block(struct session *session, const char *heading, const struct completions *completions)
{
    if (completions->count == 0)
        return false;
    FILE *out = session->screen;
    size_t width = 0;
    for (size_t i = 0; i < completions->count; i++) {
        size_t length = strlen(completions->items[i].text);
        width = length > width ? length : width;
    }
    fprintf(out, "\n%s\n", heading);
    for (size_t i = 0; i < completions->count; i++) {
        const struct completion *item = &completions->items[i];
        if (item->help[0] == '\0')
            fprintf(out, "  %s\n", item->text);
        else
            fprintf(out, "  %-*s  %s\n", (int)width, item->text, item->help);
    }
    return true;
}

static void
print_next_words(struct session *session, const char *text, struct arena *arena)
{
    static const char *const headings[] = {
        [SOURCE_CONFIGURATION] = "configure mode commands/options:",
        [SOURCE_EXEC] = "exec mode commands/options:",
        [SOURCE_OWN] = OWN_HEADING,
    };
    bool any = false;
    for (size_t source = 0; source < SOURCE_COUNT; source++) {
        struct completions completions = { .arena = arena };
        complete(session, (enum source)source, text, &completions);
        any = print_block(session, headings[source], &completions) || any;
    }
    if (!any)
        fputs("ERROR: % Unrecognized command\n", session->screen);
}

/* ---- the doors ---- */

/* `show ?` and `show x?` list what there is to see rather than a usage. */
static bool
is_show(const char *text)
{
    text += strspn(text, " \t");
    size_t length = strcspn(text, " \t");
    return text[length] != '\0' && length >= 2 && length <= 4 && strncmp(text, "show", length) == 0;
}

void
session_help(struct session *session, const char *text)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return;
    session_speak(session);
    pager_begin(session->pager, NULL, session_page(session));
    bool is_empty = text[strspn(text, " \t")] == '\0';
    if (session->question != ASK_COMMAND)
        ;
    else if (session->dialect->caret)
        print_next_words(session, text, arena);
    else if (is_empty || is_show(text))
        print_list(session, text, arena);
    else
        usage_print(session, text);
    pager_end(session->pager);
    arena_free(arena);
}

void
help_list(struct session *session)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return;
    if (session->dialect->caret)
        print_next_words(session, "", arena);
    else
        print_list(session, "", arena);
    arena_free(arena);
}

void
help_command(struct session *session, const char *command)
{
    FILE *out = session->screen;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return;
    fputs("\nUSAGE:\n\n", out);
    usage_print(session, command);
    for (size_t source = 0; source < SOURCE_COUNT; source++) {
        struct completions completions = { .arena = arena };
        complete(session, (enum source)source, command, &completions);
        if (completions.count == 0)
            continue;
        fputs("\nDESCRIPTION:\n\n", out);
        print_wrapped(out, completions.items[0].text, completions.items[0].help);
        break;
    }
    putc('\n', out);
    arena_free(arena);
}

/* Where the last word of TEXT begins. */
static const char *
last_word(const char *text)
{
    const char *at = text + strlen(text);
    while (at > text && at[-1] != ' ' && at[-1] != '\t')
        at--;
    return at;
}

/* How far all keywords that are possible here agree. */
struct agreement {
    const char *text;
    size_t length;
    size_t count;
};

static void
agree(struct agreement *agreed, const struct completions *completions)
{
    for (size_t i = 0; i < completions->count; i++) {
        const struct completion *item = &completions->items[i];
        if (!item->is_keyword)
            continue;
        if (agreed->count == 0)
            agreed->length = strlen(item->text);
        size_t same = 0;
        const char *first = agreed->count == 0 ? item->text : agreed->text;
        while (same < agreed->length && item->text[same] == first[same])
            same++;
        agreed->count += agreed->count == 0 || strcmp(agreed->text, item->text) != 0;
        agreed->text = first;
        agreed->length = same;
    }
}

const char *
session_complete(struct session *session, const char *text, struct arena *arena)
{
    struct agreement agreed = { 0 };
    if (session->question != ASK_COMMAND)
        return NULL;
    session_speak(session);
    for (size_t source = 0; source < SOURCE_COUNT; source++) {
        struct completions completions = { .arena = arena };
        complete(session, (enum source)source, text, &completions);
        agree(&agreed, &completions);
    }
    if (agreed.count == 0 || agreed.length < strlen(last_word(text)))
        return NULL;
    char *word = arena_zalloc(arena, agreed.length + 2);
    if (word == NULL)
        return NULL;
    memcpy(word, agreed.text, agreed.length);
    if (agreed.count == 1)
        word[agreed.length] = ' '; /* whole: on to the next word */
    return word;
}

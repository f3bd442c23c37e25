/*
 * commands.c: prints refire-commands.5. Copies standard input and puts, for the line
 *
 *     .\" commands
 *
 * every configuration row: a section for each mode, an entry for each command word, a line for each
 * syntax and the versions that have it. The page is made at build time and is not in the tree, so
 * that it cannot say anything else than the rows.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/family.h"

enum { ROWS_MAX = 4096, MODES = 32 };

/* A row and its place in the table, which decides between rows of one word. */
struct entry {
    const struct command *row;
    size_t place;
    bool printed;
};

static struct entry entries[ROWS_MAX];
static size_t entry_count;

static size_t
word_length(const struct command *row)
{
    return strcspn(row->words[0].text, " ");
}

static bool
same_word(const struct command *a, const struct command *b)
{
    return word_length(a) == word_length(b) &&
           strncasecmp(a->words[0].text, b->words[0].text, word_length(a)) == 0;
}

/* By first word, then as they stand in the table. */
static int
compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    if (!same_word(a->row, b->row))
        return strcasecmp(a->row->words[0].text, b->row->words[0].text);
    return a->place < b->place ? -1 : a->place > b->place;
}

static bool
collect(void)
{
    struct command_position position = { 0 };
    const struct command *row;
    for (size_t place = 0; (row = next_command(&position)) != NULL; place++) {
        if ((row->set == NULL && !row->kept) || row->refused)
            continue; /* it only writes, or is never taken */
        if (entry_count == ROWS_MAX)
            return false;
        entries[entry_count++] = (struct entry){ row, place, false };
    }
    qsort(entries, entry_count, sizeof(entries[0]), compare_entries);
    return true;
}

static bool
is_in_mode(const struct command *row, unsigned mode)
{
    uint32_t modes = row->modes != 0 ? row->modes : MODE_BIT(MODE_CONFIG);
    return (modes & MODE_BIT(mode)) != 0;
}

/* ---- roff ---- */

static void
put_char(char c)
{
    if (c == '\\')
        fputs("\\e", stdout);
    else if (c == '-')
        fputs("\\-", stdout);
    else if (c == '"')
        fputs("\\(dq", stdout);
    else
        putchar(c);
}

static void
put_plain(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text != '\0'; text++)
        put_char(*text);
}

/* What a usage is printed in: words to type in bold, <values> in italics, the signs roman. */
struct typesetter {
    char font;
    size_t column;
};

static void
set_font(struct typesetter *setter, char font)
{
    if (font == setter->font)
        return;
    printf("\\f%c", font);
    setter->font = font;
    setter->column += 3;
}

static char
font_of(char c, char font)
{
    if (c == '<')
        return 'I';
    if (font == 'I')
        return c == '>' ? 'R' : 'I';
    return strchr("[]{}| ", c) != NULL ? 'R' : 'B';
}

/* Short lines: a blank ends one; behind `|` the next goes on without a blank. */
static void
put_usage(const char *usage)
{
    enum { WIDTH = 50 };
    struct typesetter setter = { .font = 'R' };
    for (; *usage != '\0'; usage++) {
        set_font(&setter, font_of(*usage, setter.font));
        if (setter.column > WIDTH && (*usage == ' ' || *usage == '|') && setter.font == 'R') {
            puts(*usage == '|' ? "|\\c" : "");
            setter.column = 0;
        } else if (*usage != '<' && *usage != '>') {
            put_char(*usage);
            setter.column++;
        }
    }
    set_font(&setter, 'R');
    putchar('\n');
}

static void
put_versions(unsigned since, unsigned until)
{
    if (since == OS_FIRST && until == OS_LAST)
        fputs("all versions", stdout);
    else if (until == OS_LAST)
        printf("%s on", os_version_name((enum os_version)since));
    else if (since == until)
        fputs(os_version_name((enum os_version)since), stdout);
    else
        printf("%s to %s", os_version_name((enum os_version)since),
               os_version_name((enum os_version)until));
}

/* ---- entries ---- */

static char *
usage_in(const struct command *row, unsigned version)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        exit(EXIT_FAILURE);
    command_usage(row, (enum os_version)version, memory);
    fclose(memory);
    return text;
}

/* The first words of a kept sub-mode's lines. */
static void
put_body(const char *words)
{
    fputs("Words of its own:", stdout);
    for (; *words != '\0'; words += strspn(words, " ")) {
        int length = (int)strcspn(words, " ");
        printf("\n.Cm %.*s", length, words);
        words += length;
        if (words[strspn(words, " ")] != '\0')
            fputs(" ,", stdout);
    }
    puts(" .");
}

/* What becomes of the line: nothing is said of what the model takes and the engine does. */
static void
put_fate(const struct command *row)
{
    if (row->enters != 0 && row->prompt != NULL)
        printf("Enters\n.Ql %s .\n", row->prompt);
    if (row->enters == MODE_CONFIG_KEPT && row->body != NULL)
        put_body(row->body);
    if (row->kept && row->why_taints != NULL) {
        fputs("Kept word for word: ", stdout);
        put_plain(row->why_taints);
        puts(".");
    } else if (row->kept) {
        puts("Kept word for word.");
    }
}

/* The syntax of a row, once for each stretch of versions in which it is the same. */
static void
put_row(const struct command *row)
{
    unsigned last = row->before != 0 ? row->before - 1 : OS_LAST;
    for (unsigned since = row->since; since <= last;) {
        char *usage = usage_in(row, since);
        unsigned until = since;
        for (bool same = true; same && until < last;) {
            char *next = usage_in(row, until + 1);
            same = strcmp(usage, next) == 0;
            until += same;
            free(next);
        }
        puts(".It");
        put_usage(usage);
        fputs(".Pq ", stdout);
        put_versions(since, until);
        putchar('\n');
        free(usage);
        since = until + 1;
    }
    put_fate(row);
}

static void
put_help(const struct command *row)
{
    const char *help = row->help != NULL ? row->help : "";
    if (*help == '\0')
        help = row->words[0].help != NULL ? row->words[0].help : "";
    if (*help == '\0')
        return;
    put_plain(help);
    puts(help[strlen(help) - 1] == '.' ? "" : ".");
}

static void
put_mode(unsigned mode)
{
    const struct command *word = NULL;
    for (size_t i = 0; i < entry_count; i++) {
        const struct command *row = entries[i].row;
        if (!is_in_mode(row, mode))
            continue;
        if (word == NULL || !same_word(word, row)) {
            if (word != NULL)
                puts(".El");
            printf(".Ss %.*s\n", (int)word_length(row), row->words[0].text);
            put_help(row);
            puts(".Bl -item -compact");
        }
        word = row;
        put_row(row);
        entries[i].printed = true;
    }
    if (word != NULL)
        puts(".El");
}

/* The prompts of the commands that enter MODE, each once; how many. */
static size_t
prompts_of(unsigned mode, const char **prompts, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < entry_count && count < most; i++) {
        const struct command *row = entries[i].row;
        bool known = row->enters != (enum mode)mode || row->prompt == NULL;
        for (size_t k = 0; k < count && !known; k++)
            known = strcmp(prompts[k], row->prompt) == 0;
        if (!known)
            prompts[count++] = row->prompt;
    }
    return count;
}

static void
put_commands(void)
{
    enum { PROMPTS = 64 };
    const char *prompts[PROMPTS];
    puts(".Sh GLOBAL CONFIGURATION");
    put_mode(MODE_CONFIG);
    for (unsigned mode = MODE_CONFIG + 1; mode < MODES; mode++) {
        if (mode == MODE_CONFIG_KEPT || mode == MODE_USER || mode == MODE_EXEC)
            continue;
        size_t count = prompts_of(mode, prompts, PROMPTS);
        if (count == 0)
            continue;
        fputs(".Sh SUB-MODE", stdout);
        for (size_t i = 0; i < count; i++) {
            putchar(' ');
            for (const char *c = prompts[i]; *c != '\0'; c++)
                putchar(toupper((unsigned char)*c));
        }
        putchar('\n');
        put_mode(mode);
    }
}

/* A row of a mode that nothing enters would be missing. */
static bool
all_printed(void)
{
    bool all = true;
    for (size_t i = 0; i < entry_count; i++) {
        if (!entries[i].printed)
            fprintf(stderr, "commands: \"%s\" is in no mode of the page\n", entries[i].row->name);
        all = all && entries[i].printed;
    }
    return all;
}

int
main(void)
{
    char line[1024];
    bool found = false;
    if (!collect())
        return EXIT_FAILURE;
    while (fgets(line, sizeof(line), stdin) != NULL) {
        if (strcmp(line, ".\\\" commands\n") == 0) {
            put_commands();
            found = true;
        } else {
            fputs(line, stdout);
        }
    }
    if (!all_printed())
        return EXIT_FAILURE;
    if (ferror(stdin) || fflush(stdout) != 0 || !found) {
        fputs("commands: no place for the commands, or not written\n", stderr);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

/*
 * manual.c: prints the manual page given as its argument, the parts between a line
 *
 *     .\" begin PART
 *
 * and the next `.\" end` written anew from the table in cli/options.c. PART is `synopsis`, `verbs`,
 * the name of a verb, whose options stand there, or `findings`, the rules of check. The page in the
 * tree is kept so by the target update-golden, and a test compares.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "parser/findings.h"

static const char begin_mark[] = ".\\\" begin ";
static const char end_mark[] = ".\\\" end";

static void
print_word(const char *word, size_t length)
{
    if (*word == '.' || *word == '\'')
        fputs("\\&", stdout);
    for (size_t i = 0; i < length; i++) {
        if (word[i] == '\\')
            fputs("\\e", stdout);
        else if (word[i] == '-' && (length == 1 || word[i + 1] == '-'))
            fputs("\\-", stdout);
        else
            putchar(word[i]);
    }
}

/*
 * TEXT as roff text: no macro call at a line's start, no escapes, dashes as typed, short lines,
 * each sentence on a line of its own.
 */
static void
print_text(const char *text)
{
    enum { WIDTH = 72 };
    size_t column = 0;

    while (*text) {
        size_t length = strcspn(text, " ");

        if (column + length > WIDTH) {
            putchar('\n');
            column = 0;
        } else if (column > 0) {
            putchar(' ');
        }
        print_word(text, length);
        column += length + 1;
        if (text[length - 1] == '.' && text[length] == ' ')
            column = WIDTH + 1;
        text += length;
        text += strspn(text, " ");
    }
}

static void
print_flags(const struct option_row *row)
{
    if (row->letter)
        printf(" Fl %c ,", row->letter);
    printf(" Fl \\-%s", row->name);
    if (row->value)
        printf(" Ar %s", row->value);
    putchar('\n');
}

static void
print_synopsis(void)
{
    for (int i = 0; i < VERB_COUNT; i++) {
        const struct verb_row *verb = verb_row((enum verb)i);

        printf(".Nm\n%s %s\n", verb->verb == VERB_SHELL ? ".Op Cm" : ".Cm", verb->name);
        for (const enum option *option = verb->own; *option != OPTION_END; option++) {
            const struct option_row *row = option_row(*option);

            if (row->letter)
                printf(".Op Fl %c", row->letter);
            else
                printf(".Op Fl \\-%s", row->name);
            if (row->value)
                printf(" Ar %s", row->value);
            putchar('\n');
        }
        if (verb->operands)
            printf(".Ar \"%s\"\n", verb->operands);
    }
}

static void
print_verbs(void)
{
    fputs(".Bl -tag -width replay\n", stdout);
    for (int i = 0; i < VERB_COUNT; i++) {
        const struct verb_row *verb = verb_row((enum verb)i);

        printf(".It Cm %s\n", verb->name);
        print_text(verb->help);
        putchar('\n');
    }
    fputs(".El\n", stdout);
}

static void
print_options(const struct verb_row *verb)
{
    fputs(".Bl -tag -width Ds\n", stdout);
    for (const enum option *option = verb->own; *option != OPTION_END; option++) {
        const struct option_row *row = option_row(*option);

        fputs(".It", stdout);
        print_flags(row);
        print_text(row->help);
        fputs(".\n", stdout);
    }
    fputs(".El\n", stdout);
}

static void
print_findings(void)
{
    const struct finding_rule *rule;
    fputs(".Bl -tag -width Ds\n", stdout);
    for (size_t i = 0; (rule = finding_rule_at(i)) != NULL; i++) {
        printf(".It Li %s\n", rule->id);
        print_text(rule->what);
        fputs(".\n", stdout);
    }
    fputs(".El\n", stdout);
}

/* False when there is no such part. */
static bool
print_part(const char *part)
{
    if (strcmp(part, "synopsis") == 0) {
        print_synopsis();
        return true;
    }
    if (strcmp(part, "verbs") == 0) {
        print_verbs();
        return true;
    }
    if (strcmp(part, "findings") == 0) {
        print_findings();
        return true;
    }
    for (int i = 0; i < VERB_COUNT; i++) {
        if (strcmp(part, verb_row((enum verb)i)->name) == 0) {
            print_options(verb_row((enum verb)i));
            return true;
        }
    }
    return false;
}

int
main(int argc, char **argv)
{
    char line[1024];
    bool inside = false;

    FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!in) {
        fputs("usage: manual PAGE\n", stderr);
        return EXIT_FAILURE;
    }
    while (fgets(line, sizeof(line), in)) {
        if (strncmp(line, end_mark, sizeof(end_mark) - 1) == 0)
            inside = false;
        if (inside)
            continue;
        fputs(line, stdout);
        if (strncmp(line, begin_mark, sizeof(begin_mark) - 1) == 0) {
            line[strcspn(line, "\n")] = '\0';
            inside = true;
            if (!print_part(line + sizeof(begin_mark) - 1)) {
                fprintf(stderr, "manual: no such part: %s\n", line);
                return EXIT_FAILURE;
            }
        }
    }
    fclose(in);
    return inside || fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

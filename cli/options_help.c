/*
 * options_help.c: what --help says, of all verbs and of one.
 */
#include "cli/options_help.h"

#include <string.h>

static const char overview_start[] =
    "refire: a Cisco PIX/ASA configuration interpreter and emulator\n\nUsage:\n";
static const char overview_end[] = "\nrefire VERB --help says more of one of them.\n";

/* Prints WORDS wrapped at 80 columns, the cursor being at COLUMN and later lines indented. */
static void
print_wrapped(FILE *out, const char *words, int column, int indent)
{
    while (*words) {
        int length = (int)strcspn(words, " ");

        if (column + 1 + length > 80) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            putc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", length, words);
        column += length;
        words += length;
        words += strspn(words, " ");
    }
    putc('\n', out);
}

static void
print_option(FILE *out, const struct option_row *row)
{
    enum { HELP_COLUMN = 28 };
    int column = row->letter ? fprintf(out, "  -%c, --%s", row->letter, row->name)
                             : fprintf(out, "      --%s", row->name);

    if (row->value)
        column += fprintf(out, " %s", row->value);
    if (column >= HELP_COLUMN) {
        putc('\n', out);
        column = 0;
    }
    fprintf(out, "%*s", HELP_COLUMN - column, "");
    print_wrapped(out, row->help, HELP_COLUMN, HELP_COLUMN);
}

static void
print_usage(FILE *out, const struct verb_row *verb)
{
    fprintf(out, "Usage: refire %s [OPTION ...]%s%s\n", verb->name, verb->operands ? " " : "",
            verb->operands ? verb->operands : "");
}

void
options_print_help(FILE *out, const struct verb_row *verb)
{
    print_usage(out, verb);
    putc('\n', out);
    print_wrapped(out, verb->help, 0, 0);
    fputs("\nOptions:\n", out);
    for (const enum option *option = verb->own; *option != OPTION_END; option++)
        print_option(out, option_row(*option));
}

void
options_print_overview(FILE *out)
{
    fputs(overview_start, out);
    fprintf(out, "  %-24s%s\n", "refire [OPTION ...]", "The prompt: the same as refire shell");
    for (enum verb verb = 0; verb < VERB_COUNT; verb++)
        fprintf(out, "  refire %-17s%s\n", verb_row(verb)->name, verb_row(verb)->summary);
    fputs("\nOptions of the prompt:\n", out);
    for (const enum option *option = verb_row(VERB_SHELL)->own; *option != OPTION_END; option++)
        print_option(out, option_row(*option));
    fputs(overview_end, out);
}

void
options_print_version(FILE *out)
{
    fputs("refire " REFIRE_VERSION "\n", out);
}

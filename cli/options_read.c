/*
 * options_read.c: reads command lines by the table of options.c.
 *
 * Not getopt_long: it keeps globals, prints for itself, and knows nothing of values, so help,
 * manual and completion would need a second table.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options_help.h"
#include "cli/verbs.h"

enum verb
options_verb(int *argc, char ***argv, FILE *out, FILE *err, int *status)
{
    const char *word = *argc > 1 ? (*argv)[1] : "";

    *status = STATUS_OK;
    if (*argc > 0) {
        (*argc)--;
        (*argv)++;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        options_print_overview(out);
        return VERB_NONE;
    }
    if (*word == '-' || *word == '\0')
        return VERB_SHELL;
    for (enum verb verb = 0; verb < VERB_COUNT; verb++) {
        if (strcmp(word, verb_row(verb)->name) == 0) {
            (*argc)--;
            (*argv)++;
            return verb;
        }
    }
    fprintf(err, "refire: there is no verb '%s'; refire --help lists them\n", word);
    *status = STATUS_USAGE;
    return VERB_NONE;
}

struct options
options_begin(enum verb verb, int argc, char **argv, FILE *out, FILE *err)
{
    return options_begin_row(verb_row(verb), argc, argv, out, err);
}

struct options
options_begin_row(const struct verb_row *row, int argc, char **argv, FILE *out, FILE *err)
{
    return (struct options){
        .verb = row,
        .operands = argv,
        .argc = argc,
        .argv = argv,
        .out = out,
        .err = err,
    };
}

static void
say_misuse(const struct options *options, const char *format, va_list arguments)
{
    fprintf(options->err, "refire %s: ", options->verb->name);
    vfprintf(options->err, format, arguments);
    fprintf(options->err, "\nrefire %s --help lists its options\n", options->verb->name);
}

int
options_misuse(const struct options *options, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say_misuse(options, format, arguments);
    va_end(arguments);
    return STATUS_USAGE;
}

int
options_bad_value(const struct options *options, const char *why)
{
    return options_misuse(options, "--%s '%s': %s", options->current->name, options->value, why);
}

static enum option stop(struct options *options, const char *format, ...) PRINTF_LIKE(2, 3);

static enum option
stop(struct options *options, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say_misuse(options, format, arguments);
    va_end(arguments);
    options->status = STATUS_USAGE;
    return OPTION_STOP;
}

/* The verb's option with this letter; NULL when it has none. */
static const struct option_row *
find_letter(const struct verb_row *verb, char letter)
{
    for (const enum option *option = verb->own; *option != OPTION_END; option++) {
        const struct option_row *row = option_row(*option);

        if (row->letter == letter)
            return row;
    }
    return NULL;
}

/* The verb's option of this name, or the only one that starts so; *HITS says how many do. */
static const struct option_row *
find_name(const struct verb_row *verb, const char *name, size_t length, int *hits)
{
    const struct option_row *found = NULL;

    *hits = 0;
    for (const enum option *option = verb->own; *option != OPTION_END; option++) {
        const struct option_row *row = option_row(*option);

        if (strncmp(row->name, name, length) != 0)
            continue;
        found = row;
        if (row->name[length] == '\0') {
            *hits = 1;
            break;
        }
        (*hits)++;
    }
    return *hits == 1 ? found : NULL;
}

static bool
parse_number(const char *text, uint64_t low, uint64_t high, uint64_t *number)
{
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 0);
    if (errno || *end || value < low || value > high)
        return false;
    *number = value;
    return true;
}

/* "strict, adopt" */
static void
list_choices(const char *const *choices, char *text, size_t size)
{
    size_t at = 0;

    text[0] = '\0';
    for (size_t i = 0; choices[i] && at < size; i++)
        at += (size_t)snprintf(text + at, size - at, "%s%s", i ? ", " : "", choices[i]);
}

static enum option
take_value(struct options *options)
{
    const struct option_row *row = options->current;
    char choices[128];

    switch (row->kind) {
    case VALUE_NONE:
    case VALUE_TEXT:
        break;
    case VALUE_FILE:
        if (*options->value == '\0')
            return stop(options, "--%s needs the name of a file", row->name);
        break;
    case VALUE_NUMBER:
        if (!parse_number(options->value, row->low, row->high, &options->number))
            return stop(options, "--%s '%s': expected a number from %llu to %llu", row->name,
                        options->value, (unsigned long long)row->low,
                        (unsigned long long)row->high);
        break;
    case VALUE_CHOICE:
        for (size_t i = 0; row->choices[i]; i++) {
            if (strcmp(options->value, row->choices[i]) == 0) {
                options->number = i;
                return row->option;
            }
        }
        list_choices(row->choices, choices, sizeof(choices));
        return stop(options, "--%s '%s': expected one of %s", row->name, options->value, choices);
    }
    return row->option;
}

/* ROW was read; INLINE_VALUE is what stood behind `=` or behind its letter, or NULL. */
static enum option
take_option(struct options *options, const struct option_row *row, const char *inline_value)
{
    options->current = row;
    options->value = inline_value;
    if (row->option == OPTION_HELP) {
        options_print_help(options->out, options->verb);
        return OPTION_STOP;
    }
    if (row->option == OPTION_VERSION) {
        options_print_version(options->out);
        return OPTION_STOP;
    }
    if (row->kind == VALUE_NONE)
        return inline_value ? stop(options, "--%s takes no value", row->name) : row->option;
    if (!inline_value) {
        if (options->at == options->argc)
            return stop(options, "--%s needs a value: %s", row->name, row->value);
        options->value = options->argv[options->at++];
    }
    return take_value(options);
}

static enum option
take_letter(struct options *options)
{
    char letter = *options->cluster++;
    const char *rest = *options->cluster ? options->cluster : NULL;
    const struct option_row *row = find_letter(options->verb, letter);

    if (!rest || !row || row->kind != VALUE_NONE)
        options->cluster = NULL;
    if (!row)
        return stop(options, "there is no option -%c", letter);
    return take_option(options, row, row->kind == VALUE_NONE ? NULL : rest);
}

static enum option
take_long(struct options *options, const char *name)
{
    size_t length = strcspn(name, "=");
    int hits;
    const struct option_row *row = find_name(options->verb, name, length, &hits);

    if (!row)
        return stop(options,
                    hits ? "--%.*s could be more than one option" : "there is no option --%.*s",
                    (int)length, name);
    return take_option(options, row, name[length] == '=' ? name + length + 1 : NULL);
}

static enum option
finish(struct options *options)
{
    const struct verb_row *verb = options->verb;

    if (options->operand_count < verb->operands_min)
        return stop(options, "something is missing: %s", verb->operands);
    if (options->operand_count > verb->operands_max)
        return stop(options, "one thing too many: '%s'", options->operands[verb->operands_max]);
    return OPTION_END;
}

enum option
options_next(struct options *options)
{
    if (options->cluster)
        return take_letter(options);
    while (options->at < options->argc) {
        char *word = options->argv[options->at++];

        if (strcmp(word, "--") == 0) {
            /* Only operands from here on. */
            while (options->at < options->argc)
                options->operands[options->operand_count++] = options->argv[options->at++];
        } else if (word[0] == '-' && word[1] == '-') {
            return take_long(options, word + 2);
        } else if (word[0] == '-' && word[1] != '\0') {
            options->cluster = word + 1;
            return take_letter(options);
        } else {
            /* Never ahead of where reading is: every operand was an argument before. */
            options->operands[options->operand_count++] = word;
        }
    }
    return finish(options);
}

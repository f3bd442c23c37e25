/*
 * cmd_regex.c: `regex NAME "EXPRESSION"` of 7.2 and later (commands.md 6.2).
 */
#include "engine/base/pattern.h"
#include "parser/map_rows.h"

#define REGEX_LENGTH 100 /* characters of an expression at most [R] */

struct regex_line {
    const char *name;
    const char *expression; /* as it stands in the line, or without quotes */
};

/* Takes the quotes off; *FIRST is where the expression begins in TEXT. */
static const char *
unquote(const struct command_call *call, const char *text, size_t *first)
{
    size_t length = strlen(text);
    *first = length >= 2 && text[0] == '"' && text[length - 1] == '"';
    return arena_strndup(call->config->arena, text + *first, length - 2 * *first);
}

/* Refuses the line for the character AT of the expression, which begins at word 2. */
static bool
refuse_character(const struct command_call *call, size_t at, const char *why)
{
    uint32_t column = line_column(call->line, 2) + (uint32_t)at;
    struct span span = { call->line_number, column, column };
    struct diag *diag = diag_add(call->diags, DIAG_ERROR, DIAG_INVALID_WORD, call->file, span,
                                 "this is no regular expression: %s", why);
    if (diag != NULL)
        diag->command = call->command;
    return false;
}

static bool
check_expression(const struct command_call *call, const char *expression, size_t first)
{
    char error[PATTERN_ERROR_SIZE];
    size_t offset;
    size_t length = strlen(expression);
    if (length == 0)
        return refuse_character(call, first, "it is empty");
    if (length > REGEX_LENGTH)
        return refuse_character(call, first + REGEX_LENGTH, "it is longer than 100 characters");
    struct pattern *pattern = pattern_new_device(expression, length, &offset, error);
    if (pattern == NULL)
        return refuse_character(call, first + (offset < length ? offset : length), error);
    pattern_free(pattern);
    return true;
}

static bool
set_regex(struct command_call *call, void *scratch)
{
    const struct regex_line *line = scratch;
    struct config *config = call->config;
    size_t first;
    const char *expression = unquote(call, line->expression, &first);
    if (expression == NULL)
        return no_memory(call);
    if (!check_expression(call, expression, first))
        return false;
    struct regex *regex = config_regex(config, line->name);
    if (regex == NULL) {
        regex = arena_append(config->arena, &config->regexes, &config->regex_count,
                             &config->regex_capacity, sizeof(*regex));
        if (regex == NULL)
            return no_memory(call);
        *regex = (struct regex){ .origin = call_origin(call) };
        if (!keep_text(call, &regex->name, line->name))
            return false;
    }
    regex->expression = expression;
    return true;
}

static bool
unset_regex(struct command_call *call, void *scratch)
{
    const struct regex_line *line = scratch;
    struct config *config = call->config;
    const struct regex *regex = config_regex(config, line->name);
    if (regex == NULL)
        return refuse(call, NULL, "there is no regex %s", line->name);
    if (regex_is_used(config, line->name))
        return refuse(call, NULL, "regex %s is in use", line->name);
    size_t i = (size_t)(regex - config->regexes);
    LIST_REMOVE(config->regexes, config->regex_count, i);
    return true;
}

static void
each_regex(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->regex_count; i++) {
        struct regex_line line = { config->regexes[i].name, config->regexes[i].expression };
        visit(context, &line, NULL);
    }
}

/* Those in use stay. */
static bool
clear_regexes(struct command_call *call, const char *rest)
{
    struct config *config = call->config;
    for (size_t i = config->regex_count; i-- > 0;) {
        const char *name = config->regexes[i].name;
        if ((rest[0] == '\0' || strcmp(rest, name) == 0) && !regex_is_used(config, name))
            LIST_REMOVE(config->regexes, config->regex_count, i);
    }
    return true;
}

static const struct command regex_row = {
    .name = "regex",
    .help = "Define a regular expression",
    .since = OS_7_2,
    .scratch_size = sizeof(struct regex_line),
    .words = (const struct word[]){ KEYWORD("regex", "Define a regular expression"),
                                    NAME_OF("regex", struct regex_line, name, "Name", .high = 40),
                                    VALUE(quoted, struct regex_line, expression, "Expression"),
                                    END_OF_WORDS },
    .set = set_regex,
    .unset = unset_regex,
    .no_words = 2,
    .each = each_regex,
    .clear = clear_regexes,
};

const struct command *const regex_commands[] = { &regex_row, NULL };

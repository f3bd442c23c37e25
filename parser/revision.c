/*
 * revision.c: typed lines once more, each in the sub-mode that it was typed in.
 */
#include "parser/revision.h"

#include <stdlib.h>
#include <string.h>

#include "parser/family.h"

bool
revision_keep_base(struct config *config)
{
    char *text = NULL;
    size_t size = 0;
    if (config->base != NULL || config->journal_count > 0)
        return true;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return false;
    config_write(config, memory);
    if (fclose(memory) == 0)
        config->base = arena_strndup(config->arena, text, size);
    free(text);
    return config->base != NULL;
}

/* Goes to the sub-mode of CONTEXT: outwards, or to the top and in. False: a line is refused. */
static bool
go_to(struct parser *parser, const char *context)
{
    size_t depth = parser->depth;
    while (depth > 0 && strcmp(parser->frames[depth].context, context) != 0)
        depth--;
    parser->depth = depth;
    if (strcmp(parser->frames[depth].context, context) == 0)
        return true;
    while (*context != '\0') {
        size_t length = strcspn(context, "\n");
        if (parser_bytes(parser, context, length, NULL, 0) == LINE_REFUSED)
            return false;
        context += length + (context[length] == '\n');
    }
    return true;
}

static bool
type_journal(const struct config *config, uint32_t revision, struct parser *parser)
{
    for (size_t i = 0; i < config->journal_count; i++) {
        const struct journal_entry *entry = &config->journal[i];
        if (entry->revision > revision)
            break;
        if (!go_to(parser, entry->context) ||
            parser_line(parser, entry->line, entry->forgiven ? "listing" : NULL, 0) == LINE_REFUSED)
            return false;
    }
    return true;
}

static enum revision_problem
make(const struct config *config, uint32_t revision, struct load_result *result)
{
    struct parser *parser = parser_new(result->config, &result->diags);
    if (parser == NULL)
        return REVISION_NO_MEMORY;
    bool good = type_journal(config, revision, parser);
    parser_free(parser);
    return good ? REVISION_MADE : REVISION_LOST;
}

/* Of what has not been changed: as it is now. */
static bool
load_base(const struct config *config, const struct load_options *options,
          struct load_result *result)
{
    char *text = NULL;
    size_t size = 0;
    if (config->base != NULL)
        return config_load_text(config->base, strlen(config->base), options, result);
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return false;
    config_write(config, memory);
    bool good = fclose(memory) == 0 && config_load_text(text, size, options, result);
    free(text);
    return good;
}

enum revision_problem
config_at_revision(const struct config *config, uint32_t revision, struct load_result *result)
{
    struct load_options options = {
        .file = "revision 1",
        .has_version = true,
        .release = config->os,
    };
    if (revision == 0 || revision > config->revision)
        return REVISION_UNKNOWN;
    if (config->base == NULL && config->journal_count > 0)
        return REVISION_LOST;
    if (!load_base(config, &options, result))
        return REVISION_NO_MEMORY;
    enum revision_problem problem = make(config, revision, result);
    if (problem != REVISION_MADE)
        load_result_free(result);
    return problem;
}

bool
parser_type_comparison(struct parser *parser, const struct comparison *comparison)
{
    bool good = true;
    parser_reset_mode(parser);
    config_begin_revision(parser->config);
    for (size_t i = 0; good && i < comparison->count; i++)
        good = comparison_type(comparison, i, parser) != LINE_REFUSED;
    config_end_revision(parser->config);
    parser_reset_mode(parser);
    return good;
}

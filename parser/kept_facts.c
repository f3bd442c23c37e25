/*
 * kept_facts.c: what kept lines say that packets depend on. A line that goes, or takes another
 * one's place, changes what others mean together with it; then all are read again.
 */
#include <string.h>

#include "parser/family.h"

static bool
derive_line(struct parser *parser, struct line *words, const struct kept_line *line)
{
    struct matcher matcher = {
        .table = parser->table,
        .context = { parser->config, parser->config->os.version },
        .modes = MODE_BIT(MODE_CONFIG),
    };
    struct match match;
    if (!line_split(words, line->text, strlen(line->text)))
        return false;
    /* what it names may have gone */
    if (!match_line(&matcher, words, &match) || match.negated || match.command->fact == NULL)
        return true;
    return match.command->fact(parser->config, match.scratch.bytes, &line->origin);
}

bool
kept_derive_facts(struct parser *parser)
{
    struct config *config = parser->config;
    struct line words = { 0 };
    bool good = true;
    if (!parser->facts_stale)
        return true;
    config_forget_facts(config);
    for (size_t i = 0; good && i < config->kept_count; i++) {
        const struct kept_line *line = &config->kept[i];
        const struct command *row = line->command;
        if (row->fact != NULL && line->depth == 0)
            good = derive_line(parser, &words, line);
    }
    line_fini(&words);
    parser->facts_stale = !good;
    return good;
}

/*
 * upgrade.c: each line of a 6.x configuration through the rules, and what it became as diagnostics.
 */
#include "parser/upgrade.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/fixup.h"

static const struct upgrade_rule *const rule_lists[] = {
    upgrade_interface_rules,
    upgrade_access_rules,
    upgrade_vpn_rules,
    upgrade_box_rules,
};

/* ---- words ---- */

const char *
upgrade_word(const struct upgrade *upgrade, size_t at)
{
    at += upgrade->first;
    return at < upgrade->line.count ? upgrade->line.tokens[at].text : "";
}

bool
upgrade_word_is(const struct upgrade *upgrade, size_t at, const char *text)
{
    return strcasecmp(upgrade_word(upgrade, at), text) == 0;
}

const char *
upgrade_rest(const struct upgrade *upgrade, size_t at)
{
    return line_rest(&upgrade->line, at + upgrade->first);
}

size_t
upgrade_words(const struct upgrade *upgrade)
{
    return upgrade->line.count - upgrade->first;
}

enum os_version
upgrade_version(const struct upgrade *upgrade)
{
    return upgrade->config->os.version;
}

const struct behaviour *
upgrade_does(const struct upgrade *upgrade)
{
    return upgrade->config->does;
}

const char *
upgrade_hardware_of(const struct upgrade *upgrade, const char *name)
{
    ifc_id ifc = config_interface_by_name(upgrade->config, name);
    return ifc != IFC_NONE ? upgrade->config->interfaces[ifc]->hardware : NULL;
}

/* ---- what became of it ---- */

static struct span
whole_line(const struct upgrade *upgrade)
{
    uint32_t first = line_column(&upgrade->line, 0);
    uint32_t end = line_column(&upgrade->line, upgrade->line.count);
    return (struct span){ upgrade->number, first, end > first + 1 ? end - 2 : first };
}

static void
say(struct upgrade *upgrade, const char *rule, const char *text)
{
    bool lost = strcmp(rule, CONVERSION_LOST) == 0;
    struct diag *diag = diag_add(upgrade->diags, lost ? DIAG_ERROR : DIAG_NOTE, DIAG_CONVERSION,
                                 upgrade->file, whole_line(upgrade), "%s", text);
    if (diag != NULL)
        diag->rule = rule;
}

static const char *
join(struct upgrade *upgrade, const char *text, const char *why)
{
    size_t size = strlen(text) + strlen(why) + 3;
    char *joined = arena_zalloc(upgrade->diags->arena, size);
    if (joined == NULL)
        return text;
    snprintf(joined, size, "%s; %s", text, why);
    return joined;
}

/* The better of two: what a line became is what most of it is. */
static enum line_verdict
better(enum line_verdict a, enum line_verdict b)
{
    if (a == LINE_REFUSED || b == LINE_REFUSED)
        return LINE_REFUSED;
    if (a == LINE_MODELLED || b == LINE_MODELLED)
        return LINE_MODELLED;
    return a == LINE_KEPT_TAINTS ? a : b;
}

/* Each line is a revision of its own: a way back does them again. */
static enum line_verdict
type_lines(struct upgrade *upgrade)
{
    enum line_verdict verdict = LINE_KEPT;
    parser_reset_mode(upgrade->parser);
    for (size_t i = 0; i < upgrade->made.count; i++) {
        const char *text = upgrade->made.lines[i];
        if (text[0] != ' ')
            parser_reset_mode(upgrade->parser);
        verdict = better(verdict, parser_bytes(upgrade->parser, text, strlen(text), upgrade->file,
                                               upgrade->number));
    }
    return upgrade->made.failed ? LINE_REFUSED : verdict;
}

static enum line_verdict
finish(struct upgrade *upgrade, enum fate fate)
{
    enum line_verdict verdict;
    switch (fate) {
    case FATE_CONVERTED:
    case FATE_BLOCK:
        say(upgrade, CONVERSION_CONVERTED,
            upgrade->why != NULL ? join(upgrade, conversion_text(&upgrade->made), upgrade->why)
                                 : conversion_text(&upgrade->made));
        verdict = type_lines(upgrade);
        if (fate == FATE_CONVERTED)
            parser_reset_mode(upgrade->parser);
        return verdict;
    case FATE_IGNORED:
        say(upgrade, CONVERSION_IGNORED, upgrade->why);
        return LINE_IGNORED;
    case FATE_LOST:
    case FATE_SAME:
        say(upgrade, CONVERSION_LOST, upgrade->why);
        break;
    }
    return LINE_REFUSED;
}

/* ---- rules ---- */

/* How many words of the phrase the line begins with, all of them; 0: it does not. */
static size_t
phrase_words(const struct upgrade *upgrade, const char *phrase)
{
    size_t at = 0;
    while (*phrase != '\0') {
        size_t length = strcspn(phrase, " ");
        const char *word = upgrade_word(upgrade, at);
        if (strlen(word) != length || strncasecmp(word, phrase, length) != 0)
            return 0;
        at++;
        phrase += length;
        phrase += strspn(phrase, " ");
    }
    return at;
}

static const struct upgrade_rule *
find_rule(const struct upgrade *upgrade)
{
    const struct upgrade_rule *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(rule_lists); i++) {
        for (const struct upgrade_rule *rule = rule_lists[i]; rule->phrase != NULL; rule++) {
            size_t words = phrase_words(upgrade, rule->phrase);
            if (words > most) {
                most = words;
                best = rule;
            }
        }
    }
    return best;
}

static enum fate
apply_rule(struct upgrade *upgrade, const struct upgrade_rule *rule)
{
    if (rule->convert != NULL)
        return rule->convert(upgrade);
    upgrade->why = rule->ignored != NULL ? rule->ignored : rule->lost;
    return rule->ignored != NULL ? FATE_IGNORED : FATE_LOST;
}

/* Is it a line of the version that it comes from? */
static bool
was_right(struct upgrade *upgrade)
{
    struct matcher matcher = {
        .table = upgrade->parser->table,
        .context = { upgrade->config, upgrade->from.version },
        .modes = MODE_BIT(MODE_CONFIG),
    };
    struct match match;
    return match_line(&matcher, &upgrade->line, &match);
}

/* Does the later version take it as it is? */
static bool
is_right(struct upgrade *upgrade, const char *text, size_t length)
{
    bool in_full;
    upgrade->parser->reads_older = false;
    enum probe probe = parser_probe(upgrade->parser, text, length, &in_full);
    upgrade->parser->reads_older = true;
    return probe != PROBE_REFUSED;
}

/* `access-list a permit ...` is taken as it is, and written with the word that 7.0 brought. */
static void
say_extended(struct upgrade *upgrade)
{
    size_t at = upgrade_word_is(upgrade, 2, "line") ? 4 : 2;
    if (!upgrade_word_is(upgrade, 0, "access-list") ||
        (!upgrade_word_is(upgrade, at, "permit") && !upgrade_word_is(upgrade, at, "deny")))
        return;
    uint32_t column = upgrade->line.tokens[upgrade->first + at].column;
    struct conversion made = { .arena = upgrade->diags->arena };
    conversion_put(&made, "%.*sextended %s", (int)(column - 1 - upgrade->line.indent),
                   upgrade->line.text + upgrade->line.indent, upgrade->line.text + column - 1);
    say(upgrade, CONVERSION_CONVERTED, conversion_text(&made));
}

static enum line_verdict
read_as_it_is(struct upgrade *upgrade, const char *text, size_t length)
{
    enum line_verdict verdict =
        parser_bytes(upgrade->parser, text, length, upgrade->file, upgrade->number);
    if (verdict == LINE_MODELLED)
        say_extended(upgrade);
    return verdict;
}

static enum line_verdict
convert(struct upgrade *upgrade, const char *text, size_t length)
{
    struct line *line = &upgrade->line;
    if (!line_split(line, text, length) || line->count == 0 || line->tokens[0].text[0] == '!' ||
        line->tokens[0].text[0] == ':')
        return parser_bytes(upgrade->parser, text, length, upgrade->file, upgrade->number);
    upgrade->negated = line->count > 1 && strcasecmp(line->tokens[0].text, "no") == 0;
    upgrade->first = upgrade->negated ? 1 : 0;
    upgrade->made = (struct conversion){ .arena = upgrade->diags->arena };
    upgrade->why = NULL;
    const struct upgrade_rule *rule = find_rule(upgrade);
    if (rule != NULL && was_right(upgrade)) {
        enum fate fate = apply_rule(upgrade, rule);
        if (fate != FATE_SAME)
            return finish(upgrade, fate);
    }
    if (is_right(upgrade, text, length) || !was_right(upgrade))
        return read_as_it_is(upgrade, text, length);
    upgrade->why = "there is no such line any more";
    return finish(upgrade, FATE_LOST);
}

/* ---- the door ---- */

/* Counts a line by what was said about it. */
static void
tally(struct upgrade *upgrade, size_t before)
{
    for (size_t i = before; i < upgrade->diags->count; i++) {
        const struct diag *diag = &upgrade->diags->items[i];
        if (diag->kind != DIAG_CONVERSION)
            continue;
        if (strcmp(diag->rule, CONVERSION_CONVERTED) == 0)
            upgrade->converted++;
        else if (strcmp(diag->rule, CONVERSION_IGNORED) == 0)
            upgrade->ignored++;
        else
            upgrade->lost++;
        return;
    }
}

enum line_verdict
upgrade_bytes(struct upgrade *upgrade, const char *text, size_t length, uint32_t number)
{
    size_t before = upgrade->diags->count;
    upgrade->number = number;
    enum line_verdict verdict = convert(upgrade, text, length);
    tally(upgrade, before);
    return verdict;
}

static void
type_quietly(struct upgrade *upgrade, const char *text)
{
    size_t before = upgrade->diags->count;
    enum line_verdict verdict =
        parser_bytes(upgrade->parser, text, strlen(text), upgrade->file, upgrade->number);
    if (verdict != LINE_REFUSED)
        diags_drop(upgrade->diags, before); /* the one note about all of them is enough */
}

/* DNS was always looked into, before 6.3(2) made it a fixup (commands.md 6.1). */
static bool
has_unwritten_dns(struct os_release from)
{
    return from.version == OS_6_2 || from.maintenance == 1;
}

static bool
type_usual_fixups(struct upgrade *upgrade)
{
    struct config *old = config_new(upgrade->from);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool good = old != NULL && out != NULL && fixup_defaults(old);
    if (good)
        (void)config_write_section(old, "fixup protocol", out);
    if (out != NULL)
        fclose(out);
    if (good && has_unwritten_dns(upgrade->from))
        type_quietly(upgrade, "fixup protocol dns");
    char *rest = text;
    for (char *line = text; good && line != NULL && *line != '\0'; line = rest) {
        rest += strcspn(rest, "\n");
        if (*rest != '\0')
            *rest++ = '\0';
        type_quietly(upgrade, line);
    }
    free(text);
    config_free(old);
    return good;
}

bool
upgrade_begin(struct upgrade *upgrade, struct parser *parser, const char *file,
              struct os_release from, bool whole)
{
    *upgrade = (struct upgrade){
        .parser = parser,
        .config = parser->config,
        .diags = parser->diags,
        .file = file,
        .from = from,
        .number = 1,
    };
    parser->reads_older = true;
    parser->older = from.version;
    if (!whole)
        return true;
    type_quietly(upgrade, "nat-control");
    if (!type_usual_fixups(upgrade))
        return false;
    (void)diag_add(upgrade->diags, DIAG_NOTE, DIAG_CONVERSION, file, (struct span){ 1, 1, 1 },
                   "%s has it without a line: becomes nat-control, and the inspections of its "
                   "usual fixups",
                   os_version_name(from.version));
    return true;
}

void
upgrade_end(struct upgrade *upgrade, uint32_t number)
{
    (void)diag_add(
        upgrade->diags, DIAG_WARNING, DIAG_CONVERSION, upgrade->file, (struct span){ number, 1, 1 },
        "read as %s what is of %s: %zu lines converted, %zu ignored, %zu lost",
        os_version_name(upgrade_version(upgrade)), os_version_name(upgrade->from.version),
        upgrade->converted, upgrade->ignored, upgrade->lost);
    line_fini(&upgrade->line);
}

/*
 * match_report.c: what is wrong with a line that no row takes, and where it would be right.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "parser/match_private.h"

/* "6.3", "7.0 to 8.2", "6.2, 6.3": the versions of BITS. */
static const char *
name_versions(struct arena *arena, uint32_t bits)
{
    char *text = arena_zalloc(arena, 64);
    if (text == NULL)
        return "another version";
    size_t used = 0;
    for (unsigned first = OS_FIRST; first <= OS_LAST; first++) {
        if ((bits & (1U << first)) == 0)
            continue;
        unsigned last = first;
        while (last < OS_LAST && (bits & (1U << (last + 1))) != 0)
            last++;
        int length;
        if (last == first + 1)
            last = first; /* two are told one by one */
        if (last > first)
            length = snprintf(text + used, 64 - used, "%s%s to %s", used > 0 ? ", " : "",
                              os_version_name(first), os_version_name(last));
        else
            length = snprintf(text + used, 64 - used, "%s%s", used > 0 ? ", " : "",
                              os_version_name(first));
        if (length > 0 && used + (size_t)length < 64)
            used += (size_t)length;
        first = last;
    }
    return text;
}

/* The versions in which some mode would take the line. */
static uint32_t
versions_that_match(const struct matcher *matcher, const struct line *line)
{
    uint32_t bits = 0;
    for (unsigned version = OS_FIRST; version <= OS_LAST; version++) {
        struct matcher other = *matcher;
        other.context.version = (enum os_version)version;
        other.modes = MODES_ALL;
        other.within = UINT32_MAX;
        struct match match;
        if (match_line(&other, line, &match) && !match.command->refused && !match.command->converts)
            bits |= 1U << version;
    }
    return bits;
}

static const char *
join_expected(struct arena *arena, const struct completions *expected)
{
    size_t size = 1;
    for (size_t i = 0; i < expected->count; i++)
        size += strlen(expected->items[i].text) + 2;
    char *text = arena_zalloc(arena, size);
    if (text == NULL)
        return "";
    size_t used = 0;
    for (size_t i = 0; i < expected->count; i++) {
        int length =
            snprintf(text + used, size - used, "%s%s", i > 0 ? ", " : "", expected->items[i].text);
        used += length > 0 ? (size_t)length : 0;
    }
    return text;
}

/*
 * The words that word AT could be short for, when there are several; else NULL. Where a value can
 * stand, a word that was read may be one.
 */
static const char *
name_candidates(const struct matcher *matcher, const struct line *line, size_t at, bool was_read,
                struct arena *arena)
{
    struct completions fitting = match_short_for(matcher, line, at, arena);
    if (fitting.count < 2 || (was_read && match_takes_value(matcher, line, at, arena)))
        return NULL;
    return join_expected(arena, &fitting);
}

/* A short word may have been read as the wrong one long before the line went wrong. */
static const char *
find_ambiguous(const struct matcher *matcher, const struct line *line, size_t *at,
               struct arena *arena)
{
    for (size_t i = 0; i <= *at && i < line->count; i++) {
        const char *candidates = name_candidates(matcher, line, i, i < *at, arena);
        if (candidates == NULL)
            continue;
        *at = i;
        return candidates;
    }
    return NULL;
}

static struct span
blame_span(const struct line *line, size_t at, uint32_t line_number)
{
    uint32_t first = line_column(line, at);
    uint32_t last = at < line->count ? first + (uint32_t)line->tokens[at].length - 1 : first;
    return (struct span){ line_number, first, last };
}

static struct diag *
report_unknown(const struct matcher *matcher, const struct line *line, const struct match *match,
               uint32_t versions, struct diags *diags, const char *file, struct span span)
{
    enum os_version version = matcher->context.version;
    const char *word = match->at < line->count ? line->tokens[match->at].text : line->text;
    if ((versions & (1U << version)) != 0)
        return diag_add(diags, DIAG_ERROR, DIAG_UNKNOWN_COMMAND, file, span,
                        "\"%s\" is not a command of this mode", word);
    if (versions != 0)
        return diag_add(diags, DIAG_ERROR, DIAG_OTHER_VERSION, file, span,
                        "not a command of %s; it is right in %s", os_version_name(version),
                        name_versions(diags->arena, versions));
    return diag_add(diags, DIAG_ERROR, DIAG_UNKNOWN_COMMAND, file, span, "unknown command \"%s\"",
                    word);
}

static struct diag *
report_words(const struct matcher *matcher, const struct line *line, const struct match *match,
             uint32_t versions, struct diags *diags, const char *file, struct span span)
{
    struct completions expected = { .arena = diags->arena };
    (void)match_expected(matcher, line, match->negated, match->negated, &expected);
    const char *list =
        match->command != NULL ? join_expected(diags->arena, &expected) : "a command";
    const char *word = match->at < line->count ? line->tokens[match->at].text : "";
    enum os_version version = matcher->context.version;
    bool elsewhere = versions != 0 && (versions & (1U << version)) == 0;
    if (elsewhere && match->status == MATCH_INCOMPLETE)
        return diag_add(diags, DIAG_ERROR, DIAG_INCOMPLETE, file, span,
                        "the line ends too early in %s, expected %s; the line is right in %s",
                        os_version_name(version), list, name_versions(diags->arena, versions));
    if (elsewhere)
        return diag_add(diags, DIAG_ERROR, DIAG_OTHER_VERSION, file, span,
                        "\"%s\" does not fit here in %s, expected %s; the line is right in %s",
                        word, os_version_name(version), list,
                        name_versions(diags->arena, versions));
    if (match->status == MATCH_INCOMPLETE)
        return diag_add(diags, DIAG_ERROR, DIAG_INCOMPLETE, file, span,
                        "the line ends too early, expected %s", list);
    if (expected.count == 1 && strcmp(list, "<cr>") == 0)
        return diag_add(diags, DIAG_ERROR, DIAG_TOO_MANY, file, span,
                        "the command is complete before \"%s\"", word);
    if (match->why != NULL)
        return diag_add(diags, DIAG_ERROR, DIAG_INVALID_WORD, file, span, "\"%s\": %s", word,
                        match->why);
    return diag_add(diags, DIAG_ERROR, DIAG_INVALID_WORD, file, span,
                    "\"%s\" does not fit here, expected %s", word, list);
}

struct diag *
match_report(const struct matcher *matcher, const struct line *line, const struct match *match,
             struct diags *diags, const char *file, uint32_t line_number)
{
    uint32_t versions = match->status != MATCH_AMBIGUOUS ? versions_that_match(matcher, line) : 0;
    size_t at = match->at;
    const char *candidates = NULL;
    if (at < line->count)
        candidates = name_candidates(matcher, line, at, false, diags->arena);
    if (candidates == NULL)
        candidates = find_ambiguous(matcher, line, &at, diags->arena);
    struct span span = blame_span(line, at, line_number);
    struct diag *diag;
    if (candidates != NULL)
        diag = diag_add(diags, DIAG_ERROR, DIAG_AMBIGUOUS, file, span, "\"%s\" is ambiguous: %s",
                        line->tokens[at].text, candidates);
    else if (match->status == MATCH_AMBIGUOUS)
        diag = diag_add(diags, DIAG_ERROR, DIAG_AMBIGUOUS, file, span, "\"%s\" is ambiguous",
                        line->tokens[match->at].text);
    else if (match->status == MATCH_UNKNOWN_COMMAND)
        diag = report_unknown(matcher, line, match, versions, diags, file, span);
    else
        diag = report_words(matcher, line, match, versions, diags, file, span);
    if (diag != NULL)
        diag->command = match->command;
    return diag;
}

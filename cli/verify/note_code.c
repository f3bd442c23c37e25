/*
 * note_code.c: which lines of a note are commands, and which are what a device said.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/verify/note_private.h"
#include "parser/parser.h"

/* "pixfirewall(config-pmap)#": what stands behind it, or NULL. */
static const char *
behind_prompt(const char *line)
{
    size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    const char *at = line + name;
    if (name == 0 || isalpha((unsigned char)line[0]) == 0)
        return NULL;
    if (*at == '(') {
        size_t mode = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz-");
        if (mode == 0 || at[1 + mode] != ')')
            return NULL;
        at += mode + 2;
    }
    if (*at != '#' && *at != '>')
        return NULL;
    return at + 1 + strspn(at + 1, " ");
}

/* "106010: Deny ...", "%PIX-2-106010: ..." */
static bool
is_message(const char *text)
{
    if (*text == '%')
        return strncmp(text, "%PIX-", 5) == 0 || strncmp(text, "%ASA-", 5) == 0;
    return strspn(text, "0123456789") == 6 && text[6] == ':';
}

/* Typed to see or to do something, not to configure. */
static bool
is_exec(const char *text)
{
    static const struct {
        const char *word;
        bool alone; /* with words behind it, it configures something */
    } words[] = {
        { "write", false },  { "show", false },      { "ping", false }, { "debug", false },
        { "copy", false },   { "undebug", false },   { "dir", false },  { "more", false },
        { "reload", false }, { "configure", false }, { "conf", false }, { "config", false },
        { "enable", true },  { "exit", true },       { "end", true },   { "quit", true },
    };
    size_t length = strcspn(text, " ");
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strlen(words[i].word) == length && strncasecmp(text, words[i].word, length) == 0)
            return !words[i].alone || text[length] == '\0';
    return false;
}

static bool
begins_listing(const char *text)
{
    return strcasecmp(text, ": Saved") == 0 || strncmp(text, "PIX Version ", 12) == 0 ||
           strncmp(text, "ASA Version ", 12) == 0;
}

/* A box on which lines are tried: only so many configure something there. */
struct note_probe {
    struct load_result loaded;
    struct parser *parser;
};

#define PROBE_COUNT 2

static void
probe_start(struct note_probe *probe, enum os_version version)
{
    static const char flat[] = "nameif ethernet0 outside security0\n"
                               "nameif ethernet1 inside security100\n";
    static const char modal[] = "interface Ethernet0\n nameif outside\n security-level 0\n"
                                "interface Ethernet1\n nameif inside\n security-level 100\n";
    const char *text = behaviour(version)->modular_policy ? modal : flat;
    struct load_options options = { .file = "note",
                                    .has_version = true,
                                    .release = { .version = version } };
    if (config_load_text(text, strlen(text), &options, &probe->loaded))
        probe->parser = parser_new(probe->loaded.config, &probe->loaded.diags);
}

void
note_probes_free(struct note_reading *reading)
{
    if (reading->probes == NULL)
        return;
    for (size_t i = 0; i < PROBE_COUNT; i++) {
        parser_free(reading->probes[i].parser);
        load_result_free(&reading->probes[i].loaded);
    }
    free(reading->probes);
    reading->probes = NULL;
}

/* Is all of it a command of some version? Prose is none. */
static bool
is_command(struct note_reading *reading, const char *text)
{
    static const enum os_version tried[PROBE_COUNT] = { OS_6_3, OS_8_2 };
    bool found = false;
    if (islower((unsigned char)text[0]) == 0 || strchr(text, ' ') == NULL)
        return false;
    bool is_first = reading->probes == NULL;
    if (is_first && (reading->probes = calloc(PROBE_COUNT, sizeof *reading->probes)) == NULL)
        return false;
    for (size_t i = 0; i < PROBE_COUNT; i++) {
        struct note_probe *probe = &reading->probes[i];
        if (is_first)
            probe_start(probe, tried[i]);
        if (probe->parser == NULL)
            continue;
        enum line_verdict verdict = parser_line(probe->parser, text, NULL, 0);
        found |= verdict == LINE_MODELLED || verdict == LINE_KEPT || verdict == LINE_KEPT_TAINTS;
        diags_drop(&probe->loaded.diags, 0);
    }
    return found;
}

static bool
fence_has_prompt(const struct note_reading *reading, size_t i)
{
    for (; i < reading->count && strncmp(reading->lines[i], "```", 3) != 0; i++)
        if (behind_prompt(reading->lines[i]) != NULL)
            return true;
    return false;
}

static void
cross_fence(struct note_reading *reading, size_t i)
{
    reading->in_fence = !reading->in_fence;
    if (!reading->in_fence) {
        reading->state = NOTE_IN_TEXT;
        return;
    }
    reading->fence_is_prompted = fence_has_prompt(reading, i + 1);
    reading->state = reading->listing_is_open ? NOTE_IN_LISTING : NOTE_IN_COMMANDS;
}

static bool
take(struct note_line *line, enum note_line_kind kind)
{
    line->kind = kind;
    return true;
}

/* Somebody typed TEXT. */
static bool
take_typed(struct note_reading *reading, const char *text, struct note_line *line)
{
    reading->listing_is_open = false;
    if (is_message(text)) { /* the device spoke before anything was typed */
        reading->state = NOTE_IN_OUTPUT;
        return take(line, NOTE_OUTPUT);
    }
    if (is_exec(text)) {
        reading->state = NOTE_IN_OUTPUT;
        return take(line, NOTE_EXEC);
    }
    reading->state = NOTE_IN_COMMANDS;
    return take(line, NOTE_COMMAND);
}

static bool
take_listed(struct note_reading *reading, const char *text, struct note_line *line)
{
    reading->state = NOTE_IN_LISTING;
    reading->listing_is_open = strncmp(text, ": end", 5) != 0 && strcmp(text, "[OK]") != 0;
    if (!reading->listing_is_open)
        reading->state = NOTE_IN_OUTPUT;
    return take(line, NOTE_LISTED);
}

/* A line without a prompt, where code is. */
static bool
take_bare(struct note_reading *reading, const char *text, struct note_line *line)
{
    if (begins_listing(text) || reading->state == NOTE_IN_LISTING)
        return take_listed(reading, text, line);
    if (is_message(text))
        reading->state = NOTE_IN_OUTPUT;
    if (reading->state == NOTE_IN_OUTPUT)
        return take(line, NOTE_OUTPUT);
    return take(line,
                reading->fence_is_prompted || !reading->in_fence ? NOTE_CONTINUED : NOTE_COMMAND);
}

/* Without fences a block ends with a blank line, but a listing with its `: end`. */
static bool
is_bare_code(struct note_reading *reading, const char *text)
{
    if (reading->state != NOTE_IN_TEXT || begins_listing(text))
        return true;
    return !reading->has_fences && is_command(reading, text);
}

bool
note_code(struct note_reading *reading, size_t i, struct note_line *line)
{
    const char *raw = reading->lines[i], *text = raw + strspn(raw, " ");
    if (strncmp(raw, "```", 3) == 0) {
        cross_fence(reading, i);
        return false;
    }
    const char *typed = behind_prompt(text);
    line->whole = raw;
    line->text = typed != NULL ? typed : text;
    line->column = (uint32_t)((typed != NULL ? typed : text) - raw) + 1;
    if (*text == '\0') {
        if (!reading->in_fence && reading->state != NOTE_IN_LISTING)
            reading->state = NOTE_IN_TEXT;
        return false;
    }
    if (reading->has_fences && !reading->in_fence)
        return false;
    if (typed != NULL)
        return *typed != '\0' && take_typed(reading, typed, line);
    if (!reading->in_fence && !is_bare_code(reading, text))
        return false;
    if (!reading->in_fence && reading->state == NOTE_IN_TEXT && !begins_listing(text)) {
        reading->state = NOTE_IN_COMMANDS;
        return take(line, NOTE_COMMAND);
    }
    if (!reading->in_fence && reading->state == NOTE_IN_COMMANDS && is_command(reading, text))
        return take(line, NOTE_COMMAND);
    return take_bare(reading, text, line);
}

void
note_code_ends(struct note_reading *reading)
{
    reading->state = NOTE_IN_TEXT;
    reading->listing_is_open = false;
}

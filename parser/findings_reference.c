/*
 * findings_reference.c: objects that are named and not there, or there and not named.
 *
 * The written configuration is read for its words, not the model: lines that are kept word for word
 * (VPN, AAA) name objects too. A word that is an object's name counts as a use of it wherever it
 * stands; a name of digits alone, which any number could be, only where a reference stands.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/index.h"
#include "parser/findings_private.h"

enum { WORDS_MAX = 256 };

enum object_kind {
    OBJECT_ACCESS_LIST,
    OBJECT_GROUP,
    OBJECT_TIME_RANGE,
    OBJECT_CLASS_MAP,
    OBJECT_POLICY_MAP,
    OBJECT_TCP_MAP,
    OBJECT_INSPECT_MAP,
    OBJECT_REGEX,
    OBJECT_NAME,
    OBJECT_KIND_COUNT
};

static const struct object_words {
    const char *called;
    int undefined; /* enum finding; negative: cannot be told */
    enum finding unused;
} object_words[OBJECT_KIND_COUNT] = {
    [OBJECT_ACCESS_LIST] = { "access-list", FINDING_UNDEFINED_ACCESS_LIST,
                             FINDING_UNUSED_ACCESS_LIST },
    [OBJECT_GROUP] = { "object-group", FINDING_UNDEFINED_OBJECT_GROUP,
                       FINDING_UNUSED_OBJECT_GROUP },
    [OBJECT_TIME_RANGE] = { "time-range", FINDING_UNDEFINED_TIME_RANGE, FINDING_UNUSED_TIME_RANGE },
    [OBJECT_CLASS_MAP] = { "class-map", FINDING_UNDEFINED_CLASS_MAP, FINDING_UNUSED_CLASS_MAP },
    [OBJECT_POLICY_MAP] = { "policy-map", FINDING_UNDEFINED_POLICY_MAP, FINDING_UNUSED_POLICY_MAP },
    [OBJECT_TCP_MAP] = { "tcp-map", FINDING_UNDEFINED_TCP_MAP, FINDING_UNUSED_TCP_MAP },
    [OBJECT_INSPECT_MAP] = { "inspection map", -1, FINDING_UNUSED_INSPECT_MAP },
    [OBJECT_REGEX] = { "regex", FINDING_UNDEFINED_REGEX, FINDING_UNUSED_REGEX },
    [OBJECT_NAME] = { "name", -1, FINDING_UNUSED_NAME },
};

struct word_view {
    const char *text;
    size_t length;
};

struct words {
    struct word_view items[WORDS_MAX];
    size_t count;
};

struct object {
    enum object_kind kind;
    struct word_view name;
    bool defined, referred, used;
    uint32_t line;         /* of the input that names it first */
    uint32_t defined_line; /* that defines it first; 0: not seen there */
};

struct objects {
    struct object *items;
    size_t count, capacity;
    struct index index; /* by name */
    struct arena *arena;
};

/* ---- words ---- */

static bool
is_word(struct word_view word, const char *text)
{
    return strlen(text) == word.length && memcmp(word.text, text, word.length) == 0;
}

static bool
same_name(struct word_view a, struct word_view b)
{
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

/* Cuts the line at AT into words; returns the next line. */
static const char *
split(const char *at, const char *end, struct words *words)
{
    words->count = 0;
    while (at < end && *at != '\n') {
        if (*at == ' ' || *at == '\t' || *at == '\r') {
            at++;
            continue;
        }
        const char *start = at;
        while (at < end && *at != ' ' && *at != '\t' && *at != '\r' && *at != '\n')
            at++;
        if (words->count < WORDS_MAX)
            words->items[words->count++] = (struct word_view){ start, (size_t)(at - start) };
    }
    return at < end ? at + 1 : end;
}

/* ---- objects ---- */

static uint32_t
name_hash(struct word_view name)
{
    return (uint32_t)hash_bytes(name.text, name.length, 0);
}

static struct object *
find_object(const struct objects *objects, enum object_kind kind, struct word_view name)
{
    uint32_t hash = name_hash(name);
    size_t at;
    for (uint32_t i = index_first(&objects->index, hash, &at); i != INDEX_EMPTY;
         i = index_next(&objects->index, hash, &at)) {
        if (objects->items[i].kind == kind && same_name(objects->items[i].name, name))
            return &objects->items[i];
    }
    return NULL;
}

static struct object *
make_object(struct objects *objects, enum object_kind kind, struct word_view name)
{
    struct object *object = find_object(objects, kind, name);
    if (object != NULL)
        return object;
    uint32_t i = (uint32_t)objects->count;
    object = arena_append(objects->arena, &objects->items, &objects->count, &objects->capacity,
                          sizeof(*object));
    if (object == NULL || !index_add(&objects->index, name_hash(name), i))
        return NULL;
    *object = (struct object){ .kind = kind, .name = name };
    return object;
}

/* ---- definitions: the first words of a line, and where the name stands ---- */

enum { LAST_WORD = -1 };

static const struct definition {
    const char *first, *second; /* SECOND may be NULL: any */
    enum object_kind kind;
    int at;
} definitions[] = {
    { "access-list", NULL, OBJECT_ACCESS_LIST, 1 },
    { "object-group", NULL, OBJECT_GROUP, 2 },
    { "time-range", NULL, OBJECT_TIME_RANGE, 1 },
    { "class-map", NULL, OBJECT_CLASS_MAP, LAST_WORD },
    { "policy-map", "type", OBJECT_INSPECT_MAP, LAST_WORD },
    { "policy-map", NULL, OBJECT_POLICY_MAP, LAST_WORD },
    { "ftp-map", NULL, OBJECT_INSPECT_MAP, 1 },
    { "gtp-map", NULL, OBJECT_INSPECT_MAP, 1 },
    { "h225-map", NULL, OBJECT_INSPECT_MAP, 1 },
    { "http-map", NULL, OBJECT_INSPECT_MAP, 1 },
    { "mgcp-map", NULL, OBJECT_INSPECT_MAP, 1 },
    { "sip-map", NULL, OBJECT_INSPECT_MAP, 1 },
    { "snmp-map", NULL, OBJECT_INSPECT_MAP, 1 },
    { "regex", NULL, OBJECT_REGEX, 1 },
    { "tcp-map", NULL, OBJECT_TCP_MAP, 1 },
    { "name", NULL, OBJECT_NAME, 2 },
};

static const char *const access_list_settings[] = { "deny-flow-max", "alert-interval", "compiled" };

static bool
is_setting(const struct words *words)
{
    for (size_t i = 0; i < ARRAY_LENGTH(access_list_settings); i++) {
        if (is_word(words->items[1], access_list_settings[i]) && words->count <= 3)
            return true;
    }
    return false;
}

/* What a line defines; NULL: nothing. */
static const struct definition *
definition_of(const struct words *words, size_t *at)
{
    for (size_t i = 0; i < ARRAY_LENGTH(definitions) && words->count > 1; i++) {
        const struct definition *definition = &definitions[i];
        if (!is_word(words->items[0], definition->first) ||
            (definition->second != NULL && !is_word(words->items[1], definition->second)))
            continue;
        if (definition->kind == OBJECT_ACCESS_LIST && is_setting(words))
            return NULL;
        *at = definition->at == LAST_WORD ? words->count - 1 : (size_t)definition->at;
        return *at < words->count ? definition : NULL;
    }
    return NULL;
}

/* ---- references: the word in front, and the first one of the line when that matters ---- */

static const struct reference {
    const char *first; /* NULL: any */
    const char *before;
    enum object_kind kind;
} references[] = {
    { NULL, "object-group", OBJECT_GROUP },
    { NULL, "group-object", OBJECT_GROUP },
    { "access-list", "time-range", OBJECT_TIME_RANGE },
    { NULL, "access-list", OBJECT_ACCESS_LIST },
    { "access-group", "access-group", OBJECT_ACCESS_LIST },
    { "igmp", "access-group", OBJECT_ACCESS_LIST },
    { "crypto", "address", OBJECT_ACCESS_LIST },
    { "aaa", "match", OBJECT_ACCESS_LIST },
    { "vpngroup", "split-tunnel", OBJECT_ACCESS_LIST },
    { "split-tunnel-network-list", "value", OBJECT_ACCESS_LIST },
    { "vpn-filter", "value", OBJECT_ACCESS_LIST },
    { "class", "class", OBJECT_CLASS_MAP },
    { "match", "class", OBJECT_CLASS_MAP },
    { NULL, "regex", OBJECT_REGEX },
    { "service-policy", "service-policy", OBJECT_POLICY_MAP },
    { NULL, "advanced-options", OBJECT_TCP_MAP },
};

static const char *const built_in[] = { "class-default", "tcp-state-bypass", "class",
                                        "match-any" }; /* regex class X, regex match-any X */

static bool
is_built_in(struct word_view name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(built_in); i++) {
        if (is_word(name, built_in[i]))
            return true;
    }
    return false;
}

static const struct reference *
reference_at(const struct words *words, size_t at)
{
    for (size_t i = 0; at > 0 && i < ARRAY_LENGTH(references); i++) {
        const struct reference *reference = &references[i];
        if (!is_word(words->items[at - 1], reference->before) ||
            (reference->first != NULL && !is_word(words->items[0], reference->first)))
            continue;
        return reference;
    }
    return NULL;
}

static bool
is_number(struct word_view word)
{
    for (size_t i = 0; i < word.length; i++) {
        if (word.text[i] < '0' || word.text[i] > '9')
            return false;
    }
    return true;
}

/* Every object of that name is used here, whatever its kind. */
static void
use_word(struct objects *objects, struct word_view word)
{
    uint32_t hash = name_hash(word);
    size_t at;
    for (uint32_t i = index_first(&objects->index, hash, &at); i != INDEX_EMPTY;
         i = index_next(&objects->index, hash, &at)) {
        struct object *object = &objects->items[i];
        object->used = object->used || same_name(object->name, word);
    }
}

static bool
look_at_word(struct objects *objects, const struct words *words, size_t at)
{
    struct word_view word = words->items[at];
    const struct reference *reference = reference_at(words, at);
    if (reference == NULL) {
        if (!is_number(word))
            use_word(objects, word);
        return true;
    }
    if (is_built_in(word))
        return true;
    struct object *object = make_object(objects, reference->kind, word);
    if (object == NULL)
        return false;
    object->referred = object->used = true;
    return true;
}

static bool
is_text(struct word_view first)
{
    return *first.text == '!' || *first.text == ':' || is_word(first, "description");
}

static bool
look_at_line(struct objects *objects, const struct words *words)
{
    size_t own = 0;
    const struct definition *definition = definition_of(words, &own);
    if (is_text(words->items[0]) ||
        (words->count > 2 && is_word(words->items[2], "remark") && definition != NULL))
        return true;
    for (size_t at = 1; at < words->count; at++) {
        if (definition != NULL && (at == own || definition->kind == OBJECT_NAME))
            continue;
        /* the type in front of a group's own name is no reference */
        if (definition != NULL && definition->kind == OBJECT_GROUP)
            continue;
        if (!look_at_word(objects, words, at))
            return false;
    }
    return true;
}

/* ---- the two walks over the written text, one over the input ---- */

static bool
define_all(struct objects *objects, const char *text, size_t size)
{
    struct words words;
    for (const char *at = text; at < text + size;) {
        size_t own = 0;
        at = split(at, text + size, &words);
        const struct definition *definition = definition_of(&words, &own);
        if (definition == NULL)
            continue;
        struct object *object = make_object(objects, definition->kind, words.items[own]);
        if (object == NULL)
            return false;
        object->defined = true;
    }
    return true;
}

static bool
use_all(struct objects *objects, const char *text, size_t size)
{
    struct words words;
    for (const char *at = text; at < text + size;) {
        at = split(at, text + size, &words);
        if (words.count > 0 && !look_at_line(objects, &words))
            return false;
    }
    return true;
}

static void
place_word(struct objects *objects, struct word_view word, uint32_t line)
{
    uint32_t hash = name_hash(word);
    size_t at;
    for (uint32_t i = index_first(&objects->index, hash, &at); i != INDEX_EMPTY;
         i = index_next(&objects->index, hash, &at)) {
        struct object *object = &objects->items[i];
        if (object->line == 0 && same_name(object->name, word))
            object->line = line;
    }
}

static void
place_line(struct objects *objects, const struct words *words, uint32_t line)
{
    size_t own = 0;
    const struct definition *definition = definition_of(words, &own);
    struct object *object =
        definition != NULL ? find_object(objects, definition->kind, words->items[own]) : NULL;
    if (object != NULL && object->defined_line == 0)
        object->defined_line = line;
    for (size_t at = 0; at < words->count; at++)
        place_word(objects, words->items[at], line);
}

static void
place_all(struct objects *objects, const struct load_result *result)
{
    struct words words;
    for (size_t i = 0; i < result->line_count; i++) {
        const struct line_report *line = &result->lines[i];
        if (line->verdict < LINE_JOINED)
            continue;
        (void)split(line->text, line->text + strlen(line->text), &words);
        place_line(objects, &words, line->line);
    }
}

static void
report_object(struct findings *findings, const struct object *object)
{
    const struct object_words *kind = &object_words[object->kind];
    int length = (int)object->name.length;
    if (!object->defined && object->referred && kind->undefined >= 0)
        finding_report(findings, (enum finding)kind->undefined, object->line,
                       "%s %.*s is named but not defined", kind->called, length, object->name.text);
    else if (object->defined && !object->used)
        finding_report(findings, kind->unused,
                       object->defined_line > 0 ? object->defined_line : object->line,
                       "%s %.*s is not used", kind->called, length, object->name.text);
}

static char *
written_text(const struct config *config, size_t *size)
{
    char *text = NULL;
    FILE *memory = open_memstream(&text, size);
    if (memory == NULL)
        return NULL;
    config_write(config, memory);
    fclose(memory);
    return text;
}

bool
findings_of_references(struct findings *findings)
{
    struct objects objects = { .arena = arena_new() };
    size_t size = 0;
    char *text = written_text(findings->config, &size);
    bool good = text != NULL && objects.arena != NULL && index_init(&objects.index);
    if (good) {
        good = define_all(&objects, text, size) && use_all(&objects, text, size);
        place_all(&objects, findings->result);
        for (size_t i = 0; good && i < objects.count; i++)
            report_object(findings, &objects.items[i]);
        index_fini(&objects.index);
    }
    arena_free(objects.arena);
    free(text);
    return good;
}

/*
 * kept.c: lines kept word for word, as they are entered again, negated and cleared.
 *
 * A kept line is the row's keywords and the rest as typed. A sub-mode whose lines are kept (a
 * tunnel-group, a router) has its header at depth 0 and its lines, with their own indentation,
 * right behind it in the same list.
 */
#include <string.h>

#include "engine/base/hash.h"
#include "parser/family.h"

struct kept_list
kept_list_of(struct config *config, enum mode mode, void *object)
{
    if (mode == MODE_CONFIG_IF && object != NULL) {
        struct interface *interface = object;
        return (struct kept_list){ &interface->kept, &interface->kept_count,
                                   &interface->kept_capacity };
    }
    if (mode == MODE_CONFIG_PMAP_C && object != NULL) {
        struct policy_class *class = object;
        return (struct kept_list){ &class->kept, &class->kept_count, &class->kept_capacity };
    }
    return (struct kept_list){ &config->kept, &config->kept_count, &config->kept_capacity };
}

static const char *
without_no(const char *text)
{
    return strncmp(text, "no ", 3) == 0 ? text + 3 : text;
}

/* Bytes of the first WORDS words of TEXT; all of it when WORDS is 0. */
static size_t
key_length(const char *text, unsigned words)
{
    if (words == 0)
        return strlen(text);
    size_t at = 0;
    for (unsigned i = 0; i < words; i++) {
        at += strspn(text + at, " \t");
        at += strcspn(text + at, " \t");
    }
    return at;
}

static bool
same_key(const char *a, const char *b, unsigned words)
{
    size_t a_length = key_length(a, words);
    size_t b_length = key_length(b, words);
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* TEXT is PREFIX, or PREFIX and more words. */
static bool
begins_with_words(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 && (text[length] == '\0' || text[length] == ' ');
}

static uint64_t
key_hash(const struct command *command, const char *text)
{
    return hash_bytes(text, key_length(text, command->key_words), (uint64_t)(uintptr_t)command);
}

void
kept_note_seen(struct parser *parser)
{
    const struct config *config = parser->config;
    for (size_t i = 0; i < config->kept_count; i++) {
        const struct kept_line *line = &config->kept[i];
        (void)seen_before(&parser->seen, key_hash(line->command, without_no(line->text)));
    }
}

static bool
insert_line(struct config *config, struct kept_list list, size_t at, struct kept_line line)
{
    if (arena_append(config->arena, list.lines, list.count, list.capacity, sizeof(line)) == NULL)
        return false;
    struct kept_line *lines = *list.lines;
    memmove(&lines[at + 1], &lines[at], (*list.count - 1 - at) * sizeof(line));
    lines[at] = line;
    return true;
}

/* The first line behind the sub-mode lines of the header at AT. */
static size_t
end_of_body(struct kept_list list, size_t at)
{
    at++;
    while (at < *list.count && (*list.lines)[at].depth > 0)
        at++;
    return at;
}

static void
remove_block(struct kept_list list, size_t at)
{
    size_t end = end_of_body(list, at);
    struct kept_line *lines = *list.lines;
    memmove(&lines[at], &lines[end], (*list.count - end) * sizeof(lines[0]));
    *list.count -= end - at;
}

/* `no X`: what is X or begins with it goes. */
static bool
apply_no(struct parser *parser, struct kept_list list, const struct command *command,
         struct kept_line line)
{
    size_t place = *list.count;
    for (size_t i = 0; i < *list.count;) {
        const struct kept_line *old = &(*list.lines)[i];
        if (old->command == command && old->depth == 0 &&
            begins_with_words(without_no(old->text), line.text + 3)) {
            place = i < place ? i : place;
            remove_block(list, i);
        } else {
            i++;
        }
    }
    if (!command->keeps_no)
        return true;
    line.taints = false;
    line.why = NULL;
    (void)seen_before(&parser->seen, key_hash(command, line.text + 3));
    return insert_line(parser->config, list, place < *list.count ? place : *list.count, line);
}

/* A line whose key is there already takes its place; the same line twice is one, unless each adds.
 */
static bool
apply(struct parser *parser, struct kept_list list, const struct command *command,
      struct kept_line line, const char **kept_text)
{
    bool global = list.lines == &parser->config->kept;
    bool maybe = !global || seen_before(&parser->seen, key_hash(command, line.text));
    for (size_t i = 0; maybe && !command->repeats && i < *list.count; i++) {
        struct kept_line *old = &(*list.lines)[i];
        if (old->command != command || old->depth != 0 ||
            !same_key(without_no(old->text), line.text, command->key_words))
            continue;
        bool same = strcmp(old->text, line.text) == 0;
        if (!same)
            *old = line;
        *kept_text = old->text;
        return true;
    }
    *kept_text = line.text;
    return insert_line(parser->config, list, *list.count, line);
}

static const char *
join_line(struct arena *arena, bool negated, const char *keywords, const char *rest)
{
    size_t size = strlen(keywords) + strlen(rest) + 5;
    char *text = arena_zalloc(arena, size);
    if (text != NULL)
        snprintf(text, size, "%s%s%s%s", negated ? "no " : "", keywords, rest[0] != '\0' ? " " : "",
                 rest);
    return text;
}

bool
kept_apply(struct parser *parser, struct command_call *call, bool negated, const char *rest)
{
    const struct command *command = call->command;
    struct config *config = parser->config;
    const struct frame *frame = &parser->frames[parser->depth];
    struct kept_list list = kept_list_of(config, frame->mode, frame->object);
    struct kept_line line = {
        .text = join_line(config->arena, negated, command->words[0].text, rest),
        .command = command,
        .taints = command->why_taints != NULL,
        .why = command->why_taints,
        .origin = call_origin(call),
    };
    if (line.text == NULL)
        return no_memory(call);
    if (negated)
        return apply_no(parser, list, command, line) || no_memory(call);
    const char *kept_text = NULL;
    if (!apply(parser, list, command, line, &kept_text))
        return no_memory(call);
    call->object = (void *)(uintptr_t)kept_text;
    return true;
}

/* Where the body of the current kept sub-mode lies in config->kept. */
static bool
find_body(const struct frame *frame, struct kept_list list, size_t *first, size_t *end)
{
    if (frame->fresh && frame->body_count == *list.count) {
        *first = *end = frame->body_end;
        return true;
    }
    for (size_t i = 0; i < *list.count; i++) {
        if ((*list.lines)[i].text == frame->header) {
            *first = i + 1;
            *end = end_of_body(list, i);
            return true;
        }
    }
    return false;
}

bool
kept_body_line(struct parser *parser, struct command_call *call)
{
    struct config *config = parser->config;
    struct frame *frame = &parser->frames[parser->depth];
    struct kept_list list = kept_list_of(config, MODE_CONFIG, NULL);
    const char *text = parser->line.text + parser->line.indent;
    size_t first;
    size_t end;
    if (!find_body(frame, list, &first, &end))
        return refuse(call, NULL, "the block of this line is gone");
    for (size_t i = first; i < end && !frame->fresh; i++) {
        const char *old = (*list.lines)[i].text;
        if (strncmp(text, "no ", 3) == 0 && begins_with_words(old, text + 3)) {
            LIST_REMOVE(*list.lines, *list.count, i);
            frame->body_count = 0;
            return true;
        }
        if (strcmp(old, text) == 0)
            return true;
    }
    uint32_t depth = parser->line.indent > frame->indent ? parser->line.indent - frame->indent : 1;
    struct kept_line line = {
        .text = arena_strdup(config->arena, text),
        .command = frame->command,
        .depth = (uint16_t)(depth < 64 ? depth : 64),
        .taints = frame->command->why_taints != NULL,
        .why = frame->command->why_taints,
        .origin = call_origin(call),
    };
    if (line.text == NULL || !insert_line(config, list, end, line))
        return no_memory(call);
    frame->body_end = end + 1;
    frame->body_count = *list.count;
    return true;
}

void
kept_clear(struct config *config, const struct command *command)
{
    struct kept_list list = kept_list_of(config, MODE_CONFIG, NULL);
    for (size_t i = 0; i < *list.count;) {
        const struct kept_line *line = &(*list.lines)[i];
        if (line->command == command && line->depth == 0)
            remove_block(list, i);
        else
            i++;
    }
}

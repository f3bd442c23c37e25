/*
 * kept.c: lines kept word for word, as they are entered again, negated and cleared.
 *
 * A kept line is the row's keywords and the rest as typed. A sub-mode whose lines are kept (a
 * tunnel-group, a router) has its header at depth 0 and its lines, with their own indentation,
 * right behind it in the same list.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "parser/family.h"

/* Of the hashes of groups, which are among those of whole lines. */
#define GROUP_SEED 1

struct kept_list
kept_list_of(struct config *config, enum mode mode, void *object)
{
    if (mode == MODE_CONFIG_IF && object != NULL) {
        struct interface *interface = object;
        return (struct kept_list){ &interface->kept, &interface->kept_count,
                                   &interface->kept_capacity };
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

static const char *
last_word(const char *text)
{
    const char *blank = strrchr(text, ' ');
    return blank != NULL ? blank + 1 : text;
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

/* Does the one line of the row take the place of the other? */
static bool
replaces(const struct command *command, const char *old, const char *text)
{
    return command->last_is_key ? strcmp(last_word(old), last_word(text)) == 0
                                : same_key(old, text, command->key_words);
}

static uint64_t
key_hash(const struct command *command, const char *text)
{
    if (command->last_is_key)
        text = last_word(text);
    return hash_bytes(text, key_length(text, command->key_words), (uint64_t)(uintptr_t)command);
}

void
kept_note_seen(struct parser *parser)
{
    const struct config *config = parser->config;
    for (size_t i = 0; i < config->kept_count; i++) {
        const struct kept_line *line = &config->kept[i];
        const struct command *row = line->command;
        (void)seen_before(&parser->seen, key_hash(row, without_no(line->text)));
        if (row->group_words > 0)
            (void)seen_before(
                &parser->seen,
                hash_bytes(line->text, key_length(line->text, row->group_words), GROUP_SEED));
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

/* A checked row is a special case of the others of its section: `no crypto map m 10`. */
static bool
is_of_row(const struct command *own, const struct command *command)
{
    return own == command || (own->checked && strcmp(own->name, command->name) == 0);
}

/* `no X`: what is X or begins with it goes. */
static bool
apply_no(struct parser *parser, struct kept_list list, const struct command *command,
         struct kept_line line)
{
    size_t place = *list.count;
    for (size_t i = 0; i < *list.count;) {
        const struct kept_line *old = &(*list.lines)[i];
        if (is_of_row(old->command, command) && old->depth == 0 &&
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

/* Where a new line goes. */
static size_t
place_of(struct parser *parser, struct kept_list list, const struct command *command,
         const char *text)
{
    unsigned words = command->group_words;
    size_t end = *list.count;
    if (words == 0)
        return end;
    uint64_t hash = hash_bytes(text, key_length(text, words), GROUP_SEED);
    if (!seen_before(&parser->seen, hash))
        return end;
    for (size_t i = end; i-- > 0;) {
        const struct kept_line *line = &(*list.lines)[i];
        if (line->depth == 0 && same_key(line->text, text, words))
            return end_of_body(list, i);
    }
    return end;
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
            !replaces(command, without_no(old->text), line.text))
            continue;
        bool same = strcmp(old->text, line.text) == 0;
        if (!same)
            *old = line;
        *kept_text = old->text;
        return true;
    }
    *kept_text = line.text;
    return insert_line(parser->config, list, place_of(parser, list, command, line.text), line);
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

/* The line in the words of its row. */
static const char *
written_line(const struct command_call *call, bool negated, const void *scratch)
{
    const struct config *config = call->config;
    struct word_context context = { config, config->os.version };
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (memory == NULL)
        return NULL;
    struct writing writing = { &context, memory, false };
    if (negated)
        writing_put(&writing, "no");
    writing_words(&writing, call->command->words, scratch, call->words_given);
    const char *copy = fclose(memory) == 0 ? arena_strdup(config->arena, text) : NULL;
    free(text);
    return copy;
}

static const char *
line_text(const struct command_call *call, bool negated, const void *scratch)
{
    const struct command *command = call->command;
    if (command->checked)
        return written_line(call, negated, scratch);
    const struct kept_scratch *kept = scratch;
    return join_line(call->config->arena, negated, command->words[0].text,
                     kept->rest != NULL ? kept->rest : "");
}

/* A line more adds to the facts; another one in the place of an old one changes them. */
static void
note_fact(struct parser *parser, const struct command_call *call, const void *scratch,
          size_t count_before)
{
    const struct command *command = call->command;
    struct origin origin = call_origin(call);
    if (command->fact != NULL && (parser->config->kept_count == count_before ||
                                  !command->fact(parser->config, scratch, &origin)))
        parser->facts_stale = true;
}

bool
kept_apply(struct parser *parser, struct command_call *call, bool negated, const void *scratch)
{
    const struct command *command = call->command;
    struct config *config = parser->config;
    const struct frame *frame = &parser->frames[parser->depth];
    struct kept_list list = kept_list_of(config, frame->mode, frame->object);
    struct kept_line line = {
        .text = line_text(call, negated, scratch),
        .command = command,
        .taints = command->why_taints != NULL && /* or the fact says it */
                  (command->fact == NULL || command->taints_anyway),
        .why = command->why_taints,
        .origin = call_origin(call),
    };
    if (line.text == NULL)
        return no_memory(call);
    if (negated) {
        parser->facts_stale = true;
        return apply_no(parser, list, command, line) || no_memory(call);
    }
    const char *kept_text = NULL;
    size_t count_before = config->kept_count;
    if (!apply(parser, list, command, line, &kept_text))
        return no_memory(call);
    note_fact(parser, call, scratch, count_before);
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
kept_clear(struct parser *parser, const struct command *command, const char *prefix)
{
    struct kept_list list = kept_list_of(parser->config, MODE_CONFIG, NULL);
    for (size_t i = 0; i < *list.count;) {
        const struct kept_line *line = &(*list.lines)[i];
        if (line->command == command && line->depth == 0 &&
            (prefix[0] == '\0' || begins_with_words(without_no(line->text), prefix)))
            remove_block(list, i);
        else
            i++;
    }
    parser->facts_stale = true;
}

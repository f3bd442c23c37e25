/*
 * cmd_logging_message.c: which messages: logging list, class, message and rate-limit (commands.md
 * 8, syslog.md 1.3).
 *
 * Where rate-limit stands in the listing is recalled: last.
 */
#include <stdlib.h>
#include <string.h>

#include "parser/families.h"
#include "parser/family.h"
#include "parser/logging_line.h"
#include "parser/names.h"

#define FIRST_MESSAGE 100000
#define LAST_MESSAGE 999999

static const struct choice log_classes[] = {
#define LOG_CLASS(NAME, name, help) { name, help, LOG_CLASS_##NAME, 0, 0 },
#include "engine/model/log_class.def"
    { 0 },
};

/* ---- logging list ---- */

#define LIST_NAME_WORDS 2

struct list_line {
    const char *name;
    bool by_level;
    uint8_t level;
    bool has_class;
    uint8_t log_class;
    uint32_t first, last;
};

/* "106010" or "106001-106023" */
static bool
message_range_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct list_line *line = scratch;
    const struct token *token = matching_next(matching);
    char *end = NULL;
    unsigned long first = token != NULL ? strtoul(token->text, &end, 10) : 0;
    unsigned long last = first;
    if (end != NULL && *end == '-' && isdigit((unsigned char)end[1]))
        last = strtoul(end + 1, &end, 10);
    if (end == NULL || *end != '\0' || first < FIRST_MESSAGE || last > LAST_MESSAGE ||
        first > last) {
        matching_expect(matching, "<100000-999999>[-<100000-999999>]", word->help, false);
        return false;
    }
    line->first = (uint32_t)first;
    line->last = (uint32_t)last;
    matching_take(matching);
    return true;
}

static void
message_range_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct list_line *line = scratch;
    if (line->first == line->last)
        writing_put(writing, "%u", line->first);
    else
        writing_put(writing, "%u-%u", line->first, line->last);
}

static const struct word_type word_message_range = { "message[-message]", message_range_match,
                                                     message_range_write };

static struct log_list_entry
entry_of(const struct list_line *line)
{
    return (struct log_list_entry){
        .by_level = line->by_level,
        .level = line->level,
        .log_class = line->has_class ? line->log_class : LOG_CLASS_COUNT,
        .first = line->first,
        .last = line->last,
    };
}

static bool
same_entry(const struct log_list_entry *a, const struct log_list_entry *b)
{
    return a->by_level == b->by_level && a->level == b->level && a->log_class == b->log_class &&
           a->first == b->first && a->last == b->last;
}

/* The place of the entry; the count: it is not there. */
static size_t
find_entry(const struct log_list *list, const struct log_list_entry *entry)
{
    size_t i = 0;
    while (i < list->count && !same_entry(&list->entries[i], entry))
        i++;
    return i;
}

static bool
set_list(struct command_call *call, void *scratch)
{
    const struct list_line *line = scratch;
    struct log_list *list = logging_list(call->config, line->name);
    struct log_list_entry entry = entry_of(line);
    if (list == NULL)
        list = logging_list_make(call->config, line->name);
    if (list == NULL)
        return no_memory(call);
    if (find_entry(list, &entry) == list->count) {
        struct log_list_entry *place = arena_append(call->config->arena, &list->entries,
                                                    &list->count, &list->capacity, sizeof(entry));
        if (place == NULL)
            return no_memory(call);
        *place = entry;
    }
    if (!list->exists)
        list->origin = call_origin(call);
    list->exists = true;
    return true;
}

static bool
list_is_used(const struct logging *logging, const struct log_list *list)
{
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        if (logging->filter[i] == list)
            return true;
    }
    return false;
}

/* Without entries a list is none. That the last one stays while a destination uses it is ours. */
static bool
unset_list(struct command_call *call, void *scratch)
{
    const struct list_line *line = scratch;
    struct log_list *list = logging_list(call->config, line->name);
    struct log_list_entry entry = entry_of(line);
    if (list == NULL || !list->exists)
        return refuse(call, NULL, "there is no logging list %s", line->name);
    size_t at = find_entry(list, &entry);
    bool one = call->words_given > LIST_NAME_WORDS;
    if (one && at == list->count)
        return refuse(call, NULL, "logging list %s has no such line", line->name);
    bool last = !one || list->count == 1;
    if (last && list_is_used(&call->config->logging, list))
        return refuse(call, NULL, "logging list %s is in use", line->name);
    if (one)
        LIST_REMOVE(list->entries, list->count, at);
    else
        list->count = 0;
    list->exists = list->count > 0;
    return true;
}

static void
each_list(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->logging.list_count; i++) {
        const struct log_list *list = config->logging.lists[i];
        for (size_t k = 0; list->exists && k < list->count; k++) {
            const struct log_list_entry *entry = &list->entries[k];
            struct list_line line = {
                .name = list->name,
                .by_level = entry->by_level,
                .level = entry->level,
                .has_class = entry->log_class != LOG_CLASS_COUNT,
                .log_class = entry->log_class,
                .first = entry->first,
                .last = entry->last,
            };
            visit(context, &line, NULL);
        }
    }
}

static void
init_level_list(void *scratch)
{
    struct list_line *line = scratch;
    line->by_level = true;
}

static bool
fits_level_list(const struct config *config, const void *scratch)
{
    (void)config;
    return ((const struct list_line *)scratch)->by_level;
}

static const struct word list_class[] = {
    KEYWORD("class", "Messages of one class"),
    CHOICE(struct list_line, log_class, log_classes),
    END_OF_WORDS,
};

#define LIST_ROW                                                                                   \
    .name = "logging list", .help = LOGGING_HELP, .scratch_size = sizeof(struct list_line),        \
    .since = OS_7_0, .each = each_list
#define LIST_NAME                                                                                  \
    KEYWORD("logging list", "A list of messages"),                                                 \
        NAME_OF("logging list", struct list_line, name, "Name")

static const struct command level_list_row = {
    LIST_ROW,
    .words = (const struct word[]){ LIST_NAME, KEYWORD("level", "Messages up to a level"),
                                    VALUE(log_level, struct list_line, level, "Level"),
                                    GROUP(struct list_line, has_class, list_class), END_OF_WORDS },
    .init = init_level_list,
    .fits = fits_level_list,
    .set = set_list,
    .unset = unset_list,
    .no_words = LIST_NAME_WORDS,
};
static const struct command message_list_row = {
    LIST_ROW,
    .words = (const struct word[]){ LIST_NAME, KEYWORD("message", "Messages by their numbers"),
                                    VALUE(message_range, struct list_line, first, "Messages"),
                                    END_OF_WORDS },
    .set = set_list,
    .unset = unset_list,
};

/* ---- logging class ---- */

struct class_line {
    uint8_t log_class;
    int8_t level[LOG_DESTINATION_COUNT];
};

static void
init_class(void *scratch)
{
    struct class_line *line = scratch;
    memset(line->level, LOG_LEVEL_OFF, sizeof(line->level));
}

/* `buffered debugging trap errors`: pairs of a destination and a level */
static bool
class_levels_match(const struct word *word, struct matching *matching, void *scratch)
{
    static const struct word which = { .type = &word_choice,
                                       FIELD(struct log_line, destination),
                                       .data = log_destinations };
    static const struct word how = VALUE(log_level, struct log_line, level, "Level");
    struct class_line *line = scratch;
    bool any = false;
    (void)word;
    for (;;) {
        struct log_line pair = { 0 };
        if (!word_choice.match(&which, matching, &pair))
            return any;
        if (!word_log_level.match(&how, matching, &pair))
            return false;
        line->level[pair.destination] = (int8_t)pair.level;
        any = true;
    }
}

static void
class_levels_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct class_line *line = scratch;
    for (const struct choice *choice = log_destinations; choice->text != NULL; choice++) {
        if (line->level[choice->value] != LOG_LEVEL_OFF)
            writing_put(writing, "%s %s", choice->text,
                        log_level_name((unsigned)line->level[choice->value]));
    }
}

static const struct word_type word_class_levels = { "destination level ...", class_levels_match,
                                                    class_levels_write };

static bool
set_class(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    struct logging *logging = &call->config->logging;
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        if (line->level[i] == LOG_LEVEL_OFF)
            continue;
        logging->class_level[line->log_class][i] = line->level[i];
        logging->origins[i] = call_origin(call);
    }
    return true;
}

/* Those of the named destinations, or all of the class. */
static bool
unset_class(struct command_call *call, void *scratch)
{
    const struct class_line *line = scratch;
    int8_t *levels = call->config->logging.class_level[line->log_class];
    const struct class_line none = { .log_class = line->log_class };
    struct class_line empty = none;
    init_class(&empty);
    bool all = memcmp(line->level, empty.level, sizeof(empty.level)) == 0;
    for (size_t i = 0; i < LOG_DESTINATION_COUNT; i++) {
        if (all || line->level[i] != LOG_LEVEL_OFF)
            levels[i] = LOG_LEVEL_OFF;
    }
    return true;
}

static void
each_class(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < LOG_CLASS_COUNT; i++) {
        struct class_line line = { .log_class = (uint8_t)i };
        struct class_line empty;
        init_class(&empty);
        memcpy(line.level, config->logging.class_level[i], sizeof(line.level));
        if (memcmp(line.level, empty.level, sizeof(empty.level)) != 0)
            visit(context, &line, NULL);
    }
}

static const struct command class_row = {
    .name = "logging class",
    .help = LOGGING_HELP,
    .words =
        (const struct word[]){ KEYWORD("logging class", "Level of a class of messages"),
                               CHOICE(struct class_line, log_class, log_classes),
                               VALUE(class_levels, struct class_line, level, ""), END_OF_WORDS },
    .since = OS_7_0,
    .scratch_size = sizeof(struct class_line),
    .init = init_class,
    .set = set_class,
    .unset = unset_class,
    .no_words = 2,
    .each = each_class,
};

/* ---- logging message ---- */

LOG_KIND(message_off, LOG_LINE_MESSAGE_OFF)
LOG_KIND(message_level, LOG_LINE_MESSAGE_LEVEL)

static struct log_message_setting *
setting_of(struct command_call *call, uint32_t id)
{
    struct logging *logging = &call->config->logging;
    for (size_t i = 0; i < logging->message_count; i++) {
        if (logging->messages[i].id == id)
            return &logging->messages[i];
    }
    struct log_message_setting *made =
        arena_append(call->config->arena, &logging->messages, &logging->message_count,
                     &logging->message_capacity, sizeof(*made));
    if (made != NULL)
        *made = (struct log_message_setting){ .id = id, .level = LOG_LEVEL_OFF };
    return made;
}

/* A setting that says nothing is dropped. */
static void
drop_plain_settings(struct logging *logging)
{
    for (size_t i = 0; i < logging->message_count;) {
        if (!logging->messages[i].disabled && logging->messages[i].level == LOG_LEVEL_OFF)
            LIST_REMOVE(logging->messages, logging->message_count, i);
        else
            i++;
    }
}

/* `logging message N` takes back `no logging message N`; with a level it sets that. */
static bool
set_message(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct log_message_setting *setting = setting_of(call, line->number);
    if (setting == NULL)
        return no_memory(call);
    if (line->has_level)
        setting->level = (int8_t)line->level;
    else
        setting->disabled = false;
    drop_plain_settings(&call->config->logging);
    return true;
}

/* `no logging message N` silences it; with the word level it has its own level again. */
static bool
unset_message(struct command_call *call, void *scratch)
{
    const struct log_line *line = scratch;
    struct log_message_setting *setting = setting_of(call, line->number);
    if (setting == NULL)
        return no_memory(call);
    if (line->has_level)
        setting->level = LOG_LEVEL_OFF;
    else
        setting->disabled = true;
    drop_plain_settings(&call->config->logging);
    return true;
}

static void
each_message(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->logging.message_count; i++) {
        const struct log_message_setting *setting = &config->logging.messages[i];
        struct log_line line = { .number = setting->id };
        if (setting->disabled) {
            line.kind = LOG_LINE_MESSAGE_OFF;
            line.off = true;
            visit(context, &line, NULL);
        }
        if (setting->level != LOG_LEVEL_OFF) {
            line.kind = LOG_LINE_MESSAGE_LEVEL;
            line.off = false;
            line.has_level = true;
            line.level = (uint8_t)setting->level;
            visit(context, &line, NULL);
        }
    }
}

static const struct word level_words[] = {
    KEYWORD("level", "Its level"),
    VALUE(log_level, struct log_line, level, "Level"),
    END_OF_WORDS,
};
#define MESSAGE_ID                                                                                 \
    KEYWORD("logging message", "A single message"),                                                \
        NUMBER(struct log_line, number, FIRST_MESSAGE, LAST_MESSAGE, "Message")

static const struct command message_off_row = {
    LOG_ROW(message_off, "logging message"),
    .words = (const struct word[]){ MESSAGE_ID, END_OF_WORDS },
    .each = each_message,
    .set = set_message,
    .unset = unset_message,
};
static const struct command message_level_row = {
    LOG_ROW(message_level, "logging message"),
    .words = (const struct word[]){ MESSAGE_ID,
                                    GROUP(struct log_line, has_level, level_words, .since = OS_6_3),
                                    END_OF_WORDS },
    .each = each_message,
    .set = set_message,
    .unset = unset_message,
};

/* ---- logging rate-limit ---- */

struct rate_line {
    bool unlimited;
    uint32_t count;
    uint32_t interval;
    bool by_level;
    uint8_t level;
    uint32_t message;
};

/* `unlimited`, or how many, and in how many seconds unless in one */
static bool
rate_match(const struct word *word, struct matching *matching, void *scratch)
{
    struct rate_line *line = scratch;
    int64_t count, interval = 1;
    if (matching_keyword(matching, "unlimited", "No limit")) {
        line->unlimited = true;
        return true;
    }
    if (!take_number(matching, 1, INT32_MAX, word->help, &count))
        return false;
    (void)take_number(matching, 1, INT32_MAX, "Seconds", &interval);
    line->count = (uint32_t)count;
    line->interval = (uint32_t)interval;
    return true;
}

static void
rate_write(const struct word *word, struct writing *writing, const void *scratch)
{
    (void)word;
    const struct rate_line *line = scratch;
    if (line->unlimited)
        writing_put(writing, "unlimited");
    else
        writing_put(writing, "%u %u", line->count, line->interval);
}

static const struct word_type word_rate = { "unlimited|number [seconds]", rate_match, rate_write };

static struct log_rate *
find_rate(struct logging *logging, const struct rate_line *line)
{
    uint32_t what = line->by_level ? line->level : line->message;
    for (size_t i = 0; i < logging->rate_count; i++) {
        if (logging->rates[i].by_level == line->by_level && logging->rates[i].what == what)
            return &logging->rates[i];
    }
    return NULL;
}

static bool
set_rate(struct command_call *call, void *scratch)
{
    const struct rate_line *line = scratch;
    struct logging *logging = &call->config->logging;
    struct log_rate *rate = find_rate(logging, line);
    if (rate == NULL)
        rate = arena_append(call->config->arena, &logging->rates, &logging->rate_count,
                            &logging->rate_capacity, sizeof(*rate));
    if (rate == NULL)
        return no_memory(call);
    *rate = (struct log_rate){
        .by_level = line->by_level,
        .what = line->by_level ? line->level : line->message,
        .unlimited = line->unlimited,
        .count = line->count,
        .interval_seconds = line->interval,
        .origin = call_origin(call),
    };
    return true;
}

static bool
unset_rate(struct command_call *call, void *scratch)
{
    struct logging *logging = &call->config->logging;
    struct log_rate *rate = find_rate(logging, scratch);
    if (rate == NULL)
        return refuse(call, NULL, "there is no such rate limit");
    LIST_REMOVE(logging->rates, logging->rate_count, (size_t)(rate - logging->rates));
    return true;
}

static void
each_rate(const struct config *config, const void *object, command_visit *visit, void *context)
{
    (void)object;
    for (size_t i = 0; i < config->logging.rate_count; i++) {
        const struct log_rate *rate = &config->logging.rates[i];
        struct rate_line line = {
            .unlimited = rate->unlimited,
            .count = rate->count,
            .interval = rate->interval_seconds,
            .by_level = rate->by_level,
            .level = (uint8_t)rate->what,
            .message = rate->what,
        };
        visit(context, &line, NULL);
    }
}

LINE_KIND(message_rate, struct rate_line, by_level, false)
LINE_KIND(level_rate, struct rate_line, by_level, true)

/* It came with 7.0(4) (syslog.md 1.3); earlier releases of 7.0 are not told apart. */
#define RATE_ROW(row_name, keyword, what, ...)                                                     \
    .name = "logging rate-limit", .help = LOGGING_HELP,                                            \
    .words = (const struct word[]){ KEYWORD("logging rate-limit", "Messages in a time"),           \
                                    VALUE(rate, struct rate_line, count, "Messages"),              \
                                    KEYWORD(keyword, what), __VA_ARGS__, END_OF_WORDS },           \
    .since = OS_7_0, .scratch_size = sizeof(struct rate_line), .init = init_##row_name,            \
    .fits = fits_##row_name, .set = set_rate, .unset = unset_rate, .each = each_rate

static const struct command message_rate_row = {
    RATE_ROW(message_rate, "message", "Of a message",
             NUMBER(struct rate_line, message, FIRST_MESSAGE, LAST_MESSAGE, "Message")),
};
static const struct command level_rate_row = {
    RATE_ROW(level_rate, "level", "Of a level", VALUE(log_level, struct rate_line, level, "Level")),
};

const struct command *const logging_message_commands[] = {
    &level_list_row,    &message_list_row, &class_row,      &message_off_row,
    &message_level_row, &message_rate_row, &level_rate_row, NULL,
};

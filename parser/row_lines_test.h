/*
 * row_lines_test.h: lines for every row, made by asking the row itself what may come next.
 *
 * From the first word on, what `?` offers at the end of a line is put there: every keyword, and for
 * a value each of its samples. So a line has only words that the row told of, and what the row
 * takes but does not tell of is never made: then the row has no line, and the test fails. Of all
 * combinations only pairs of neighbours are made; a long list (ports, protocols) is gone through
 * once for a row.
 */
#ifndef REFIRE_PARSER_ROW_LINES_TEST_H
#define REFIRE_PARSER_ROW_LINES_TEST_H

#include <check.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "parser/fixture_test.h"
#include "parser/row_samples_test.h"

enum {
    LINE_ROOM = 640,
    ROW_WORDS_MAX = 40,
    LONG_LIST = 14,
    PLACES_TOLD = 10,
    SAME_WORD_MAX = 3,
    ROW_LINES_MAX = 2500,
    SHOWN_MAX = 40
};

/* What is wrong with rows of a version. */
struct complaints {
    enum os_version version;
    unsigned count;
    uint64_t kinds[SHOWN_MAX]; /* one of a kind is enough */
};

/* KIND: several of one row and one reason are told once. */
static inline void PRINTF_LIKE(4, 5)
    complain(struct complaints *complaints, const struct command *row, const char *kind,
             const char *format, ...)
{
    va_list arguments;
    uint64_t key = hash_bytes(kind, strlen(kind), (uint64_t)(uintptr_t)row);
    for (size_t i = 0; i < complaints->count && i < SHOWN_MAX; i++) {
        if (complaints->kinds[i] == key)
            return;
    }
    if (complaints->count < SHOWN_MAX)
        complaints->kinds[complaints->count] = key;
    if (++complaints->count > SHOWN_MAX)
        return;
    va_start(arguments, format);
    fprintf(stderr, "%s, %s: ", os_version_name(complaints->version), row->name);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

/* A line's beginning, or a whole line. */
struct beginning {
    char *text;
    size_t words;
    uint64_t last; /* the key of its last word */
};

struct row_lines {
    struct arena *arena; /* owns the texts */
    struct matcher matcher;
    const struct command *row;
    struct beginning *queue;
    size_t queued, queue_capacity;
    uint64_t *keys; /* what was made already */
    size_t key_count, key_capacity;
    char **texts; /* the whole lines */
    size_t count, capacity;
    size_t unknown_values; /* without a sample */
};

/* What could stand behind TEXT. */
static inline struct completions
offered_after(const struct matcher *matcher, const char *text, struct arena *arena)
{
    struct completions offered = { .arena = arena };
    char with_blank[LINE_ROOM + 1];
    ck_assert_uint_lt(strlen(text), LINE_ROOM);
    snprintf(with_blank, sizeof(with_blank), "%s%s", text, text[0] != '\0' ? " " : "");
    match_complete(matcher, with_blank, &offered);
    return offered;
}

static inline size_t
times_in(const char *text, const char *word)
{
    size_t times = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        times++;
    return times;
}

static inline bool
is_new_key(struct row_lines *lines, uint64_t key)
{
    for (size_t i = 0; i < lines->key_count; i++) {
        if (lines->keys[i] == key)
            return false;
    }
    uint64_t *place = arena_append(lines->arena, &lines->keys, &lines->key_count,
                                   &lines->key_capacity, sizeof(key));
    ck_assert_ptr_nonnull(place);
    *place = key;
    return true;
}

static inline void
push(struct row_lines *lines, struct beginning beginning)
{
    struct beginning *added = arena_append(lines->arena, &lines->queue, &lines->queued,
                                           &lines->queue_capacity, sizeof(*added));
    ck_assert_ptr_nonnull(added);
    *added = beginning;
}

/* Queues BEGINNING with one word more. */
static inline void
push_word(struct row_lines *lines, const struct beginning *beginning, const char *word,
          uint64_t key)
{
    char text[LINE_ROOM];
    int length = snprintf(text, sizeof(text), "%s%s%s", beginning->text,
                          beginning->text[0] != '\0' ? " " : "", word);
    ck_assert_msg(length > 0 && (size_t)length < sizeof(text), "%s", text);
    push(lines, (struct beginning){ arena_strdup(lines->arena, text), beginning->words + 1, key });
}

static inline void
add_line(struct row_lines *lines, char *text)
{
    char **place =
        arena_append(lines->arena, &lines->texts, &lines->count, &lines->capacity, sizeof(*place));
    ck_assert_ptr_nonnull(place);
    *place = text;
}

static inline const char *
first_word(const struct row_lines *lines, const char *phrase)
{
    return arena_strndup(lines->arena, phrase, strcspn(phrase, " "));
}

/* Goes on from one beginning: whole lines are noted, new words queued. */
static inline void
grow_line(struct row_lines *lines, const struct beginning *beginning)
{
    struct completions offered = offered_after(&lines->matcher, beginning->text, lines->arena);
    const char *first = lines->row->words[0].text;
    if (beginning->words == 0) { /* `?` offers `no` too, and no row that only refuses */
        push_word(lines, beginning, lines->row->no_only ? "no" : first_word(lines, first), 0);
        return;
    }
    if (beginning->words == 1 && lines->row->no_only) {
        push_word(lines, beginning, first_word(lines, first), 0);
        return;
    }
    bool is_long = offered.count > LONG_LIST;
    bool whole = false;
    bool grown = false;
    const char *forced = NULL;
    bool forced_is_value = false;
    for (size_t i = 0; i < offered.count; i++) {
        const struct completion *item = &offered.items[i];
        if (strcmp(item->text, "<cr>") == 0) {
            whole = true;
            continue;
        }
        const char *samples[SAMPLES_MAX];
        size_t count = samples_of(lines->row, item, samples);
        if (count == 0) {
            fprintf(stderr, "`%s` of \"%s\" has no sample behind \"%s\": add one to %s\n",
                    item->text, lines->row->name, beginning->text, "row_samples_test.h");
            lines->unknown_values++;
        }
        for (size_t k = 0; k < count; k++) {
            size_t at = beginning->words < PLACES_TOLD ? beginning->words : PLACES_TOLD;
            uint64_t place = is_long ? 0 : hash_bytes(&at, sizeof(at), 1);
            uint64_t own = hash_bytes(samples[k], strlen(samples[k]), place);
            uint64_t pair = is_long ? own : own ^ beginning->last * 31;
            if (forced == NULL || (!item->is_keyword && !forced_is_value)) {
                forced =
                    arena_strdup(lines->arena, samples[k]); /* a value ends a list of keywords */
                forced_is_value = !item->is_keyword;
            }
            if (times_in(beginning->text, samples[k]) >= SAME_WORD_MAX || !is_new_key(lines, pair))
                continue; /* lists without an end: timers, days */
            grown = true;
            push_word(lines, beginning, samples[k], is_long ? 7 : own);
        }
    }
    if (whole)
        add_line(lines, beginning->text);
    else if (!grown && forced != NULL && beginning->words < ROW_WORDS_MAX)
        push_word(lines, beginning, forced, 0);
}

/*
 * All lines of one row in MODE of VERSION. CONFIG has what they may name. The texts live in ARENA.
 */
static inline struct row_lines
lines_of_row(const struct command *row, enum mode mode, const struct config *config,
             struct arena *arena)
{
    struct command_table *table = command_table_new(&row, 1);
    ck_assert_ptr_nonnull(table);
    struct row_lines lines = {
        .arena = arena,
        .matcher = { table, { config, config->os.version }, MODE_BIT(mode), UINT32_MAX },
        .row = row,
    };
    push(&lines, (struct beginning){ .text = arena_strdup(arena, "") });
    for (size_t i = 0; i < lines.queued; i++) {
        struct beginning beginning = lines.queue[i]; /* the queue moves */
        grow_line(&lines, &beginning);
        ck_assert_msg(lines.queued < ROW_LINES_MAX * 10, "%s makes too many lines", row->name);
    }
    command_table_free(table);
    return lines;
}

/*
 * The versions in which rows are tried: every row is in one of them, and those left out differ from
 * their neighbours in a few rows. REFIRE_THOROUGH tries them all.
 */
static inline bool
version_has_turn(enum os_version version)
{
    if (tests_are_quick())
        return version == OS_6_3 || version == OS_LAST;
    return tests_are_thorough() || (version != OS_7_1 && version != OS_8_0 && version != OS_8_1);
}

/*
 * Is line AT of a row tried in this version? The first one is in each version, the others in one
 * before 7.0 and in one from then on; of the many of a long row, every other one.
 */
enum { USUAL_LINES = 16 };

static inline bool
has_turn(enum os_version version, const char *line, size_t at)
{
    static const enum os_version modern[] = { OS_7_0, OS_7_2, OS_8_2 };
    unsigned turn = (unsigned)(hash_bytes(line, strlen(line), 1) % 1000);
    if (at == 0)
        return true;
    if (tests_are_quick() || (at >= USUAL_LINES && at % 2 != 0 && !tests_are_thorough()))
        return false;
    return version < OS_FIRST_MPF ? turn % OS_FIRST_MPF == version
                                  : modern[turn % ARRAY_LENGTH(modern)] == version;
}

#endif

/*
 * lab.c: reads the file that says what a lab is.
 */
#include "cli/lab/lab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"

/* A line on its way: TEXT is a copy of it in the lab's arena. */
struct reading {
    struct lab *lab;
    const char *name;
    unsigned line;
    char *text;
    const char *whole; /* as it was before it was cut into words */
    char *error;
    int64_t *time;     /* of the packets that follow */
    bool *is_dialogue; /* the line is kept for expect.h */
};

static bool
refuse(const struct reading *reading, const char *at, const char *why)
{
    snprintf(reading->error, LAB_ERROR_SIZE, "%s:%u:%zu: %s", reading->name, reading->line,
             at == NULL ? 1 : (size_t)(at - reading->text) + 1, why);
    return false;
}

static bool
take_title(const struct reading *reading, char *rest)
{
    if (reading->lab->title != NULL)
        return refuse(reading, NULL, "there is a title already");
    reading->lab->title = rest;
    return true;
}

static bool
take_order(const struct reading *reading, char *rest)
{
    char *end;
    unsigned long order = strtoul(rest, &end, 10);
    if (*rest < '0' || *rest > '9' || *end != '\0' || order == 0 || order > 9999)
        return refuse(reading, rest, "expected a number from 1 to 9999");
    if (reading->lab->order != 0)
        return refuse(reading, NULL, "there is an order already");
    reading->lab->order = (unsigned)order;
    return true;
}

static bool
take_hint(const struct reading *reading, char *rest)
{
    struct lab *lab = reading->lab;
    if (lab->hint_count == LAB_HINTS)
        return refuse(reading, NULL, "a lab has at most 16 hints");
    const char **hint = arena_append(lab->arena, &lab->hints, &lab->hint_count, &lab->hint_capacity,
                                     sizeof *lab->hints);
    if (hint == NULL)
        return refuse(reading, NULL, "out of memory");
    *hint = rest;
    return true;
}

static bool
take_packet(const struct reading *reading, char *rest, bool passes)
{
    struct lab *lab = reading->lab;
    if (lab->expectation_count == LAB_EXPECTATIONS)
        return refuse(reading, NULL, "a lab has at most 256 packets");
    struct lab_expectation *expectation =
        arena_append(lab->arena, &lab->expectations, &lab->expectation_count,
                     &lab->expectation_capacity, sizeof *lab->expectations);
    if (expectation == NULL)
        return refuse(reading, NULL, "out of memory");
    expectation->passes = passes;
    expectation->line = reading->line;
    expectation->text = reading->whole;
    expectation->time = *reading->time;
    if (passes)
        lab->asks_passing = true;
    else
        lab->asks_denial = true;
    while (*rest != '\0') {
        if (expectation->word_count == LAB_WORDS)
            return refuse(reading, rest, "a packet has no more words than these");
        expectation->words[expectation->word_count++] = rest;
        rest += strcspn(rest, " ");
        if (*rest != '\0')
            *rest++ = '\0';
        rest += strspn(rest, " ");
    }
    return true;
}

static bool
take_passes(const struct reading *reading, char *rest)
{
    return take_packet(reading, rest, true);
}

static bool
take_denied(const struct reading *reading, char *rest)
{
    return take_packet(reading, rest, false);
}

static bool
begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool
take_expect(const struct reading *reading, char *rest)
{
    struct lab *lab = reading->lab;
    if (lab->dialogue_count == LAB_DIALOGUES)
        return refuse(reading, NULL, "a lab has at most 64 expectations");
    lab->dialogue_count++;
    *reading->is_dialogue = true;
    if (begins_with(rest, "denied ") || begins_with(rest, "no "))
        lab->asks_denial = true;
    else
        lab->asks_passing = true;
    return true;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "DAY HH:MM" */
static bool
take_time(const struct reading *reading, char *rest)
{
    static const char *const days[] = { "monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday" };
    for (size_t i = 0; i < ARRAY_LENGTH(days); i++) {
        size_t length = strlen(days[i]);
        if (strncmp(rest, days[i], length) != 0 || rest[length] != ' ')
            continue;
        const char *at = rest + length + 1;
        if (strlen(at) != 5 || !is_digit(at[0]) || !is_digit(at[1]) || at[2] != ':' ||
            !is_digit(at[3]) || !is_digit(at[4]))
            return refuse(reading, at, "expected HH:MM");
        int hour = (at[0] - '0') * 10 + at[1] - '0', minute = (at[3] - '0') * 10 + at[4] - '0';
        if (hour > 23 || minute > 59)
            return refuse(reading, at, "expected 00:00 to 23:59");
        int64_t minutes = ((int64_t)i * 24 + hour) * 60 + minute;
        *reading->time = (LAB_MONDAY + minutes * 60) * NS_PER_SECOND;
        return true;
    }
    return refuse(reading, rest, "expected a day: monday to sunday");
}

static const struct {
    const char *word;
    bool (*take)(const struct reading *reading, char *rest);
} items[] = {
    { "title", take_title },   { "order", take_order },   { "hint", take_hint },
    { "passes", take_passes }, { "denied", take_denied }, { "expect", take_expect },
    { "time", take_time },
};

static bool
take_line(const struct reading *reading)
{
    char *text = reading->text;
    for (char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            return refuse(reading, at, "a control character");
    if (*text == '\0' || *text == '#')
        return true;
    size_t length = strcspn(text, " ");
    char *rest = text + length + strspn(text + length, " ");
    for (size_t i = 0; i < ARRAY_LENGTH(items); i++) {
        if (strlen(items[i].word) != length || memcmp(items[i].word, text, length) != 0)
            continue;
        return *rest != '\0' ? items[i].take(reading, rest)
                             : refuse(reading, rest, "something must follow");
    }
    return refuse(reading, text, "expected title, order, hint, passes, denied, time or expect");
}

/* Is all there that a lab needs? */
static bool
is_whole(const struct reading *reading)
{
    const struct lab *lab = reading->lab;
    if (lab->title == NULL)
        return refuse(reading, NULL, "the lab has no title");
    if (lab->order == 0)
        return refuse(reading, NULL, "the lab has no order");
    if (!lab->asks_passing)
        return refuse(reading, NULL, "the lab has no packet that passes");
    if (!lab->asks_denial)
        return refuse(reading, NULL, "the lab has no packet that is denied");
    return true;
}

/* How many bytes of LINE are left without the blanks at its end, and a CR. */
static size_t
trimmed(const char *line, size_t length)
{
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
        length--;
    return length;
}

bool
lab_parse(struct lab *lab, const char *name, const char *bytes, size_t size,
          char error[LAB_ERROR_SIZE])
{
    int64_t time = LAB_NOON;
    bool is_dialogue;
    struct reading reading = {
        .lab = lab, .name = name, .error = error, .time = &time, .is_dialogue = &is_dialogue
    };
    *lab = (struct lab){ .arena = arena_new(), .dialogues_size = size };
    if (lab->arena == NULL)
        return refuse(&reading, NULL, "out of memory");
    char *kept = lab->dialogues = arena_strndup(lab->arena, bytes, size);
    if (kept == NULL)
        return refuse(&reading, NULL, "out of memory");
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) : size;
        is_dialogue = false;
        reading.line++;
        if (memchr(bytes, '\0', length) != NULL)
            return refuse(&reading, NULL, "a NUL: this is no text");
        reading.text = arena_strndup(lab->arena, bytes, trimmed(bytes, length));
        reading.whole = arena_strndup(lab->arena, bytes, trimmed(bytes, length));
        if (reading.text == NULL || reading.whole == NULL)
            return refuse(&reading, NULL, "out of memory");
        if (!take_line(&reading))
            return false;
        if (!is_dialogue)
            memset(kept, ' ', length);
        kept += length + (end != NULL);
        length += end != NULL;
        bytes += length;
        size -= length;
    }
    reading.line++;
    return is_whole(&reading);
}

char *
lab_text(const char *path, size_t *size, char error[LAB_ERROR_SIZE])
{
    FILE *file = fopen(path, "re");
    char *bytes = file != NULL ? malloc(LAB_FILE_SIZE + 1) : NULL;
    const char *why = NULL;
    if (bytes == NULL) {
        why = strerror(errno);
    } else {
        *size = fread(bytes, 1, LAB_FILE_SIZE + 1, file);
        if (ferror(file))
            why = strerror(errno);
        else if (*size > LAB_FILE_SIZE)
            why = "it is larger than 64 KiB";
    }
    if (file != NULL)
        fclose(file);
    if (why == NULL)
        return bytes;
    snprintf(error, LAB_ERROR_SIZE, "%s: %s", path, why);
    free(bytes);
    return NULL;
}

bool
lab_read(struct lab *lab, const char *folder, char error[LAB_ERROR_SIZE])
{
    char *path = NULL, *bytes = NULL;
    size_t size = 0;
    *lab = (struct lab){ 0 };
    if (asprintf(&path, "%s/lab", folder) < 0) {
        snprintf(error, LAB_ERROR_SIZE, "out of memory");
        return false;
    }
    bytes = lab_text(path, &size, error);
    bool read = bytes != NULL && lab_parse(lab, path, bytes, size, error);
    free(bytes);
    free(path);
    return read;
}

void
lab_free(struct lab *lab)
{
    arena_free(lab->arena);
    *lab = (struct lab){ 0 };
}

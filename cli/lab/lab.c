/*
 * lab.c: reads the file that says what a lab is.
 */
#include "cli/lab/lab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line on its way: TEXT is a copy of it in the lab's arena. */
struct reading {
    struct lab *lab;
    const char *name;
    unsigned line;
    char *text;
    char *error;
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

static const struct {
    const char *word;
    bool (*take)(const struct reading *reading, char *rest);
} items[] = {
    { "title", take_title },   { "order", take_order },   { "hint", take_hint },
    { "passes", take_passes }, { "denied", take_denied },
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
    return refuse(reading, text, "expected title, order, hint, passes or denied");
}

static bool
has_packet(const struct lab *lab, bool passes)
{
    for (size_t i = 0; i < lab->expectation_count; i++)
        if (lab->expectations[i].passes == passes)
            return true;
    return false;
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
    if (!has_packet(lab, true))
        return refuse(reading, NULL, "the lab has no packet that passes");
    if (!has_packet(lab, false))
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
    struct reading reading = { .lab = lab, .name = name, .error = error };
    *lab = (struct lab){ .arena = arena_new() };
    if (lab->arena == NULL)
        return refuse(&reading, NULL, "out of memory");
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) : size;
        reading.line++;
        if (memchr(bytes, '\0', length) != NULL)
            return refuse(&reading, NULL, "a NUL: this is no text");
        reading.text = arena_strndup(lab->arena, bytes, trimmed(bytes, length));
        if (reading.text == NULL)
            return refuse(&reading, NULL, "out of memory");
        if (!take_line(&reading))
            return false;
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

/*
 * report.c: keeps the cases, and what the forms share.
 */
#include "cli/report/report.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report/report_inside.h"
#include "cli/utf8.h"

const char *const report_format_names[] = { "text", "json", "tap", "junit", NULL };

/* ---- keeping ---- */

struct report *
report_new(const char *name)
{
    struct report *report = calloc(1, sizeof *report);
    if (report == NULL)
        return NULL;
    report->arena = arena_new();
    if (report->arena != NULL)
        report->name = arena_strdup(report->arena, name);
    if (report->name == NULL) {
        report_free(report);
        return NULL;
    }
    return report;
}

void
report_free(struct report *report)
{
    if (report == NULL)
        return;
    arena_free(report->arena);
    free(report);
}

/* False: no memory. */
static bool
copy(struct report *report, const char **text)
{
    if (*text != NULL)
        *text = arena_strdup(report->arena, *text);
    return *text != NULL;
}

bool
report_add(struct report *report, const struct report_case *item)
{
    assert(item->name != NULL && item->status < REPORT_STATUS_COUNT);
    struct report_case kept = *item;
    const char **const texts[] = { &kept.group, &kept.name, &kept.file, &kept.message,
                                   &kept.details };
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        if (*texts[i] != NULL && !copy(report, texts[i]))
            return false;
    struct report_case *place = arena_append(report->arena, &report->cases, &report->count,
                                             &report->capacity, sizeof *report->cases);
    if (place == NULL)
        return false;
    *place = kept;
    report->counts[item->status]++;
    return true;
}

size_t
report_count(const struct report *report, enum report_status status)
{
    return report->counts[status];
}

/* ---- what the forms share ---- */

void
report_put(struct output *output, const char *text, size_t length, report_escape *escape)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_length(text + at, length - at, &code);
        const char *instead = size == 1 && escape != NULL ? escape(text[at]) : NULL;
        if (size == 0 || code == 0xfffe || code == 0xffff)
            output_write(output, "\xef\xbf\xbd", 3); /* U+FFFD */
        else if (instead != NULL)
            output_write(output, instead, strlen(instead));
        else if (code < ' ' || (code >= 0x7f && code <= 0x9f))
            report_say(output, "\\x%02x", (unsigned)code);
        else if (code == 0x2028 || code == 0x2029)
            report_say(output, "\\u%04x", (unsigned)code);
        else
            output_write(output, text + at, size);
        at += size > 0 ? size : 1;
    }
}

void
report_put_text(struct output *output, const char *text, report_escape *escape)
{
    report_put(output, text, strlen(text), escape);
}

void
report_say(struct output *output, const char *format, ...)
{
    char *room = output_room(output, OUTPUT_ROOM_MAX);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(room, OUTPUT_ROOM_MAX, format, arguments);
    va_end(arguments);
    assert(length >= 0 && (size_t)length < OUTPUT_ROOM_MAX);
    output_filled(output, (size_t)length);
}

const char *
report_next_line(const char **text, size_t *length)
{
    const char *line = *text;
    if (line == NULL || *line == '\0')
        return NULL;
    *length = strcspn(line, "\n");
    *text = line[*length] == '\n' ? line + *length + 1 : line + *length;
    return line;
}

const char *
report_group(const struct report *report, const struct report_case *item)
{
    return item->group != NULL ? item->group : report->name;
}

bool
report_group_begins(const struct report *report, size_t at)
{
    return at == 0 || strcmp(report_group(report, &report->cases[at - 1]),
                             report_group(report, &report->cases[at])) != 0;
}

void
report_write(const struct report *report, enum report_format format, struct output *output)
{
    static void (*const forms[])(const struct report *, struct output *) = {
        [REPORT_TEXT] = report_write_text,
        [REPORT_JSON] = report_write_json,
        [REPORT_TAP] = report_write_tap,
        [REPORT_JUNIT] = report_write_junit,
    };
    _Static_assert(ARRAY_LENGTH(forms) == REPORT_FORMAT_COUNT, "a writer for each form");
    forms[format](report, output);
}

size_t
report_case_count(const struct report *report)
{
    return report->count;
}

const struct report_case *
report_case_at(const struct report *report, size_t at)
{
    return &report->cases[at];
}

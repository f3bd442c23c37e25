/*
 * report_tap.c: the Test Anything Protocol, version 13. The block under a case that failed is YAML
 * of the plainest kind, which is also what Perl's TAP::Parser::YAMLish reads: double-quoted strings
 * and one list.
 */
#include "cli/report/report_inside.h"

/* A `#` would begin a directive. */
static const char *
escape_description(char c)
{
    switch (c) {
    case '#':
        return "\\#";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

static const char *
escape_string(char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

static void
write_string(struct output *output, const char *before, const char *text, size_t length)
{
    report_say(output, "%s\"", before);
    report_put(output, text, length, escape_string);
    report_say(output, "\"");
    output_line_end(output);
}

/*
 * An item of a list. A colon behind its first word would make it a key to TAP::Parser::YAMLish,
 * quoted or not; as \x3a it is the same string.
 */
static void
write_item(struct output *output, const char *text, size_t length)
{
    size_t first = 0;
    while (first < length && text[first] != ' ')
        first++;
    if (first == 0 || text[first - 1] != ':') {
        while (first < length && text[first] == ' ')
            first++;
        first++; /* the colon that may stand alone */
    }
    report_say(output, "    - \"");
    if (first <= length && text[first - 1] == ':') {
        report_put(output, text, first - 1, escape_string);
        report_say(output, "\\x3a");
    } else {
        first = 0;
    }
    report_put(output, text + first, length - first, escape_string);
    report_say(output, "\"");
    output_line_end(output);
}

static void
write_member(struct output *output, const char *key, const char *text)
{
    const char *line;
    size_t length;
    if (text != NULL && (line = report_next_line(&text, &length)) != NULL)
        write_string(output, key, line, length);
}

static void
write_block(struct output *output, const struct report_case *item)
{
    const char *details = item->details, *line;
    size_t length;
    report_say(output, "  ---\n");
    write_member(output, "  message: ", item->message != NULL ? item->message : "failed");
    write_member(output, "  file: ", item->file);
    if (item->file != NULL && item->line > 0)
        report_say(output, "  line: %u\n", item->line);
    if (details != NULL && *details != '\0')
        report_say(output, "  details:\n");
    while ((line = report_next_line(&details, &length)) != NULL)
        write_item(output, line, length);
    report_say(output, "  ...\n");
}

void
report_write_tap(const struct report *report, struct output *output)
{
    report_say(output, "TAP version 13\n1..%zu\n", report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct report_case *item = &report->cases[i];
        report_say(output, "%sok %zu - ", item->status == REPORT_FAILED ? "not " : "", i + 1);
        if (item->group != NULL) {
            report_put_text(output, item->group, escape_description);
            report_say(output, ": ");
        }
        report_put_text(output, item->name, escape_description);
        if (item->status == REPORT_SKIPPED) {
            report_say(output, " # SKIP ");
            report_put_text(output, item->message != NULL ? item->message : "", escape_description);
        }
        output_line_end(output);
        if (item->status == REPORT_FAILED)
            write_block(output, item);
    }
}

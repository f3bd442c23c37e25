/*
 * report_json.c: cli/schema/report.schema.json.
 */
#include "cli/json.h"
#include "cli/report/report_inside.h"

static void
put_member(struct json_writer *json, const char *key, const char *text)
{
    if (text == NULL)
        return;
    json_put_key(json, key);
    json_put_string(json, text);
}

static void
put_details(struct json_writer *json, const char *details)
{
    const char *line;
    size_t length;
    if (details == NULL)
        return;
    json_put_key(json, "details");
    json_begin_array(json);
    while ((line = report_next_line(&details, &length)) != NULL)
        json_put_text(json, line, length);
    json_end(json);
}

static void
put_case(struct json_writer *json, const struct report_case *item)
{
    static const char *const words[] = {
        [REPORT_PASSED] = "passed",
        [REPORT_FAILED] = "failed",
        [REPORT_SKIPPED] = "skipped",
    };
    json_begin_object(json);
    put_member(json, "group", item->group);
    put_member(json, "name", item->name);
    put_member(json, "status", words[item->status]);
    put_member(json, "file", item->file);
    if (item->file != NULL && item->line > 0) {
        json_put_key(json, "line");
        json_put_unsigned(json, item->line);
    }
    put_member(json, "message", item->message);
    put_details(json, item->details);
    json_end(json);
}

void
report_write_json(const struct report *report, struct output *output)
{
    static const char *const counts[] = {
        [REPORT_PASSED] = "passed",
        [REPORT_FAILED] = "failed",
        [REPORT_SKIPPED] = "skipped",
    };
    struct json_writer json;
    json_writer_init(&json, output);
    json_begin_object(&json);
    put_member(&json, "report", report->name);
    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
        json_put_key(&json, counts[i]);
        json_put_unsigned(&json, report->counts[i]);
    }
    json_put_key(&json, "cases");
    json_begin_array(&json);
    for (size_t i = 0; i < report->count; i++)
        put_case(&json, &report->cases[i]);
    json_end(&json);
    json_end(&json);
    json_end_line(&json);
}

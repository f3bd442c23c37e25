/*
 * report_text.c: for people: a line a case, and beneath what failed why.
 */
#include <string.h>

#include "cli/report/report_inside.h"

static void
write_place(struct output *output, const struct report_case *item)
{
    if (item->file == NULL)
        return;
    report_put_text(output, item->file, NULL);
    if (item->line > 0)
        report_say(output, ":%u", item->line);
    report_say(output, ": ");
}

static void
write_why(struct output *output, const struct report_case *item)
{
    const char *details = item->details, *line;
    size_t length;
    if (item->message != NULL) {
        report_say(output, "        ");
        write_place(output, item);
        report_put_text(output, item->message, NULL);
        output_line_end(output);
    }
    while ((line = report_next_line(&details, &length)) != NULL) {
        report_say(output, "        ");
        report_put(output, line, length, NULL);
        output_line_end(output);
    }
}

/* "2 of 3 passed, 1 failed, 0 skipped" */
void
report_write_text(const struct report *report, struct output *output)
{
    static const char *const words[] = {
        [REPORT_PASSED] = "ok      ",
        [REPORT_FAILED] = "FAILED  ",
        [REPORT_SKIPPED] = "skipped ",
    };
    for (size_t i = 0; i < report->count; i++) {
        const struct report_case *item = &report->cases[i];
        if (item->group != NULL && report_group_begins(report, i)) {
            report_put_text(output, item->group, NULL);
            report_say(output, ":");
            output_line_end(output);
        }
        report_say(output, "%s", words[item->status]);
        report_put_text(output, item->name, NULL);
        output_line_end(output);
        write_why(output, item);
    }
    report_say(output, "%zu passed, %zu failed", report->counts[REPORT_PASSED],
               report->counts[REPORT_FAILED]);
    if (report->counts[REPORT_SKIPPED] > 0)
        report_say(output, ", %zu skipped", report->counts[REPORT_SKIPPED]);
    output_line_end(output);
}
